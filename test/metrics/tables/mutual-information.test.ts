import { describe, expect, it } from "vitest";
import type { TableColumn } from "../../../src/metrics/tables/column.ts";
import {
  entropy,
  normalizedMutualInformation,
  weightedMutualInformation,
} from "../../../src/metrics/tables/mutual-information.ts";

/** Ten rows with the shares [[.4, .1], [.1, .4]]. */
const a = Int32Array.of(0, 0, 0, 0, 0, 1, 1, 1, 1, 1);
const b = Int32Array.of(0, 0, 0, 0, 1, 0, 1, 1, 1, 1);
const category = (values: ArrayLike<number>): TableColumn => ({ kind: "category", values });

describe("mutual information", () => {
  it("has the entropies of known laws", () => {
    expect(entropy([0.5, 0.5])).toBeCloseTo(Math.LN2, 15);
    expect(entropy([0.9, 0.1, 0])).toBeCloseTo(0.3250829734, 10);
  });

  it("is 0.192745 nats, 0.278072 normalized, for [[.4, .1], [.1, .4]]", () => {
    expect(normalizedMutualInformation(a, b)).toBeCloseTo(0.278072, 6);
    expect(normalizedMutualInformation(a, b) * Math.LN2).toBeCloseTo(0.192745, 6);
  });

  it("is 0 of a constant column", () => {
    expect(normalizedMutualInformation(a, new Int32Array(10))).toBe(0);
  });
});

describe("weightedMutualInformation", () => {
  it("is 1 for a table against itself and 0 where all dependence is lost", () => {
    const real = [category(a), category(a)];
    const lost = [category(Int32Array.of(0, 0, 1, 1)), category(Int32Array.of(0, 1, 0, 1))];
    expect(weightedMutualInformation(real, real)).toBe(1);
    expect(weightedMutualInformation(real, lost)).toBeCloseTo(0, 12);
  });

  it("weighs errors by the dependence of both tables", () => {
    // NMI 1 in the real table, 0.278072 in the other: 1 − (1.278072 · 0.721928)/1.278072
    expect(weightedMutualInformation([category(a), category(a)], [category(a), category(b)])).toBeCloseTo(0.278072, 6);
  });

  it("cuts numbers by the real table's bins", () => {
    const values = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10];
    const real: TableColumn[] = [{ kind: "number", values }, category(a)];
    const beyond: TableColumn[] = [{ kind: "number", values: values.map((x) => (x > 4.5 ? x + 100 : x)) }, category(a)];
    // All of category 1 falls into the last bin: I = ln 2 in both, H of the numbers ln 10 and ½ ln 10 + ln 2 − ½ ln 2
    const nmi = (h: number): number => Math.LN2 / Math.sqrt(h * Math.LN2);
    const [r, s] = [nmi(Math.log(10)), nmi(0.5 * Math.log(10) + 0.5 * Math.LN2)];
    expect(weightedMutualInformation(real, beyond)).toBeCloseTo(1 - Math.abs(r - s), 12);
  });
});
