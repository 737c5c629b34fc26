import { describe, expect, it } from "vitest";
import { gaussianCopula } from "../../../bench/tables/copula.ts";
import { impossibleCells } from "../../../bench/tables/impossible.ts";
import { independentColumns } from "../../../bench/tables/independent.ts";
import { meanOrMode, nearestFill } from "../../../bench/tables/nearest-fill.ts";
import { correlation } from "../../../src/metrics/tables/correlation.ts";
import { normals } from "../../metrics/generator.ts";

const kinds = ["number", "number", "category"] as const;
const [a, b] = [normals(4000, 1), normals(4000, 2)];
/** Correlations 0.8 of the numbers; the level follows the first number's sign. */
const train = {
  names: ["x", "y", "sign"],
  columns: [
    Array.from(a, String),
    Array.from(a, (x, i) => `${0.8 * x + 0.6 * b[i]}`),
    Array.from(a, (x) => (x > 0.3 ? "up" : "down")),
  ],
};

describe("rivals", () => {
  it("draws the cells of a column independently of the others'", () => {
    const { columns } = independentColumns(train, kinds, 4000, 3);
    // A standard error of a correlation of 0 is 1/√n
    expect(Math.abs(correlation(columns[0].map(Number), columns[1].map(Number)))).toBeLessThan(5 / Math.sqrt(4000));
  });

  it("draws normal columns with their correlation by the copula, and levels in their shares", () => {
    const { columns } = gaussianCopula(train, kinds, 4000, 3);
    const drawn = correlation(columns[0].map(Number), columns[1].map(Number));
    // (1 − ρ²)/√n of either table
    expect(Math.abs(drawn - 0.8)).toBeLessThan((5 * 0.36 * Math.SQRT2) / Math.sqrt(4000));
    const share = (cells: readonly string[]): number => cells.filter((cell) => cell === "up").length / 4000;
    expect(Math.abs(share(columns[2]) - share(train.columns[2]))).toBeLessThan(5 * Math.sqrt(0.25 / 4000));
    expect(impossibleCells({ train, kinds }, { names: train.names, columns })).toBe(0);
  });
});

describe("impossibleCells", () => {
  it("counts numbers beyond the range or of more decimals, words for numbers, new levels and gaps", () => {
    const real = {
      names: ["n", "k"],
      columns: [
        ["1.25", "3", "2.5"],
        ["a", "b", "a"],
      ],
    };
    const count = (n: string, k: string): number =>
      impossibleCells({ train: real, kinds: ["number", "category"] }, { names: ["n", "k"], columns: [[n], [k]] });
    expect(count("2.75", "b")).toBe(0);
    expect(count("0.5", "a")).toBe(1);
    expect(count("2.125", "a")).toBe(1);
    expect(count("two", "c")).toBe(2);
    expect(count("", "")).toBe(2);
  });
});

describe("filling without a model", () => {
  const columns = [
    { kind: "number" as const, values: [0, 0.1, 0.2, 10, 10.1, NaN] },
    { kind: "category" as const, values: [0, 0, NaN, 1, 1, 1] },
    { kind: "category" as const, values: [0, 0, 0, 1, 1, 1] },
  ];

  it("takes the mean and the commonest level", () => {
    const filled = meanOrMode(columns);
    expect(filled[0][5]).toBeCloseTo(4.08, 12);
    expect(filled[1][2]).toBe(1);
  });

  it("takes those of the nearest rows that have the cell", () => {
    const filled = nearestFill(2)(columns);
    expect(filled[0][5]).toBeCloseTo(10.05, 12);
    expect(filled[1][2]).toBe(0);
    expect(filled[0][0]).toBe(0);
  });
});
