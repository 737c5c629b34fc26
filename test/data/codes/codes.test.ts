import { describe, expect, test } from "vitest";
import { blockSize, type CategoryBlock } from "../../../src/data/category-block.ts";
import { categoryBlock } from "../../../src/data/codes/choose-code.ts";
import { nearestLevel } from "../../../src/data/codes/nearest-level.ts";
import { simplexCode } from "../../../src/data/codes/simplex-code.ts";
import { spreadCode } from "../../../src/data/codes/spread-code.ts";

/** K shares, the first 1, the last 1/K of it. */
function harmonic(levels: number): Float64Array {
  const shares = Float64Array.from({ length: levels }, (_, k) => 1 / (k + 1));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}

function distances({ codes, probabilities }: CategoryBlock): number[] {
  const size = codes.length / probabilities.length;
  const code = (k: number): Float64Array => codes.subarray(k * size, (k + 1) * size);
  return Array.from(probabilities).flatMap((_, i) =>
    Array.from({ length: i }, (_, j) => Math.hypot(...code(i).map((value, c) => value - code(j)[c]))),
  );
}

function expectCentered({ codes, probabilities }: CategoryBlock): void {
  const size = codes.length / probabilities.length;
  for (let c = 0; c < size; c++) {
    const mean = probabilities.reduce((sum, share, k) => sum + share * codes[k * size + c], 0);
    expect(Math.abs(mean)).toBeLessThan(1e-15 * probabilities.length);
  }
}

test.each([2, 3, 4, 5, 8, 16, 32])(
  "a simplex of %i levels: all edges 2, centered, in one coordinate less",
  (levels) => {
    const block = simplexCode(harmonic(levels));
    expect(blockSize(block)).toBe(levels - 1);
    const edges = distances(block);
    expect(edges).toHaveLength((levels * (levels - 1)) / 2);
    for (const edge of edges) expect(Math.abs(edge - 2)).toBeLessThan(1e-14);
    expectCentered(block);
  },
);

test("two equal levels lie at +1 and −1, three at the corners of a triangle around 0", () => {
  expect(simplexCode([0.5, 0.5]).codes).toEqual(Float64Array.of(1, -1));
  const codes = [1, Math.sqrt(1 / 3), -1, Math.sqrt(1 / 3), 0, -2 * Math.sqrt(1 / 3)];
  simplexCode([1 / 3, 1 / 3, 1 / 3]).codes.forEach((value, i) => expect(value).toBeCloseTo(codes[i], 15));
});

test("two levels of shares .9 and .1 lie at .2 and −1.8", () => {
  const [first, second] = simplexCode([0.9, 0.1]).codes;
  expect(first).toBeCloseTo(0.2, 15);
  expect(second).toBeCloseTo(-1.8, 15);
});

describe.each([33, 42, 100, 288])("the spread code of %i levels", (levels) => {
  const block = spreadCode(harmonic(levels));

  test("has 16 coordinates, a least distance of 2, and is centered", () => {
    expect(blockSize(block)).toBe(16);
    expect(Math.abs(Math.min(...distances(block)) - 2)).toBeLessThan(1e-13);
    expectCentered(block);
  });

  test("is nearly as tight as can be: its radius is below 4/3 of √2, the least one that more than 32 points have", () => {
    const { codes } = spreadCode(new Float64Array(levels).fill(1 / levels));
    const radii = Array.from({ length: levels }, (_, k) => Math.hypot(...codes.subarray(k * 16, (k + 1) * 16)));
    expect(Math.min(...radii)).toBeGreaterThan(Math.SQRT2 * 0.95);
    expect(Math.max(...radii)).toBeLessThan((Math.SQRT2 * 4) / 3);
  });
});

test("categoryBlock takes the simplex up to 32 levels, the spread code beyond", () => {
  expect(categoryBlock(harmonic(32))).toEqual(simplexCode(harmonic(32)));
  expect(categoryBlock(harmonic(33))).toEqual(spreadCode(harmonic(33)));
});

test.each([2, 7, 40])("the nearest of %i levels is the one whose code was moved by less than 1", (levels) => {
  const block = categoryBlock(harmonic(levels));
  const size = blockSize(block);
  for (let k = 0; k < levels; k++) {
    const row = [9, ...block.codes.subarray(k * size, (k + 1) * size)];
    row[1] += 0.99;
    expect(nearestLevel(block, row, 1)).toBe(k);
    row[1] -= 1.98;
    expect(nearestLevel(block, row, 1)).toBe(k);
  }
});
