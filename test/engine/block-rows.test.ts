import { afterEach, describe, expect, test, vi } from "vitest";
import { BlockRows } from "../../src/engine/block-rows.ts";
import { coreOf, createEngine } from "../../src/engine/engine.ts";
import { createScoreNetwork } from "../../src/models/network.ts";
import { annealedLangevin } from "../../src/sampling/samplers/annealed-langevin.ts";
import { train } from "../../src/training/train.ts";

afterEach(() => vi.restoreAllMocks());

const ENOUGH = 2e9;

/** The choice where products take these times, on a clock that shows multiples of `tick` alone. */
async function choice(times: Record<number, number>, tick = 1e-3): Promise<number> {
  const engine = await createEngine({ threads: 1 });
  const { heap } = coreOf(engine);
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => Math.floor(now / tick) * tick);
  const kernels = { multiplyPanel: () => void (now += times[rows.chosen]) };
  const rows: BlockRows = new BlockRows(kernels, heap);
  rows.expect(ENOUGH);
  engine.dispose();
  return rows.chosen;
}

describe("how many rows a product computes at a time", () => {
  test("is what takes the least time, 4 unless another is faster by 3 %", async () => {
    expect(await choice({ 4: 1, 6: 1.2, 8: 1.5 })).toBe(4);
    expect(await choice({ 4: 1, 6: 0.9, 8: 1.2 })).toBe(6);
    expect(await choice({ 4: 1, 6: 0.8, 8: 0.6 })).toBe(8);
    expect(await choice({ 4: 1, 6: 0.99, 8: 0.98 })).toBe(4);
  });

  test("is 4 where the clock is too coarse to tell", async () => {
    expect(await choice({ 4: 1, 6: 0.8, 8: 0.6 }, 1e6)).toBe(4);
  });

  test("is measured once, after enough work, and leaves no memory taken", async () => {
    const engine = await createEngine({ threads: 1 });
    const { blockRows, heap } = coreOf(engine);
    const { used } = engine.memory;
    const measured = vi.spyOn(heap, "allocate");
    blockRows.expect(ENOUGH / 2);
    expect([engine.blockRows, measured.mock.calls.length]).toEqual([4, 0]);
    for (let k = 0; k < 3; k++) blockRows.expect(ENOUGH / 2);
    expect(measured).toHaveBeenCalledTimes(1);
    expect([4, 6, 8]).toContain(engine.blockRows);
    expect(engine.memory.used).toBe(used);
    engine.dispose();
    expect(engine.blockRows).toBe(4);
  });

  test("is not measured where memory would have to grow for it, but later", async () => {
    const engine = await createEngine({ threads: 1 });
    const { blockRows, heap } = coreOf(engine);
    const taken = heap.allocate(60_000);
    const { memory } = engine;
    const measured = vi.spyOn(heap, "allocate");
    blockRows.expect(ENOUGH);
    expect([engine.blockRows, measured.mock.calls.length]).toEqual([4, 0]);
    expect(engine.memory).toEqual(memory);
    heap.release(taken);
    blockRows.expect(ENOUGH);
    expect(measured).toHaveBeenCalledTimes(1);
    engine.dispose();
  });

  test.each([
    { threads: 1, dim: 1, hidden: [17, 17], batchSize: 41, count: 45 },
    { threads: 2, dim: 3, hidden: [40, 24, 8], batchSize: 300, count: 333 },
  ])(
    "does not change bits, on $threads thread(s), $batchSize rows",
    async ({ threads, batchSize, count, ...shape }) => {
      const data = Float32Array.from({ length: 200 * shape.dim }, (_, k) => Math.fround(((k * 37) % 101) / 50 - 1));
      const results: { weights: unknown; samples: ArrayLike<number> }[] = [];
      for (const rows of [4, 6, 8]) {
        const engine = await createEngine({ threads });
        coreOf(engine).blockRows.choose(rows);
        const network = createScoreNetwork(engine, { ...shape, seed: 1 });
        await train(network, data, { steps: 12, batchSize, sigmas: [2, 1, 0.5], seed: 2 });
        const samples = await annealedLangevin(network, [2, 1, 0.5], { count, stepsPerSigma: 3, seed: 3 });
        results.push({ weights: network.parameters("current"), samples });
        expect(engine.blockRows).toBe(rows);
        engine.dispose();
      }
      expect(results[1]).toEqual(results[0]);
      expect(results[2]).toEqual(results[0]);
    },
  );
});
