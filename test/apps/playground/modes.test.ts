import { expect, it } from "vitest";
import { densities, densityOf, type DensityName } from "../../../apps/playground/densities.ts";
import { sharesOf } from "../../../apps/playground/modes.ts";

/** Uniform numbers in [0, 1): mulberry32. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Draw = (u: () => number, z: () => number) => [x: number, y: number];

const hill =
  (x: number, y: number, deviation: number): Draw =>
  (_, z) => [x + deviation * z(), y + deviation * z()];
const ring =
  (radius: number, deviation: number): Draw =>
  (u, z) => {
    const angle = 2 * Math.PI * u();
    return [radius * Math.cos(angle) + deviation * z(), radius * Math.sin(angle) + deviation * z()];
  };
const moon =
  (side: number): Draw =>
  (u, z) => {
    const t = Math.PI * u();
    const [x, y] =
      side > 0 ? [2 * Math.cos(t) - 1, 2 * Math.sin(t) - 0.2] : [1 - 2 * Math.cos(t), 0.8 - 2 * Math.sin(t)];
    return [x + 0.2 * z(), y + 0.2 * z()];
  };
const squares = [-2, -1, 0, 1].flatMap((column) =>
  [-2, -1, 0, 1]
    .filter((line) => (column + line) % 2 === 0)
    .map((line): Draw => (u) => [2 * (column + u()), 2 * (line + u())]),
);

/** The parts of every density with modes, written out once more. */
const parts: Partial<Record<DensityName, Draw[]>> = {
  moons: [moon(1), moon(-1)],
  unequal: [hill(-2, 0, 0.5), hill(2, 0, 0.5)],
  island: [hill(0, 0, 1), hill(8, 6, 0.5)],
  "8gaussians": Array.from({ length: 8 }, (_, k) =>
    hill((4 * Math.cos((k * Math.PI) / 4)) / 1.414, (4 * Math.sin((k * Math.PI) / 4)) / 1.414, 0.5 / 1.414),
  ),
  "25gaussians": Array.from({ length: 25 }, (_, k) => hill(2 * Math.floor(k / 5) - 4, 2 * (k % 5) - 4, 0.05)),
  checkerboard: squares,
  circles: [ring(3, 0.24), ring(1.5, 0.24)],
  rings: [3, 2.25, 1.5, 0.75].map((radius) => ring(radius, 0.08)),
};

const withModes = (Object.keys(densities) as DensityName[]).filter((name) => densityOf(name).modes);

it("every density with modes is looked at", () => {
  expect(withModes.sort()).toEqual(Object.keys(parts).sort());
});

it.each(withModes)("%s: shares of samples from modes that are known, within 1 %% of their true ones", (name) => {
  const modes = densityOf(name).modes!;
  const draws = parts[name]!;
  expect(modes.shares).toHaveLength(draws.length);
  const u = generator(7);
  const z = (): number => Math.sqrt(-2 * Math.log(1 - u())) * Math.cos(2 * Math.PI * u());
  // The density's own shares, and others, such as samplers that go wrong make
  for (const wanted of [modes.shares, draws.map((_, k) => (2 * (k + 1)) / (draws.length * (draws.length + 1)))]) {
    const count = 3000;
    const truth = draws.map(() => 0);
    const rows = Array.from({ length: count }, () => {
      let [k, left] = [0, u() - wanted[0]];
      while (left >= 0 && k < wanted.length - 1) left -= wanted[++k];
      truth[k] += 1 / count;
      return draws[k](u, z);
    });
    const shown = sharesOf(modes, rows.flat());
    expect(Math.max(...shown.map((share, k) => Math.abs(share - truth[k])))).toBeLessThan(0.01);
  }
});

it.each(withModes)("%s: its samples have the shares it says, within 4 standard errors", (name) => {
  const { modes, sample } = densityOf(name);
  const count = 30_000;
  const shares = sharesOf(modes!, sample(count, { seed: 5 }));
  modes!.shares.forEach((share, k) =>
    // 0.002: rows that noise carries over to the next mode
    expect(Math.abs(shares[k] - share)).toBeLessThan(0.002 + 4 * Math.sqrt((share * (1 - share)) / count)),
  );
});

it.each(["unequal", "island"] as const)("%s: integrates to 1, and its entropy is that of its density", (name) => {
  const { logDensity, entropy } = densityOf(name);
  const [from, to, cells] = [-9, 14, 460];
  const width = (to - from) / cells;
  const rows = new Float64Array(2 * cells * cells);
  for (let k = 0; k < cells * cells; k++)
    rows.set([from + ((k % cells) + 0.5) * width, from + (Math.floor(k / cells) + 0.5) * width], 2 * k);
  let [mass, sum] = [0, 0];
  for (const log of logDensity(rows)) {
    mass += Math.exp(log) * width * width;
    sum -= Math.exp(log) * log * width * width;
  }
  expect(mass).toBeCloseTo(1, 9);
  expect(sum).toBeCloseTo(entropy, 7);
});
