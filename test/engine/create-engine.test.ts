import { inspect } from "node:util";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createEngine, createScoreNetwork, type EngineOptions } from "../../src/index.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const detached = (): ArrayBuffer => {
  const buffer = new ArrayBuffer(64);
  structuredClone(buffer, { transfer: [buffer] });
  return buffer;
};
const pretending = (tag: string): object => ({ [Symbol.toStringTag]: tag, length: 8 });
const used = async (): Promise<Response> => {
  const response = new Response("\0asm");
  await response.arrayBuffer();
  return response;
};

describe("wrong options are typed errors", () => {
  test.each([
    ["null", null, /^createEngine: expected an options object, got null$/],
    ["a number", 4, /^createEngine: expected an options object, got 4$/],
    ["a revoked proxy", revoked(), /^createEngine: expected an options object/],
    ["a misspelt name", { thread: 2 }, /^createEngine: expected option "threads", got "thread"$/],
    ["threads a bigint", { threads: 2n }, /^createEngine: expected threads an integer from 1 to 31, got 2n/],
    [
      "an arithmetic there is not",
      { arithmetic: "exact" },
      /^createEngine: expected arithmetic one of "strict", "fused"/,
    ],
    ["threadWorker a number", { threadWorker: 3 }, /^createEngine: expected threadWorker a URL, got 3$/],
  ])("%s", async (_, options, message) => {
    await expect(createEngine(options as EngineOptions)).rejects.toMatchObject({
      name: "LangevinError",
      code: "invalid-argument",
      message: expect.stringMatching(message),
    });
  });

  test.each<[string, () => unknown]>([
    ["a response that was read already", used],
    [
      "a response that breaks off",
      () => ({ ok: true, arrayBuffer: () => Promise.reject(new TypeError("terminated")) }),
    ],
    ["a response of no buffer", () => ({ ok: true, arrayBuffer: () => Promise.resolve(1e12) })],
    ["a detached buffer", detached],
    [
      "a view of a detached buffer",
      () => {
        const view = new Uint8Array(64);
        structuredClone(view.buffer, { transfer: [view.buffer] });
        return view;
      },
    ],
    ["what says it is a module", () => pretending("WebAssembly.Module")],
    ["what says it is a buffer", () => pretending("ArrayBuffer")],
    ["what says it is a URL", () => pretending("URL")],
    ["a revoked proxy", revoked],
    ["null", () => null],
    ["a symbol", () => Symbol("wasm")],
  ])("wasm: %s", async (_, make) => {
    await expect(createEngine({ wasm: make() as never })).rejects.toMatchObject({
      name: "LangevinError",
      code: "invalid-argument",
      message: expect.stringMatching(/^createEngine: expected wasm /),
    });
  });

  test("options may be undefined, each of them as well", async () => {
    const nothing = { threads: undefined, arithmetic: undefined, maxMemoryBytes: undefined, wasm: undefined };
    const engine = await createEngine({ ...nothing, threadWorker: undefined } satisfies EngineOptions);
    expect(engine.arithmetic).toBe("strict");
    engine.dispose();
    (await createEngine(undefined)).dispose();
  });
});

describe("out of memory", () => {
  const refuse = (): void => {
    vi.spyOn(WebAssembly, "Memory").mockImplementation(function () {
      throw new RangeError("WebAssembly.Memory(): could not allocate memory");
    });
  };

  test.each([1, 2])("a system without room for a memory, %i thread(s): a typed error", async (threads) => {
    refuse();
    await expect(createEngine({ threads })).rejects.toMatchObject({
      code: "out-of-memory",
      message: expect.stringMatching(/^createEngine: expected a system with room for a WebAssembly memory, got: /),
      cause: expect.any(RangeError),
    });
  });

  test("a system with room for a small one only: that, shared or not", async () => {
    const { Memory } = WebAssembly;
    vi.spyOn(WebAssembly, "Memory").mockImplementation(function (descriptor: WebAssembly.MemoryDescriptor) {
      if (descriptor.maximum! > 1000) throw new RangeError("WebAssembly.Memory(): could not allocate memory");
      return new Memory(descriptor);
    } as never);
    for (const threads of [1, 2]) {
      const engine = await createEngine({ threads });
      expect(engine.threads).toBe(threads);
      createScoreNetwork(engine, { dim: 2 });
      engine.dispose();
    }
  });

  test("a host without room for a result: a typed error, and the network is as it was", async () => {
    const engine = await createEngine({ threads: 1 });
    const network = createScoreNetwork(engine, { dim: 1, hidden: [4] });
    const { used } = engine.memory;
    const Plain = Float32Array;
    const full = new Proxy(Plain, {
      construct(target, args, newTarget) {
        if (args[0] === 3) throw new RangeError("Array buffer allocation failed");
        return Reflect.construct(target, args, newTarget) as object;
      },
    });
    vi.stubGlobal("Float32Array", full);
    try {
      expect(() => network.score([1, 2, 3], 1)).toThrow(expect.objectContaining({ code: "out-of-memory" }));
    } finally {
      vi.unstubAllGlobals();
    }
    expect(engine.memory.used).toBe(used);
    expect(network.score([1, 2, 3], 1)).toHaveLength(3);
    engine.dispose();
  });
});

test("console.log(engine) is one line, live and disposed", async () => {
  const engine = await createEngine({ threads: 1 });
  createScoreNetwork(engine, { dim: 2 });
  expect(inspect(engine)).toMatch(/^Engine \{ strict, threads: 1, memory: \d+ of \d+ bytes in use \}$/);
  expect(String(engine)).toBe("[object Engine]");
  engine.dispose();
  expect(inspect(engine)).toBe("Engine { disposed }");
  engine.dispose();
  expect(engine.threads).toBe(1);
});
