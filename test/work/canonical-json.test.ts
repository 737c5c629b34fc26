import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "../../src/work/canonical-json.ts";
import { errorOf } from "../kit/error-of.ts";

test("canonicalJson gives one text whatever the order of names, which reads back as the value", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const text = canonicalJson("test", value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson("test", shuffled(value))).toBe(text);
    }),
  );
});

/** The value with the names of all its objects the other way round. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).reverse();
  return Object.fromEntries(members.map(([name, member]) => [name, shuffled(member)]));
}

test("canonicalJson writes no blanks, sorts by code units and leaves out what is undefined", () => {
  expect(canonicalJson("test", { b: [1, -0, 1e21, "é\n"], a: undefined, Z: { y: null, x: true } })).toBe(
    '{"Z":{"x":true,"y":null},"b":[1,0,1e+21,"é\\n"]}',
  );
});

test("canonicalJson refuses what JSON does not have", async () => {
  let deep: unknown = 1;
  for (let i = 0; i < 70; i++) deep = [deep];
  for (const value of [NaN, Infinity, new Date(0), () => 1, 1n, Symbol("x"), undefined, [undefined], new Map(), deep])
    expect((await errorOf(() => canonicalJson("test", { value: [value] }))).code).toBe("invalid-argument");
});
