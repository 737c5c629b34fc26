import type { RandomKey } from "../numerics/random.ts";
import { Arena } from "./arena.ts";
import { coreOf, type Engine } from "./engine.ts";

/** Uniforms (rows, columns): word o mod 2 at counter (i, ⌊o/2⌋) of a key; (w + ½)·2⁻³² in f32. */
export function uniformRows(engine: Engine, key: RandomKey, rows: number, columns: number): Float32Array {
  const { kernels, heap } = coreOf(engine);
  const padded = Math.ceil(columns / 8) * 8;
  const out = new Float32Array(rows * columns);
  Arena.during(engine, (arena) => {
    const bits = arena.allocate(32);
    const at = arena.allocate(padded * 4);
    for (let i = 0; i < rows; i++) {
      kernels.uniformRow(at, key[0], key[1], i, padded, bits);
      out.set(heap.f32.subarray(at / 4, at / 4 + columns), i * columns);
    }
  });
  return out;
}
