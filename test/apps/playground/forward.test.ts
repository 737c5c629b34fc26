import { expect, it } from "vitest";
import { noiseOf, shake } from "../../../apps/playground/forward.ts";

const rows = Float64Array.from({ length: 4000 }, (_, i) => (i % 2 === 0 ? i / 100 : 5 - 3 * (i % 7)));
const deviations = [2, 50] as const;

it("moves each row along a straight line of its own as σ grows: the noise is the same at every σ", () => {
  const noise = noiseOf(2000, 3);
  const [one, three] = [1, 3].map((sigma) => shake(rows, noise, sigma, deviations));
  const off = rows.map((row, i) =>
    Math.max(Math.abs(three[i] - row - 3 * (one[i] - row)), Math.abs((one[i] - row) / deviations[i % 2] - noise[i])),
  );
  expect(Math.max(...off)).toBeLessThan(1e-11);
  expect(shake(rows, noise, 0, deviations)).toEqual(rows);
});

it("is standard normal noise in either column, set by the seed; a row's does not depend on how many there are", () => {
  const noise = noiseOf(2000, 3);
  for (const column of [0, 1]) {
    const values = noise.filter((_, i) => i % 2 === column);
    const mean = values.reduce((sum, value) => sum + value, 0) / 2000;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 1999;
    // Four standard errors
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(2000));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 2000));
  }
  expect(noiseOf(100, 3)).toEqual(noise.slice(0, 200));
  expect(noiseOf(100, 4)).not.toEqual(noise.slice(0, 200));
});
