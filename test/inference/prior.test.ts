import { expect, test } from "vitest";
import { independentPrior, type PriorColumn } from "../../src/inference/prior.ts";

const columns: PriorColumn[] = [
  { uniform: [-1, 3] },
  { normal: [2, 0.5] },
  { logUniform: [0.1, 10] },
  { logNormal: [0.3, 0.4] },
];
const prior = independentPrior(columns);

/** Densities by hand. */
const densities = [
  (t: number) => (t >= -1 && t <= 3 ? 0.25 : 0),
  (t: number) => Math.exp(-(((t - 2) / 0.5) ** 2) / 2) / (0.5 * Math.sqrt(2 * Math.PI)),
  (t: number) => (t >= 0.1 && t <= 10 ? 1 / (t * Math.log(100)) : 0),
  (t: number) => (t > 0 ? Math.exp(-(((Math.log(t) - 0.3) / 0.4) ** 2) / 2) / (0.4 * t * Math.sqrt(2 * Math.PI)) : 0),
];

test("logDensity: the sum of the columns' own", () => {
  for (const row of [
    [0, 2, 1, 1],
    [2.9, 1.1, 0.11, 2.7],
    [4, 2, 1, 1],
    [0, 2, 0.05, 1],
    [0, 2, 1, -1],
  ]) {
    const expected = row.reduce((product, t, i) => product * densities[i](t), 1);
    expect(Math.exp(prior.logDensity([row])[0])).toBeCloseTo(expected, 12);
  }
});

test("toNormal: z = Φ⁻¹(F(θ)), so that φ(z)·dz/dθ is the density; fromNormal is the way back", () => {
  const row = [0.7, 2.3, 0.6, 1.9];
  const z = prior.toNormal(row);
  prior.fromNormal(z).forEach((theta, i) => expect(theta).toBeCloseTo(row[i], 12));
  row.forEach((theta, i) => {
    const step = 1e-5;
    const [up, down] = [step, -step].map((h) => prior.toNormal(row.map((t, j) => (i === j ? t + h : t)))[i]);
    const slope = (up - down) / (2 * step);
    const phi = Math.exp(-(z[i] * z[i]) / 2) / Math.sqrt(2 * Math.PI);
    expect(phi * slope).toBeCloseTo(densities[i](theta), 6);
  });
  // Far out, too, and never outside
  const ends = prior.fromNormal([-40, -8, -8, 0, 40, 8, 8, 0]);
  expect([ends[0], ends[4]]).toEqual([-1, 3]);
  expect(ends[2]).toBeGreaterThanOrEqual(0.1 * (1 - 1e-15));
});

test("sample: rows whose normal scores are N(0, I), within 4.5 standard errors, by seed and place alone", () => {
  const count = 20_000;
  const z = prior.toNormal(prior.sample(count, { seed: 3 }));
  for (let i = 0; i < 4; i++) {
    const column = z.filter((_, k) => k % 4 === i);
    const mean = column.reduce((sum, value) => sum + value, 0) / count;
    const variance = column.reduce((sum, value) => sum + value * value, 0) / count;
    expect(Math.abs(mean)).toBeLessThan(4.5 / Math.sqrt(count));
    expect(Math.abs(variance - 1)).toBeLessThan(4.5 * Math.sqrt(2 / count));
  }
  const whole = prior.sample(9, { seed: 4 });
  expect([...prior.sample(4, { seed: 4 }), ...prior.sample(5, { seed: 4, offset: 4 })]).toEqual([...whole]);
});

test("laws that are none are refused, by their place", () => {
  const refused = (column: unknown, message: RegExp): void =>
    expect(() => independentPrior([{ normal: [0, 1] }, column as PriorColumn])).toThrow(message);
  refused({ uniform: [1, 1] }, /columns\[1\]\.uniform a number and a larger one/);
  refused({ normal: [0, 0] }, /columns\[1\]\.normal\[1\] a positive finite number/);
  refused({ logUniform: [0, 1] }, /columns\[1\]\.logUniform\[0\] a positive/);
  refused({ logNormal: [0] }, /two numbers/);
  refused({ beta: [1, 2] }, /\{ uniform \}/);
  refused({ uniform: [0, 1], normal: [0, 1] }, /\{ uniform \}/);
  refused(null, /\{ uniform \}/);
  expect(() => independentPrior([])).toThrow(/one law or more/);
});
