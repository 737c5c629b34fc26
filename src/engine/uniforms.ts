import type { RandomKey } from "../numerics/random.ts";
import { allocateSingle } from "../support/limits.ts";
import { Arena } from "./arena.ts";
import { coreOf, type Engine } from "./engine.ts";
import { uniformRow } from "./generated/kernels.ts";

/** Uniforms (rows, columns): word o mod 2 at counter (i, ⌊o/2⌋) of a key; (w + ½)·2⁻³² in f32. */
export function uniformRows(engine: Engine, key: RandomKey, rows: number, columns: number): Float32Array {
  const core = coreOf(engine);
  const padded = Math.ceil(columns / 8) * 8;
  const out = allocateSingle("network", rows * columns);
  Arena.during(engine, (arena) => {
    const bits = arena.allocate(32);
    const at = arena.allocate(padded * 4);
    for (let row = 0; row < rows; row++) {
      core.call(uniformRow, { out: at, key0: key[0], key1: key[1], row, n: padded, bits });
      out.set(core.heap.f32.subarray(at / 4, at / 4 + columns), row * columns);
    }
  });
  return out;
}
