import { describe, expect, test } from "vitest";
import { isList } from "../../src/support/lists.ts";
import { isInstance, isReadable } from "../../src/support/readable.ts";

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

describe("a proxy that has been revoked", () => {
  for (const [kind, target] of Object.entries({ object: {}, array: [], function: () => 1 }))
    test(`of an ${kind} cannot be read, is no list and no instance`, () => {
      const proxy = revoked(target);
      expect([isReadable(proxy), isList(proxy), isInstance(proxy, URL)]).toEqual([false, false, false]);
    });

  test("others, and what is no proxy, can be asked", () => {
    for (const value of [undefined, null, 3, {}, [], new Proxy({}, {}), () => 1]) expect(isReadable(value)).toBe(true);
    expect(isInstance(new URL("file:///a"), URL)).toBe(true);
    expect(isInstance({}, URL)).toBe(false);
  });
});

describe("isList", () => {
  test("arrays and typed arrays, empty ones too", () => {
    for (const value of [[], [1], new Float32Array(0), new BigInt64Array(2)]) expect(isList(value)).toBe(true);
    for (const value of [new DataView(new ArrayBuffer(8)), { length: 1 }, "12", null])
      expect(isList(value)).toBe(false);
  });

  test("a typed array whose buffer was transferred is none: it would pass for an empty one", () => {
    const gone = Float64Array.of(1, 2);
    structuredClone(gone.buffer, { transfer: [gone.buffer] });
    expect(gone.length).toBe(0);
    expect(isList(gone)).toBe(false);
  });
});
