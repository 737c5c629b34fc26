import { readFileSync } from "node:fs";
import type { KernelParts } from "../../src/engine/generated/kernel-parts.ts";
import { TILE_ROWS } from "../../src/engine/index.ts";

/** Inputs of the panel: 4 KiB of weights, 16 KiB of activations, 1 KiB of results, all in the first-level cache. */
const INPUTS = 128;
const PANEL_COLUMNS = 8;
/** One call would be too short to be timed from the host. */
const PANELS = 16;

export const MICROKERNEL_OPERATIONS = PANELS * 2 * TILE_ROWS * INPUTS * PANEL_COLUMNS;

const modules = { strict: "kernel-parts.wasm", fused: "kernel-parts-fused.wasm" };

/** A call multiplies one panel PANELS times: what the kernels could reach if nothing else were to be done. */
export function microkernel(arithmetic: keyof typeof modules): () => void {
  const bytes = readFileSync(new URL(`../../build/${modules[arithmetic]}`, import.meta.url));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const { multiplyPanel } = exports as unknown as KernelParts;
  const [start, y, w, x] = [4096, 8192, 12288, 16384];
  const block = (at: number, rows: number, columns: number) => new Float32Array(memory.buffer, at, rows * columns);
  block(x, TILE_ROWS, INPUTS).forEach((_, k, all) => (all[k] = (k % 7) - 3));
  block(w, INPUTS, PANEL_COLUMNS).forEach((_, k, all) => (all[k] = (k % 5) - 2));
  return () => {
    for (let panel = 0; panel < PANELS; panel++) multiplyPanel(y, x, w, start, 0, TILE_ROWS, INPUTS);
  };
}
