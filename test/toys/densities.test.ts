import { describe, expect, test } from "vitest";
import { densities } from "../../src/toys/index.ts";
import { references } from "./reference.ts";

/** Entropies in nats to a unit of the fourth digit, found from samples; these definitions have to reproduce them. */
const published: Record<string, number> = {
  "8gaussians": 2.8319,
  checkerboard: 3.4657,
  moons: 2.3939,
  circles: 3.2681,
  rings: 2.6232,
  swissroll: 2.6696,
  "2spirals": 2.6454,
  "25gaussians": 0.0653,
};

const all = Object.values(densities);
const named = all.map((density) => [density.name, density] as const);

const UNIT = 1e-4;

/** Points a side of a grid over [−5.5, 5.5]² and over a cell of side ½: steps of half a deviation of the noise. */
const resolution: Record<string, [plane: number, cell: number]> = {
  "25gaussians": [440, 20],
  rings: [220, 10],
  "2spirals": [220, 10],
};

/** Midpoints of an n × n grid over [−half, half]². */
function grid(half: number, n: number): Float64Array {
  const points = new Float64Array(2 * n * n);
  for (let k = 0; k < n * n; k++) {
    points[2 * k] = -half + (2 * half * (Math.floor(k / n) + 0.5)) / n;
    points[2 * k + 1] = -half + (2 * half * ((k % n) + 0.5)) / n;
  }
  return points;
}

test("the record's keys are the densities' names", () => {
  expect(Object.keys(densities)).toEqual(Object.keys(published));
  for (const [name, density] of Object.entries(densities)) expect(density).toMatchObject({ name, dim: 2 });
});

describe.each(named)("%s", (name, density) => {
  test("integrates to 1 within 1e-9, and −∫ p ln p is the entropy within 1e-7", () => {
    const n = name === "checkerboard" ? 60 : (resolution[name]?.[0] ?? 130);
    const half = name === "checkerboard" ? 6 : 5.5;
    const cell = ((2 * half) / n) ** 2;
    let mass = 0;
    let entropy = 0;
    for (const value of density.logDensity(grid(half, n))) {
      if (value === -Infinity) continue;
      mass += Math.exp(value) * cell;
      entropy -= Math.exp(value) * value * cell;
    }
    expect(Math.abs(mass - 1)).toBeLessThan(1e-9);
    expect(Math.abs(entropy - density.entropy)).toBeLessThan(1e-7);
    expect(Math.abs(entropy - published[name])).toBeLessThan(UNIT);
  });

  test("mean −logDensity of 20,000 samples: the published entropy within 4 standard errors and its rounding", () => {
    const nll = density.logDensity(density.sample(20_000, { seed: 20 })).map((value) => -value);
    const mean = nll.reduce((sum, value) => sum + value, 0) / nll.length;
    const variance = nll.reduce((sum, value) => sum + (value - mean) ** 2, 0) / nll.length;
    expect(Math.abs(mean - published[name])).toBeLessThan(UNIT + 4 * Math.sqrt(variance / nll.length));
  });

  test("χ² of 40,000 samples against the density's integral over cells of side ½", () => {
    const count = 40_000;
    const side = 24;
    const fine = resolution[name]?.[1] ?? 6;
    const expected = new Float64Array(side * side);
    const points = grid(6, side * fine);
    const cellOf = (x: number, y: number): number => Math.floor((x + 6) * 2) * side + Math.floor((y + 6) * 2);
    density.logDensity(points).forEach((value, k) => {
      expected[cellOf(points[2 * k], points[2 * k + 1])] += (count * Math.exp(value)) / (4 * fine * fine);
    });
    const observed = new Float64Array(side * side);
    const samples = density.sample(count, { seed: 21 });
    for (let k = 0; k < count; k++) observed[cellOf(samples[2 * k], samples[2 * k + 1])]++;
    let chiSquare = 0;
    let degrees = -1;
    let rare = 0;
    let rareExpected = 0;
    expected.forEach((mean, cell) => {
      if (mean >= 5) {
        chiSquare += (observed[cell] - mean) ** 2 / mean;
        degrees++;
      } else {
        rare += observed[cell];
        rareExpected += mean;
      }
    });
    expect(Math.abs(rare - rareExpected)).toBeLessThanOrEqual(5 * Math.sqrt(rareExpected) + 1e-9);
    expect(degrees).toBeGreaterThan(20);
    expect(chiSquare).toBeLessThan(degrees + 4 * Math.sqrt(2 * degrees));
  });

  test.runIf(name in references)("logDensity is the definition integrated by brute force, within 1e-7", () => {
    const samples = density.sample(10, { seed: 22 });
    const around = samples.map((value, k) => value + ((k * 7) % 5) * 0.1 - 0.2);
    const points = Float64Array.of(...samples, ...around, 0, 0, 0.3, -0.1);
    const logs = density.logDensity(points);
    for (let k = 0; k < logs.length; k++) {
      const direct = references[name]([points[2 * k], points[2 * k + 1]]);
      if (direct > 1e-290) expect(logs[k]).toBeCloseTo(Math.log(direct), 7);
    }
  });

  test("row k of a sample depends on the seed and k alone", () => {
    const whole = density.sample(50, { seed: 23 });
    const split = [density.sample(13, { seed: 23 }), density.sample(37, { seed: 23, offset: 13 })];
    expect(Float64Array.of(...split[0], ...split[1])).toEqual(whole);
    expect(density.sample(50, { seed: 24 })).not.toEqual(whole);
    expect(density.sample(3)).toEqual(density.sample(3, { seed: 0, offset: 0 }));
    expect(density.sample(0)).toHaveLength(0);
  });

  test("far from everything: finite (or −∞ outside a bounded support), and 1/(2sd²) of the squared distance", () => {
    const [far, farther] = density.logDensity([1e4, 0, 2e4, 0]);
    if (name === "checkerboard") expect([far, farther]).toEqual([-Infinity, -Infinity]);
    else expect(Math.abs(farther / far - 4)).toBeLessThan(0.01);
  });

  test("so far away that ln p is beyond f64: refused (or −∞ outside a bounded support)", () => {
    for (const far of [1e160, 1e200, -1e308])
      if (name === "checkerboard") expect([...density.logDensity([[far, far]])]).toEqual([-Infinity]);
      else
        expect(() =>
          density.logDensity([
            [0, 0],
            [far, 1],
          ]),
        ).toThrow(
          // prettier-ignore
          `${name}.logDensity: expected x whose log density is within f64, got (${far}, 1) in row 1`,
        );
  });

  test("complains about what is no array of numbers", () => {
    for (const x of [undefined, null, "ab", { length: 2 }, [1n, 2n], [[1, "2"]], 5])
      expect(() => density.logDensity(x as never)).toThrow(`${name}.logDensity: expected x `);
  });

  test("complains about odd lengths, values which are not finite, and bad options", () => {
    expect(() => density.logDensity([1, 2, 3])).toThrow(
      `${name}.logDensity: expected x of a multiple of dim 2 numbers, got 3`,
    );
    expect(() => density.logDensity([0, 0, 1, NaN])).toThrow(expect.objectContaining({ code: "invalid-data" }));
    expect(() => density.sample(-1)).toThrow(`${name}.sample: expected count`);
    expect(() => density.sample(1.5)).toThrow(expect.objectContaining({ code: "invalid-argument" }));
    expect(() => density.sample(1, { seed: -1 })).toThrow("seed");
    expect(() => density.sample(2, { offset: 2 ** 53 })).toThrow("offset");
  });
});

test.each(["moons", "swissroll"] as const)("%s: error below 1e-9 within 6, 1e-6 within 10 deviations", (name) => {
  const curve: (part: number) => [number, number] =
    name === "moons"
      ? (part) => [2 * Math.cos(Math.PI * part) - 1, 2 * Math.sin(Math.PI * part) - 0.2]
      : (part) => {
          const t = 1.5 * Math.PI * (1 + 2 * part);
          return [(t * Math.cos(t)) / 5, (t * Math.sin(t)) / 5];
        };
  for (const [reach, bound] of [
    [6, 1e-9],
    [10, 1e-6],
  ])
    for (let k = 0; k <= 20; k++) {
      const [u, v] = curve(k / 20);
      const angle = 2.4 * k;
      const point: [number, number] = [u + 0.2 * reach * Math.cos(angle), v + 0.2 * reach * Math.sin(angle)];
      expect(Math.abs(densities[name].logDensity(point)[0] - Math.log(references[name](point)))).toBeLessThan(bound);
    }
});

test("checkerboard: every one of 200,000 samples lies on its squares; the squares are those of equal parity", () => {
  const { checkerboard } = densities;
  const logs = checkerboard.logDensity(checkerboard.sample(200_000, { seed: 25 }));
  expect(logs.every((value) => Math.abs(value + Math.log(32)) < 1e-15)).toBe(true);
  const signs = [1, 1, -1, -1, 1, -1, 3, 1, 3, 3, 5, 1, 1, -5];
  expect([...checkerboard.logDensity(signs)].map((value) => value > -Infinity)).toEqual([
    true,
    true,
    false,
    false,
    true,
    false,
    false,
  ]);
});

test("rows whose densities would take more than a minute are refused, with what to do", () => {
  expect(() => densities["2spirals"].logDensity(new Float64Array(400_000))).toThrow(
    "2spirals.logDensity: expected at most 3.4e+10 operations, about a minute without a pause, got 4.0e+10; take a part of x at a time",
  );
});
