import { Arena } from "../../src/engine/arena.ts";
import { coreOf, type Engine } from "../../src/engine/engine.ts";
import { TILE_ROWS } from "../../src/engine/index.ts";

/** Inputs of the panel: 4 KiB of weights, 16 KiB of activations, 1 KiB of results, all in the first-level cache. */
const INPUTS = 128;
const PANEL_COLUMNS = 8;
/** One call would be too short to be timed from the host. */
const PANELS = 16;

export const MICROKERNEL_OPERATIONS = PANELS * 2 * TILE_ROWS * INPUTS * PANEL_COLUMNS;

/** A call multiplies one panel PANELS times: what the kernels could reach if nothing else were to be done. */
export function microkernel(engine: Engine): () => void {
  const arena = new Arena(engine);
  const bytes = (rows: number, columns: number) => rows * columns * 4;
  const x = arena.allocate(bytes(TILE_ROWS, INPUTS));
  const w = arena.allocate(bytes(INPUTS, PANEL_COLUMNS));
  const y = arena.allocate(bytes(TILE_ROWS, PANEL_COLUMNS));
  const start = arena.allocate(bytes(1, PANEL_COLUMNS));
  coreOf(engine).heap.write(
    x,
    Float32Array.from({ length: TILE_ROWS * INPUTS }, (_, k) => (k % 7) - 3),
  );
  coreOf(engine).heap.write(
    w,
    Float32Array.from({ length: INPUTS * PANEL_COLUMNS }, (_, k) => (k % 5) - 2),
  );
  const { kernels } = coreOf(engine);
  return () => {
    for (let panel = 0; panel < PANELS; panel++) kernels.multiplyPanel(y, x, w, start, 0, TILE_ROWS, INPUTS);
  };
}
