import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findConstraints, readTableSchema, type Field } from "../../../src/table/index.ts";
import { findDependencies } from "../../../src/table/constraints/find-dependencies.ts";
import { findInequalities } from "../../../src/table/constraints/find-inequalities.ts";
import { suggestConstraints } from "../../../src/table/constraints/suggest-constraints.ts";
import { fitConstraints } from "../../../src/table/model/constraints.ts";

const ROWS = 400;

/** Numbers in [0, 1) that are even, and of columns that are independent: multiples of square roots. */
function even(root: number, rows = ROWS): Float64Array {
  return Float64Array.from({ length: rows }, (_, r) => ((r + 1) * Math.sqrt(root)) % 1);
}

const levels = (root: number, count: number): Float64Array => even(root).map((u) => Math.floor(u * count));
const plus = (a: Float64Array, b: Float64Array, times = 1): Float64Array => a.map((value, r) => value + times * b[r]);

describe("findDependencies", () => {
  const code = levels(2, 16);
  const other = levels(3, 5);

  test("finds a code and its label, whichever way round the levels are", () => {
    const label = code.map((level) => (level * 7) % 16);
    expect(findDependencies([code, other, label])).toEqual([[0, 2]]);
    expect(findDependencies([label, code])).toEqual([[0, 1]]);
  });

  test("finds what is determined though it determines nothing, and chains as one group", () => {
    const group = code.map((level) => Math.floor(level / 4));
    const half = group.map((level) => Math.floor(level / 2));
    expect(findDependencies([half, other, group, code])).toEqual([[0, 2, 3]]);
  });

  test("one row that breaks it is enough", () => {
    const label = code.slice();
    label[ROWS - 1] = (label[ROWS - 1] + 1) % 16;
    expect(findDependencies([code, label])).toEqual([]);
  });

  test("missing cells are a level", () => {
    const label = code.map((level) => (level === 3 ? NaN : level));
    expect(findDependencies([code, label])).toEqual([[0, 1]]);
    label[label.findIndex((level) => level === 5)] = NaN;
    expect(findDependencies([code, label])).toEqual([]);
  });

  test("what may be chance is none: too few rows for the levels, one value, many levels", () => {
    const first = (column: Float64Array, rows: number): Float64Array => column.slice(0, rows);
    expect(findDependencies([first(code, 30), first(code, 30)])).toEqual([]);
    expect(findDependencies([code, new Float64Array(ROWS)])).toEqual([]);
    expect(findDependencies([levels(2, 51), levels(2, 51)])).toEqual([]);
    expect(findDependencies([levels(2, 50), levels(2, 50)])).toEqual([[0, 1]]);
    // Two rows alone are of another level: 4 broken rows expected
    const rare = Float64Array.from(code, (_, r) => Number(r < 2));
    const bin = Float64Array.from(code, (_, r) => (r < 2 ? 0 : 1 + (r % 3)));
    expect(findDependencies([bin, rare])).toEqual([]);
  });

  test("independent columns are in no group", () => {
    expect(findDependencies([2, 3, 5, 7, 11, 13].map((root) => levels(root, 2)))).toEqual([]);
  });
});

/** Just above numbers from `least` on, and 1 above all others: independent, (1 − least)²/2 of the rows would be out of order. */
const aboveFrom = (least: number) => (value: number) => (value > least ? value + 0.001 : 1);

describe("findInequalities", () => {
  const start = even(2);
  const end = plus(start, even(3), 0.3);

  test("finds an order that holds in every row that has both", () => {
    expect(findInequalities([end, start])).toEqual([{ low: 1, high: 0, isEqual: false }]);
    const gaps = start.map((value, r) => (r % 3 === 0 ? NaN : value));
    expect(findInequalities([gaps, end])).toEqual([{ low: 0, high: 1, isEqual: false }]);
    const broken = end.slice();
    broken[7] = start[7] - 1e-9;
    expect(findInequalities([start, broken])).toEqual([]);
  });

  test("leaves out what follows from two others", () => {
    const last = plus(end, even(5), 0.2);
    expect(findInequalities([start, last, end])).toEqual([
      { low: 0, high: 2, isEqual: false },
      { low: 2, high: 1, isEqual: false },
    ]);
  });

  test("columns that are equal are so said, and the second is in no other pair", () => {
    expect(findInequalities([start, start.slice(), end])).toEqual([
      { low: 0, high: 1, isEqual: true },
      { low: 0, high: 2, isEqual: false },
    ]);
  });

  test.each([
    ["ranges apart", start, end.map((value) => value + 1)],
    ["a few rows in a hundred out of order by chance", even(2, 2000), even(2, 2000).map(aboveFrom(0.75))],
    ["a dozen rows out of order by chance", even(2, 200), even(2, 200).map(aboveFrom(0.65))],
    ["no row near equality", start, start.map((value) => value + 0.2)],
    ["too few rows with both", start.map((value, r) => (r < 99 ? value : NaN)), end],
    ["one value", new Float64Array(ROWS).fill(0.1), end.map((value) => value + 0.1)],
    ["independent columns", even(5), even(7)],
  ])("none of %s", (_what, low, high) => {
    expect(findInequalities([low, high])).toEqual([]);
  });
});

describe("suggestConstraints", () => {
  const start = even(2).map((u) => Math.floor(1000 * u));
  const end = plus(start, levels(3, 100));
  const grade = levels(5, 8);
  const field = (name: string, type: Field["type"], given: Partial<Field> = {}): Field => ({
    name,
    type,
    langevin: { role: "number" },
    ...given,
  });

  test("orders only what counts the same", () => {
    const told = (low: Field, high: Field): unknown => suggestConstraints([low, high], [start, end]);
    const both = [{ type: "inequality", low: "a", high: "b" }];
    expect(told(field("a", "date"), field("b", "date"))).toEqual(both);
    expect(told(field("a", "integer"), field("b", "number"))).toEqual(both);
    expect(told(field("a", "date"), field("b", "datetime"))).toEqual([]);
    expect(told(field("a", "integer"), field("b", "integer", { langevin: { role: "cyclic", period: 2000 } }))).toEqual(
      [],
    );
    expect(told(field("a", "integer"), field("b", "integer", { langevin: { role: "identifier" } }))).toEqual([]);
    expect(told(field("a", "integer"), field("b", "integer", { categories: [1] }))).toEqual([]);
  });

  // Complaint E 22: what is found goes into the schema's file, and what the model makes of it goes together
  test("what is suggested is read in a schema and taken by a model", () => {
    const fields = [
      field("start", "integer"),
      field("end", "integer"),
      field("copy", "integer"),
      field("grade", "string", { categories: [..."abcdefgh"], langevin: { role: "category" } }),
      field("points", "integer"),
      field("later", "integer"),
    ];
    const columns = [start, end, end.slice(), grade, grade.map((k) => 10 * k), plus(end, levels(7, 50))];
    const constraints = suggestConstraints(fields, columns);
    expect(constraints).toEqual([
      { type: "combination", fields: ["grade", "points"] },
      { type: "sum", total: "copy", parts: ["end"] },
      { type: "inequality", low: "start", high: "end" },
      { type: "inequality", low: "end", high: "later" },
    ]);
    const schema = readTableSchema({ fields, langevin: { constraints } });
    expect(schema.langevin?.constraints).toEqual(constraints);
    expect(fitConstraints("test", schema, columns)).toHaveLength(4);
  });

  // Complaint E 23: functional dependencies broken
  test("findConstraints: penguins' columns are free of each other; a code of the species is not", () => {
    const path = new URL("../../../node_modules/vega-datasets/data/penguins.json", import.meta.url);
    const rows = JSON.parse(readFileSync(path, "utf8")) as Record<string, string | number | null>[];
    expect(findConstraints(rows)).toEqual([]);
    const named = rows.map((row) => ({ ...row, code: `P. ${String(row["Species"]).toLowerCase()}` }));
    expect(findConstraints(named)).toEqual([{ type: "combination", fields: ["Species", "code"] }]);
  });
});
