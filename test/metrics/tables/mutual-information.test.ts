import { describe, expect, it } from "vitest";
import { weightedMutualInformation } from "../../../src/metrics/tables/mutual-information.ts";
import { category, number } from "./columns.ts";

/** Ten rows with the shares [[.4, .1], [.1, .4]]. */
const a = category(0, 0, 0, 0, 0, 1, 1, 1, 1, 1);
const b = category(0, 0, 0, 0, 1, 0, 1, 1, 1, 1);

describe("weightedMutualInformation", () => {
  it("has I = .192745 nats and NMI = .278072 of [[.4, .1], [.1, .4]]", () => {
    // NMI 1 in the real table: 1 − ((1 + x)·(1 − x))/(1 + x) = x
    const nmi = weightedMutualInformation([a, a], [a, b]);
    expect(nmi).toBeCloseTo(0.278072, 6);
    expect(nmi * Math.LN2).toBeCloseTo(0.192745, 6);
  });

  it("is 1 for a table against itself and 0 where all dependence is lost", () => {
    const lost = [category(0, 0, 1, 1), category(0, 1, 0, 1)];
    expect(weightedMutualInformation([a, b], [a, b])).toBe(1);
    expect(weightedMutualInformation([a, a], lost)).toBeCloseTo(0, 12);
  });

  it("leaves constant columns out of account, and is not defined where no pair is dependent", () => {
    const constant = category(...new Array<number>(10).fill(4));
    expect(weightedMutualInformation([a, a, constant], [a, b, constant])).toBeCloseTo(0.278072, 6);
    expect(weightedMutualInformation([a, constant], [a, constant])).toBeNaN();
  });

  it("weighs errors by the dependence of both tables", () => {
    // Pairs (0, 1): 1 and x, (0, 2): x and x, (1, 2): x and 1
    const x = 0.2780719051;
    const expected = 1 - (2 * (1 + x) * (1 - x)) / (2 * (1 + x) + 2 * x);
    expect(weightedMutualInformation([a, a, b], [a, b, b])).toBeCloseTo(expected, 9);
  });

  it("cuts numbers by the real table's bins", () => {
    const values = [0, 1, 2, 3, 4, 5, 6, 7, 8, 10];
    const real = [number(...values), a];
    const beyond = [number(...values.map((x) => (x > 4.5 ? x + 100 : x))), a];
    // All of category 1 falls into the last bin: I = ln 2 in both, H of the numbers ln 10 and ½ ln 10 + ln 2 − ½ ln 2
    const nmi = (h: number): number => Math.LN2 / Math.sqrt(h * Math.LN2);
    const [r, s] = [nmi(Math.log(10)), nmi(0.5 * Math.log(10) + 0.5 * Math.LN2)];
    expect(weightedMutualInformation(real, beyond)).toBeCloseTo(1 - Math.abs(r - s), 12);
  });
});
