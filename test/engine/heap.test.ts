import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Arena } from "../../src/engine/arena.ts";
import { coreOf, createEngine } from "../../src/engine/engine.ts";
import { Heap } from "../../src/engine/heap.ts";
import {
  annealedLangevin,
  createScoreNetwork,
  guided,
  heunOde,
  LangevinError,
  logDensity,
  train,
  type ScoreNetwork,
} from "../../src/index.ts";

const PAGE = 65536;
const newHeap = (maximum = 1024) => new Heap(new WebAssembly.Memory({ initial: 1, maximum }));
/** Where a heap's memory begins: what lies below is never handed out. */
const FIRST = newHeap().allocate(1);
const bytesAt = (heap: Heap, at: number, bytes: number) => new Uint8Array(heap.memory.buffer, at, bytes);

function outOfMemory(f: () => unknown): LangevinError {
  try {
    f();
  } catch (error) {
    expect(error).toBeInstanceOf(LangevinError);
    expect((error as LangevinError).code).toBe("out-of-memory");
    return error as LangevinError;
  }
  throw new Error("expected an out-of-memory error, got none");
}

describe("Heap", () => {
  test("f32 are written and read beyond 2 GiB", () => {
    const heap = new Heap(new WebAssembly.Memory({ initial: 32769, maximum: 65536 })); // reserved, not touched
    const at = 2 ** 31 + 64;
    heap.write(at, [1, 2, 3]);
    expect(heap.read(at, 3)).toEqual(Float32Array.of(1, 2, 3));
  });

  test("blocks are aligned to 64 bytes, never at address 0, zeroed again when handed out again", () => {
    const heap = newHeap();
    for (const bytes of [0, 1, 63, 64, 65, 1000]) {
      const at = heap.allocate(bytes);
      expect(at).toBeGreaterThan(0);
      expect(at % 64).toBe(0);
      bytesAt(heap, at, bytes).fill(255);
      heap.release(at);
      const again = heap.allocate(bytes);
      expect(again).toBe(at);
      expect(bytesAt(heap, again, bytes).every((byte) => byte === 0)).toBe(true);
      heap.release(again);
    }
    expect(heap.bytesInUse).toBe(0);
  });

  test("freed neighbors join, in whatever order they are freed: memory does not grow", () => {
    for (const order of [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const heap = newHeap();
      const blocks = [0, 1, 2].map(() => heap.allocate(PAGE / 4));
      const guard = heap.allocate(64);
      for (const k of order) heap.release(blocks[k]);
      expect(heap.allocate((PAGE / 4) * 3)).toBe(blocks[0]);
      expect(heap.memory.buffer.byteLength).toBe(PAGE);
      heap.release(guard);
    }
  });

  test("growth takes only what the free end lacks, and views and contents survive it", () => {
    const heap = newHeap();
    const at = heap.allocate(64);
    heap.write(at, [1, 2, 3]);
    const old = heap.f32;
    heap.allocate(PAGE);
    expect(heap.memory.buffer.byteLength).toBe(2 * PAGE);
    expect(old.length).toBe(0); // detached
    expect(heap.f32.length).toBe((2 * PAGE) / 4);
    expect(heap.f64.length).toBe((2 * PAGE) / 8);
    expect(heap.read(at, 4)).toEqual(Float32Array.of(1, 2, 3, 0));
  });

  test("releasing what is not allocated changes nothing", () => {
    const heap = newHeap();
    const at = heap.allocate(64);
    heap.release(at + 64);
    heap.release(0);
    heap.release(at);
    heap.release(at);
    const [a, b] = [heap.allocate(64), heap.allocate(64)];
    expect(a).not.toBe(b);
    expect(heap.bytesInUse).toBe(128);
  });

  test("any sequence of allocations and releases: never overlapping, contents kept, all of it free at the end", () => {
    const operation = fc.oneof(
      { weight: 3, arbitrary: fc.record({ allocate: fc.integer({ min: 0, max: 40_000 }) }) },
      { weight: 2, arbitrary: fc.record({ release: fc.nat(1000) }) },
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 120 }), (operations) => {
        const heap = newHeap(16); // runs out now and then
        const live: { at: number; bytes: number; mark: number }[] = [];
        const release = (index: number) => {
          const [{ at, bytes, mark }] = live.splice(index, 1);
          expect(bytesAt(heap, at, bytes).every((byte) => byte === mark)).toBe(true);
          heap.release(at);
        };
        operations.forEach((step, k) => {
          if ("release" in step) {
            if (live.length > 0) release(step.release % live.length);
            return;
          }
          const bytes = step.allocate;
          let at: number;
          try {
            at = heap.allocate(bytes);
          } catch (error) {
            expect((error as LangevinError).code).toBe("out-of-memory");
            return;
          }
          expect(at % 64 === 0 && at > 0 && at + bytes <= heap.memory.buffer.byteLength).toBe(true);
          const block = bytesAt(heap, at, bytes);
          expect(block.every((byte) => byte === 0)).toBe(true);
          const mark = (k % 255) + 1;
          block.fill(mark);
          for (const other of live)
            expect(at + bytes <= other.at || other.at + other.bytes <= at || bytes * other.bytes === 0).toBe(true);
          expect(live.some((other) => other.at === at)).toBe(false);
          live.push({ at, bytes, mark });
        });
        while (live.length > 0) release(live.length >> 1);
        expect(heap.bytesInUse).toBe(0);
        const size = heap.memory.buffer.byteLength;
        expect(heap.allocate(size - FIRST)).toBe(FIRST);
        expect(heap.memory.buffer.byteLength).toBe(size);
      }),
      { seed: 42, numRuns: 300 },
    );
  });
});

describe("out of memory", () => {
  test("is a typed error that says what to do; the heap still has what it had, and gives what is left", () => {
    const heap = newHeap(4);
    const kept = heap.allocate(PAGE);
    heap.write(kept, [7]);
    for (const bytes of [4 * PAGE, 2 ** 33, 2 ** 60]) {
      const error = outOfMemory(() => heap.allocate(bytes));
      expect(error.message).toMatch(/^engine: expected room for \d+ more bytes, got .*; use smaller/);
    }
    expect(heap.read(kept, 1)[0]).toBe(7);
    expect(heap.bytesInUse).toBe(PAGE);
    expect(heap.allocate(2 * PAGE)).toBeGreaterThan(kept);
  });

  test("an engine with little memory computes as before once it has run out", async () => {
    const engine = await createEngine({ maxMemoryBytes: 1 << 20 });
    const blocks: number[] = [];
    outOfMemory(() => {
      for (;;) blocks.push(coreOf(engine).heap.allocate(100_000));
    });
    expect(blocks.length).toBe(10);
    expect(engine.memory.reserved).toBeLessThanOrEqual(1 << 20);
    const x = coreOf(engine).heap.allocate(16);
    coreOf(engine).heap.write(x, [0, 1, NaN, 2]);
    expect(coreOf(engine).kernels.firstNonFinite(x, 4)).toBe(2);
    coreOf(engine).kernels.overwriteKnown(x, x + 4, 2);
    expect(coreOf(engine).heap.read(x, 4)).toEqual(Float32Array.of(1, 1, NaN, 2));
    coreOf(engine).heap.release(blocks[5]);
    expect(coreOf(engine).heap.allocate(100_000)).toBe(blocks[5]);
  });

  test("what is made in an arena leaves nothing behind when it runs out; an arena that grows keeps what it has", async () => {
    const engine = await createEngine({ maxMemoryBytes: 1 << 20 });
    const arena = new Arena(engine);
    const kept = arena.allocate(300_000);
    coreOf(engine).heap.write(kept, [7]);
    outOfMemory(() => arena.allocate(800_000));
    outOfMemory(() => Arena.of(engine, (inner) => [inner.allocate(300_000), inner.allocate(600_000)]));
    outOfMemory(() => Arena.during(engine, (inner) => [inner.allocate(300_000), inner.allocate(600_000)]));
    expect(engine.memory.used).toBe(Math.ceil(300_000 / 64) * 64);
    expect(coreOf(engine).heap.read(kept, 1)[0]).toBe(7);
    arena.release();
    expect(new Arena(engine).allocate(900_000)).toBe(FIRST);
  });

  /** Every use of a network that takes memory of its own. */
  const uses: [string, (network: ScoreNetwork) => PromiseLike<unknown>][] = [
    ["logDensity", (network) => logDensity(network, [[1, 2]], { tolerance: 0.1 })],
    ["guided at denoised", (network) => heunOde(pull(network), [1, 0.5], { count: 2 })],
    ["annealedLangevin", (network) => annealedLangevin(network, [1], { count: 2000, stepsPerSigma: 1 })],
    ["train", (network) => step(network)],
  ];
  const pull = (network: ScoreNetwork) => guided(network, (x) => x.map((value) => -value), { at: "denoised" });
  const step = async (network: ScoreNetwork) => {
    for await (const progress of train(network, [0, 1, 2, 3], { sigmas: [1, 0.5], steps: 3, batchSize: 4 }))
      void progress;
  };

  test.each(uses)("in %s, wherever it happens, leaves the network's weights and memory alone", async (_, use) => {
    const engine = await createEngine({ threads: 1, maxMemoryBytes: 6 * PAGE });
    const { heap } = coreOf(engine);
    let failures = 0;
    let successes = 0;
    for (let left = 0; successes < 3; left += 4096) {
      const network = createScoreNetwork(engine, { dim: 2, hidden: [16, 16], seed: 1 });
      for await (const progress of train(network, [0, 1, 2, 3], { sigmas: [1, 0.5], steps: 3, batchSize: 4 }))
        void progress;
      network.training!.trainer!.dispose();
      const before = network.parameters();
      const filler = heap.allocate(6 * PAGE - FIRST - engine.memory.used - 64 - left);
      const { used } = engine.memory;
      try {
        await use(network);
        successes++;
      } catch (error) {
        expect(error).toMatchObject({ code: "out-of-memory" });
        failures++;
        expect(engine.memory.used).toBe(used);
        expect(network.parameters()).toEqual(before);
        // what is allocated next does not get the network's place
        outOfMemory(() => createScoreNetwork(engine, { dim: 2, hidden: [64, 64], seed: 9 }));
        expect(network.parameters()).toEqual(before);
      }
      heap.release(filler);
      network.dispose();
      expect(engine.memory.used).toBe(0);
    }
    expect(failures).toBeGreaterThan(1);
  });
});

describe("createEngine", () => {
  test.each([0, PAGE - 1, 2 ** 32 + 1, NaN, "1e6", null])("refuses maxMemoryBytes %s", async (maxMemoryBytes) => {
    const attempt = createEngine({ maxMemoryBytes: maxMemoryBytes as number });
    await expect(attempt).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringMatching(/^createEngine: expected maxMemoryBytes a number from 65536 to 4294967296, got /),
    });
  });

  test("two engines share nothing; a disposed one is refused", async () => {
    const [a, b] = await Promise.all([createEngine(), createEngine()]);
    const at = coreOf(a).heap.allocate(16);
    coreOf(a).heap.write(at, [1, 2, 3, 4]);
    expect(coreOf(b).heap.allocate(16)).toBe(at);
    expect(coreOf(b).heap.read(at, 4)).toEqual(new Float32Array(4));
    a.dispose();
    expect(a.disposed).toBe(true);
    expect(() => a.memory).toThrow(expect.objectContaining({ code: "disposed" }));
    expect(b.memory.used).toBe(64);
  });
});
