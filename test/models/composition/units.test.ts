import { describe, expect, test } from "vitest";
import type { Encoding } from "../../../src/data/encoding.ts";
import { identityEncoding } from "../../../src/data/encodings/identity.ts";
import { standardEncoding } from "../../../src/data/encodings/standard.ts";
import { unitsOf } from "../../../src/models/composition/units.ts";
import { annealedLangevin, gaussian, product, type ScoreModel } from "../../../src/index.ts";

const standard = (mean: number[], std: number[]): Encoding =>
  standardEncoding({ mean: Float64Array.from(mean), std: Float64Array.from(std) });

describe("units of a part", () => {
  test("a row is the same in the user's units", () => {
    const [whole, part] = [standard([1, -2], [2, 8]), standard([0, 5], [0.5, 4])];
    const units = unitsOf("test", "b", whole, part);
    const rows = Float32Array.of(0.5, -1, 2, 0.25);
    expect(Array.from(part.decode(units.toPart(rows)))).toEqual(Array.from(whole.decode(rows)));
  });

  test("σ goes by the geometric mean of the scales, and back", () => {
    const units = unitsOf("test", "b", standard([0, 0], [2, 8]), standard([0, 0], [1, 1]));
    expect(units.sigmaOfPart(0.5)).toBeCloseTo(2, 12);
    expect(units.sigmaFromPart(2)).toBeCloseTo(0.5, 12);
    // Curvature 1/σ² of its own is 8²/(4σ)² of these, in the second column
    expect(units.steepness).toBeCloseTo(4, 12);
  });

  test("equal encodings change nothing", () => {
    const x = Float32Array.of(1, 2);
    const units = unitsOf("test", "b", standard([1, 2], [3, 4]), standard([1, 2], [3, 4]));
    expect(units.toPart(x)).toBe(x);
    expect(unitsOf("test", "b", identityEncoding(2), identityEncoding(2)).toPart(x)).toBe(x);
  });

  test("an encoding of one's own goes with itself alone", () => {
    const own: Encoding = { ...identityEncoding(2), kind: "polar" };
    expect(unitsOf("test", "b", own, own).steepness).toBe(1);
    expect(() => unitsOf("test", "b", identityEncoding(2), own)).toThrow(
      'test: expected models of one encoding, or of encodings "identity" and "standard", as b, got "polar"',
    );
  });
});

test("the product of normals in different units is the product in the user's", async () => {
  // N(3, 4) and N(5, 1) of the user's units, each the standard normal of its own: precision 5/4, mean (3/4 + 5)/(5/4)
  const normal = gaussian({ mean: [0], variance: 1 });
  const inUnits = (mean: number, std: number): ScoreModel => ({
    dim: 1,
    score: (x, sigma) => normal.score(x, sigma),
    encoding: standard([mean], [std]),
  });
  const count = 5000;
  const sigmas = Array.from({ length: 60 }, (_, i) => 10 * 0.9 ** i);
  const rows = await annealedLangevin(product([inUnits(3, 2), inUnits(5, 1)]), sigmas, { count, stepsPerSigma: 1 });
  const mean = rows.reduce((sum, value) => sum + value, 0) / count;
  const variance = rows.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  expect(Math.abs(mean - 4.6)).toBeLessThan(4 * Math.sqrt(0.8 / count));
  expect(Math.abs(variance / 0.8 - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
});
