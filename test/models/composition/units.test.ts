import { describe, expect, test } from "vitest";
import type { Encoding } from "../../../src/data/encoding.ts";
import { identityEncoding } from "../../../src/data/encodings/identity.ts";
import { standardEncoding } from "../../../src/data/encodings/standard.ts";
import { unitsOf } from "../../../src/models/composition/units.ts";

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
