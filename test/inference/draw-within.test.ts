import { expect, test } from "vitest";
import { drawWithin } from "../../src/inference/draw-within.ts";
import { uniformAt } from "../../src/numerics/random.ts";

/** Row r of a run is a number of r alone, uniform on 0…1. */
const draw =
  (count: number) =>
  async (offset: number): Promise<Float64Array> =>
    Float64Array.from({ length: count }, (_, k) =>
      uniformAt([Math.floor((offset + k) / 2 ** 32), 1], (offset + k) % 2 ** 32, 0),
    );

const below = (limit: number) => ({
  dim: 1,
  sample: () => new Float64Array(0),
  logDensity: (rows: ArrayLike<number>) => Float64Array.from(rows as number[], (x) => (x < limit ? 0 : -Infinity)),
});

test("rows outside are drawn again until they are within, the others kept; all that were outside are counted", async () => {
  const [count, offset] = [200, 5];
  const first = await draw(count)(offset);
  const { parameters, outside } = await drawWithin("here", below(0.7), { count, offset }, draw(count));
  expect(Math.max(...parameters)).toBeLessThan(0.7);
  first.forEach((value, k) => value < 0.7 && expect(parameters[k]).toBe(value));
  // Attempts until one is within are geometric: 3/7 of the rows on average, with a deviation of √(.3)/.7
  expect(Math.abs(outside - (count * 3) / 7)).toBeLessThan((4.5 * Math.sqrt(count * 0.3)) / 0.7);
  // Any part of a run has the run's rows
  const part = await drawWithin("here", below(0.7), { count: 50, offset: offset + 100 }, draw(50));
  expect([...part.parameters]).toEqual([...parameters.slice(100, 150)]);
});

test("a prior without a density takes every row; one that takes none is an error that says so", async () => {
  const free = { dim: 1, sample: () => new Float64Array(0) };
  expect((await drawWithin("here", free, { count: 9, offset: 0 }, draw(9))).outside).toBe(0);
  await expect(drawWithin("here", below(0), { count: 9, offset: 0 }, draw(9))).rejects.toMatchObject({
    code: "diverged",
    message: expect.stringMatching(/^here: expected rows within the prior, got none in 100 attempts at 9 of 9/),
  });
});
