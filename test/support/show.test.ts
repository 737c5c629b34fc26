import { describe, expect, test } from "vitest";
import { LangevinError } from "../../src/support/errors.ts";
import { messageOf, quote, show } from "../../src/support/show.ts";

function revoked(target: object): unknown {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function detached<T extends ArrayBufferView>(view: T): T {
  structuredClone(view.buffer, { transfer: [view.buffer as ArrayBuffer] });
  return view;
}

const throwing = {
  get [Symbol.toStringTag](): string {
    throw new Error("trap");
  },
};

describe("show", () => {
  test.each<[unknown, string]>([
    [1, "1"],
    [NaN, "NaN"],
    [undefined, "undefined"],
    [null, "null"],
    [true, "true"],
    ["", '""'],
    ["min-snr", '"min-snr"'],
    ["x".repeat(50), `"${"x".repeat(40)}…"`],
    [() => 1, "a function"],
    [[1, 2], "an array of 2"],
    [{ a: 1 }, "an object"],
    [Promise.resolve(1), "a Promise"],
    [new Float32Array(2), "Float32Array of 8 bytes"],
    [new DataView(new ArrayBuffer(3)), "DataView of 3 bytes"],
    [new ArrayBuffer(3), "ArrayBuffer of 3 bytes"],
  ])("%o", (value, shown) => {
    expect(show(value)).toBe(shown);
  });

  test.each<[unknown, string]>([
    ["3", '"3" (a string)'],
    [" -1e3 ", '" -1e3 " (a string)'],
    ["NaN", '"NaN" (a string)'],
    ["true", '"true" (a string)'],
    ["null", '"null" (a string)'],
    [1n, "1n (a bigint)"],
    [10n ** 100n, `1${"0".repeat(39)}…n (a bigint)`],
  ])("tells %o from what it looks like", (value, shown) => {
    expect(show(value)).toBe(shown);
  });

  test.each<[string, unknown, string]>([
    ["an object without prototype", Object.create(null), "an object"],
    ["a symbol", Symbol("s"), "Symbol(s)"],
    ["a symbol of a long name", Symbol("s".repeat(99)), `Symbol(${"s".repeat(33)}…`],
    ["an array of a symbol", [Symbol("s")], "an array of 1"],
    ["a revoked proxy", revoked({}), "a value that cannot be read"],
    ["a revoked array", revoked([]), "a value that cannot be read"],
    ["a revoked function", revoked(() => 1), "a function"],
    [
      "a proxy that throws",
      new Proxy({}, { getPrototypeOf: () => expect.fail("trap") }),
      "a value that cannot be read",
    ],
    ["a tag that throws", throwing, "an object"],
    ["a detached array", detached(new Float64Array(3)), "a detached Float64Array"],
    ["a detached buffer", detached(new Uint8Array(3)).buffer, "a detached ArrayBuffer"],
    ["a detached DataView", detached(new DataView(new ArrayBuffer(3))), "a detached DataView"],
    [
      "an array without constructor",
      Object.assign(new Uint8Array(2), { constructor: undefined }),
      "Uint8Array of 2 bytes",
    ],
  ])("never throws: %s", (_, value, shown) => {
    expect(show(value)).toBe(shown);
  });
});

test("quote: names as they are, short", () => {
  expect([quote("3"), quote("é\n"), quote("x".repeat(1e7)).length]).toEqual(['"3"', '"é\\n"', 43]);
});

test("messageOf: an error's message, anything else shown", () => {
  const cause = new LangevinError("diverged", "why");
  expect([cause, "3", Object.create(null), revoked({})].map(messageOf)).toEqual([
    "why",
    '"3" (a string)',
    "an object",
    "a value that cannot be read",
  ]);
});
