import { describe, expect, test } from "vitest";
import { findGenerator, identifierCells, type Generator } from "../../../src/table/fields/identifiers.ts";
import { identifierPattern } from "../../../src/table/fields/identifier-pattern.ts";
import type { Field } from "../../../src/table/schema/table-schema.ts";

const field = (generator: Generator, type: Field["type"] = "string"): Field => ({
  name: "id",
  type,
  langevin: { role: "identifier", generator },
});

test.each([
  ["\\d{3}", 1000n, /^\d{3}$/],
  ["[A-C]-\\d", 30n, /^[A-C]-\d$/],
  ["[abz]{2}X", 9n, /^[abz]{2}X$/],
  ["ID\\.[0-9A-F]{2}", 256n, /^ID\.[0-9A-F]{2}$/],
] as const)("all texts of %s are different, and texts of it", (pattern, capacity, expression) => {
  const texts = identifierPattern("test", pattern);
  expect(texts.capacity).toBe(capacity);
  const all = new Set(Array.from({ length: Number(capacity) }, (_, i) => texts.at(i)));
  expect(all.size).toBe(Number(capacity));
  for (const text of all) expect(text).toMatch(expression);
});

test("texts of an enormous pattern are different", () => {
  const texts = identifierPattern("test", "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}");
  expect(texts.capacity).toBe(16n ** 31n);
  expect(new Set(Array.from({ length: 5000 }, (_, i) => texts.at(i))).size).toBe(5000);
});

test.each(["", "a*", "[", "(a|b)", "\\w", "a{", "[z-a]"])("%j is no pattern", (pattern) => {
  expect(() => identifierPattern("test", pattern)).toThrow("test: expected a generator.pattern");
});

describe("how identifiers are made", () => {
  test.each([
    [["1", "2", "3"], { kind: "sequence", start: 1, step: 1 }],
    [["30", "10", "20"], { kind: "sequence", start: 10, step: 10 }],
    [["u7", "u9", "u8"], { kind: "sequence", start: 7, step: 1, prefix: "u" }],
    [["007", "008", "009"], { kind: "sequence", start: 7, step: 1, width: 3 }],
    [["a-17", "b-20", "c-99"], { kind: "pattern", pattern: "[a-z]-\\d{2}" }],
    [["A1.x", "B7.x"], { kind: "pattern", pattern: "[A-Z]\\d\\.x" }],
    [["9f", "07", "aa"], { kind: "pattern", pattern: "[0-9a-f]{2}" }],
    [["ab", "cd", "longer"], { kind: "pattern", pattern: "[a-z]{2}" }],
  ] as [string[], Generator][])("of %j: %j", (texts, generator) => {
    expect(findGenerator(texts)).toEqual(generator);
  });

  test("rows of several calls go on where the first left off", () => {
    const sequence = field({ kind: "sequence", start: 5, step: 2, prefix: "n", width: 3 });
    expect(identifierCells("test", sequence, 0, 2)).toEqual(["n005", "n007"]);
    const pattern = field({ kind: "pattern", pattern: "[A-Z]{3}" });
    const parts = [...identifierCells("test", pattern, 0, 60), ...identifierCells("test", pattern, 60, 40)];
    expect(parts).toEqual(identifierCells("test", pattern, 0, 100));
    expect(new Set(parts).size).toBe(100);
  });

  test("numbers stay numbers", () => {
    expect(identifierCells("test", field({ kind: "sequence", start: 1, step: 1 }, "integer"), 3, 2)).toEqual([4, 5]);
  });

  test("more rows than the pattern has texts are refused", () => {
    expect(() => identifierCells("test", field({ kind: "pattern", pattern: "x\\d" }), 5, 6)).toThrow(
      'test: column "id": expected at most 10 rows, as "x\\\\d" has that many identifiers, got 11',
    );
  });
});
