import type { ColumnLoops } from "../data/column-loops.ts";
import { allocateSingle } from "../support/limits.ts";
import { Arena } from "./arena.ts";
import { coreOf, type Engine } from "./engine.ts";
import { addMeans, addVariances, standardizeRows, type Pointer } from "./generated/kernels.ts";

/** Numbers in the engine's memory at a time, unless a row has more. */
const BLOCK = 32_768;

/** Loops over the columns of rows by the engine's kernels. @throws LangevinError "out-of-memory" */
export function columnLoops(engine: Engine): ColumnLoops {
  const core = coreOf(engine);
  const { heap } = core;

  /** Calls back with each block of rows, which lie in memory from `values` on. */
  function inBlocks(
    arena: Arena,
    values: ArrayLike<number>,
    dim: number,
    visit: (block: { values: Pointer; n: number; dim: number }, first: number) => void,
  ): void {
    const size = Math.max(dim, BLOCK - (BLOCK % dim));
    const at = arena.allocate(Math.min(size, values.length) * 8);
    for (let first = 0; first < values.length; first += size) {
      const block = (values as Float64Array).slice(first, first + size);
      heap.f64.set(block, at / 8);
      visit({ values: at, n: block.length, dim }, first);
    }
  }

  function place(arena: Arena, column: Float64Array): Pointer {
    const at = arena.allocate(column.length * 8);
    heap.f64.set(column, at / 8);
    return at;
  }

  const take = (at: Pointer, dim: number): Float64Array => heap.f64.slice(at / 8, at / 8 + dim);

  return {
    means: (values, dim) =>
      Arena.during(engine, (arena) => {
        const sums = arena.allocate(dim * 8);
        const count = values.length / dim;
        inBlocks(arena, values, dim, (block) => core.call(addMeans, { sums, ...block, count }));
        return take(sums, dim);
      }),
    variances: (values, mean) =>
      Arena.during(engine, (arena) => {
        const dim = mean.length;
        const [sums, largest] = [arena.allocate(dim * 8), arena.allocate(dim * 8)];
        const given = { sums, largest, mean: place(arena, mean), count: values.length / dim };
        inBlocks(arena, values, dim, (block) => core.call(addVariances, { ...given, ...block }));
        return { variance: take(sums, dim), largest: take(largest, dim) };
      }),
    standardize: (values, mean, std) =>
      Arena.during(engine, (arena) => {
        const rows = allocateSingle("train", values.length);
        const out = arena.allocate(Math.min(values.length, Math.max(BLOCK, mean.length)) * 4);
        const given = { out, mean: place(arena, mean), std: place(arena, std) };
        inBlocks(arena, values, mean.length, (block, first) => {
          core.call(standardizeRows, { ...given, ...block });
          rows.set(heap.f32.subarray(out / 4, out / 4 + block.n), first);
        });
        return rows;
      }),
  };
}
