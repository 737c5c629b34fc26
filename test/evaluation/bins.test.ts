import { expect, it } from "vitest";
import { binsOf, sharesIn } from "../../src/evaluation/bins.ts";
import type { ComparedColumn } from "../../src/evaluation/read-tables.ts";

const column: ComparedColumn = {
  field: { name: "size", type: "number" },
  kind: "number",
  levels: [],
  text: (value) => String(value),
};

it.each([0.1, 0.2, 0.01, 0.005])(
  "numbers that are multiples of %d have a bin each, whatever their quotients round to",
  (step) => {
    const values = Float64Array.from({ length: 40 }, (_, i) => Number(((i - 7) * step).toFixed(4)));
    const bins = binsOf(column, { kind: "number", values }, 50);
    expect(bins.count).toBe(40);
    expect(sharesIn(bins, { kind: "number", values })).toEqual(new Array<number>(40).fill(1 / 40));
    values.forEach((value, i) => expect(Number(bins.labels[i])).toBe(value));
  },
);

it("numbers between edges are in the bin that begins below them", () => {
  const values = Float64Array.of(0, 10, 20, 30, 40);
  const bins = binsOf(column, { kind: "number", values }, 5);
  expect(bins.labels).toEqual(["0", "10", "20", "30", "40", "50"]);
  expect([-5, 0, 9.999, 10, 39, 99].map((value) => bins.place(value))).toEqual([0, 0, 0, 1, 3, 4]);
});
