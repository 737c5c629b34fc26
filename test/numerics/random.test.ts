import { expect, test } from "vitest";
import { LangevinError } from "../../src/support/errors.ts";
import { normalCdf } from "../../src/numerics/normal.ts";
import {
  checkSeed,
  foldKey,
  purposes,
  RowRandom,
  seedKey,
  streamKey,
  threefry2x32,
  uniformAt,
} from "../../src/numerics/random.ts";
import { kolmogorov } from "../kit/statistics.ts";

test("threefry2x32: the known answers of Random123", () => {
  expect([...threefry2x32([0, 0], 0, 0)]).toEqual([0x6b200159, 0x99ba4efe]);
  expect([...threefry2x32([0xffffffff, 0xffffffff], 0xffffffff, 0xffffffff)]).toEqual([0x1cb996fc, 0xbb002be7]);
  expect([...threefry2x32([0x13198a2e, 0x03707344], 0x243f6a88, 0x85a308d3)]).toEqual([0xc4923a9c, 0x483df7a0]);
});

test("threefry2x32 writes to `out` and returns it; keys may be typed arrays", () => {
  const out = new Uint32Array(2);
  expect(threefry2x32(Uint32Array.of(0, 0), 0, 0, out)).toBe(out);
  expect([...out]).toEqual([0x6b200159, 0x99ba4efe]);
});

test("keys are folded as docs/internals/notation.md says", () => {
  expect([...seedKey(2 ** 53 - 1)]).toEqual([0xffffffff, 0x1fffff]);
  expect([...seedKey(7)]).toEqual([7, 0]);
  expect([...streamKey(2 ** 32 + 5, purposes.samplerSteps)]).toEqual([...threefry2x32([5, 1], 7, 0)]);
  expect([...foldKey([3, 4], 5, 6)]).toEqual([...threefry2x32([3, 4], 5, 6)]);
  expect(Object.values(purposes)).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
  ]);
});

test("checkSeed takes the integers 0…2⁵³−1 and nothing else", () => {
  expect([checkSeed("f", 0), checkSeed("f", 2 ** 53 - 1)]).toEqual([0, 2 ** 53 - 1]);
  for (const bad of [-1, 0.5, NaN, 2 ** 53, "1", undefined, 1n])
    expect(() => checkSeed("f", bad)).toThrow(LangevinError);
  expect(() => checkSeed("sample", -1)).toThrow("sample: expected seed an integer from 0 to 9007199254740991, got -1");
});

test("uniformAt: the documented 52 bits, never 0 or 1", () => {
  const [w0, w1] = threefry2x32([1, 2], 3, 4);
  const bits = (BigInt(w0) << 20n) | (BigInt(w1) >> 12n);
  expect(uniformAt([1, 2], 3, 4)).toBe(Number(2n * bits + 1n) / 2 ** 53);
  // At both ends of the range the formula is exact.
  expect((0xffffffff * 1048576 + 0xfffff + 0.5) / 2 ** 52).toBeLessThan(1);
});

test("a row's numbers depend on key, row and order alone", () => {
  const key = streamKey(1, purposes.exactDensity);
  const draws = (row: number) => {
    const random = new RowRandom(key, row);
    return [random.normal(), random.uniform(), random.normal(), random.normal()];
  };
  const alone = draws(9);
  const interleaved = new RowRandom(key, 9);
  const other = new RowRandom(key, 8);
  const mixed = [
    interleaved.normal(),
    (other.normal(), interleaved.uniform()),
    (other.uniform(), interleaved.normal()),
  ];
  expect(mixed).toEqual(alone.slice(0, 3));
  expect(draws(8)).not.toEqual(alone);
});

test("a pair of normals is Box–Muller of the row's counters j and j + 1", () => {
  const key = streamKey(2, purposes.exactDensity);
  const random = new RowRandom(key, 5);
  const radius = Math.sqrt(-2 * Math.log(uniformAt(key, 5, 0)));
  const angle = 2 * Math.PI * uniformAt(key, 5, 1);
  expect(random.normal()).toBeCloseTo(radius * Math.cos(angle), 14);
  expect(random.normal()).toBeCloseTo(radius * Math.sin(angle), 14);
  expect(random.uniform()).toBe(uniformAt(key, 5, 2));
});

test("uniforms and normals have their distributions (Kolmogorov, p > 0.001), and neighbors are uncorrelated", () => {
  const key = streamKey(3, purposes.exactDensity);
  const uniforms: number[] = [];
  const normals: number[] = [];
  for (let row = 0; row < 10000; row++) {
    const random = new RowRandom(key, row);
    normals.push(random.normal(), random.normal(), random.normal());
    uniforms.push(random.uniform(), random.uniform());
  }
  const critical = 1.95; // once in 1000
  expect(kolmogorov(uniforms)).toBeLessThan(critical);
  expect(kolmogorov(normals, normalCdf)).toBeLessThan(critical);
  for (const lag of [1, 2, 3, 30]) {
    let sum = 0;
    for (let i = lag; i < normals.length; i++) sum += normals[i] * normals[i - lag];
    expect(Math.abs(sum / Math.sqrt(normals.length - lag)), `lag ${lag}`).toBeLessThan(4);
  }
});
