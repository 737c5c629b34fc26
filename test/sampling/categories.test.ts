import { describe, expect, test } from "vitest";
import { categoricalMixture, type CategoricalMixture } from "../../src/models/exact/categorical-mixture.ts";
import { karrasSigmas } from "../../src/noise/ladders.ts";
import { impute } from "../../src/sampling/impute.ts";
import { ancestral } from "../../src/sampling/samplers/ancestral.ts";
import { dpmSolverPlusPlus } from "../../src/sampling/samplers/dpm-solver.ts";
import { heunOde } from "../../src/sampling/samplers/heun-ode.ts";
import { allCells, latentClasses, modelOf } from "../models/exact/latent-classes.ts";

const ladder = (count: number) => karrasSigmas({ sigmaMax: 10, sigmaMin: 0.05, count });

/** The share of rows of cells that have these values, NaN standing for any. */
function shareOf(cells: Float64Array, cell: readonly number[]): number {
  const width = cell.length;
  let found = 0;
  for (let at = 0; at < cells.length; at += width)
    found += Number(cell.every((value, i) => Number.isNaN(value) || cells[at + i] === value));
  return (found * width) / cells.length;
}

/** `share` of n rows within 4.5 standard errors of p, and a bias beside. */
function expectShare(share: number, p: number, n: number, bias = 0): void {
  expect(Math.abs(share - p), `${share} for ${p}`).toBeLessThan(4.5 * Math.sqrt((p * (1 - p)) / n) + bias);
}

/** Cells with levels in two of the columns only, the others NaN. */
function pairsOf(levels: readonly number[]): number[][] {
  return levels.flatMap((_, a) =>
    levels.slice(a + 1).flatMap((_, d) =>
      allCells([levels[a], levels[a + 1 + d]]).map(([k, l]) => {
        const cell = new Array<number>(levels.length).fill(NaN);
        [cell[a], cell[a + 1 + d]] = [k, l];
        return cell;
      }),
    ),
  );
}

const probability = (model: CategoricalMixture, cell: number[]): number => Math.exp(model.logProbability(cell)[0]);

describe("the tables of all pairs of columns, exact to 4.5 standard errors of 4,000 rows", () => {
  const levels = [2, 3, 5, 4];
  const model = modelOf(latentClasses(levels, 3));
  const count = 4000;

  test.each([
    ["heunOde with 20 levels", () => heunOde(model, ladder(20), { count, seed: 1 })],
    ["dpmSolverPlusPlus with 20 levels", () => dpmSolverPlusPlus(model, ladder(20), { count, seed: 2 })],
    ['dpmSolverPlusPlus with "auto"', () => dpmSolverPlusPlus(model, "auto", { count, seed: 3 })],
  ])("%s", async (_, run) => {
    const rows = await run();
    const cells = model.toCells(rows);
    for (const cell of pairsOf(levels)) expectShare(shareOf(cells, cell), probability(model, cell), count);
    // The last denoising puts every row on its codes, but for the noise that it had
    const onCodes = model.toRows(cells);
    expect(rows.filter((value, i) => Math.abs(value - onCodes[i]) > 0.1).length / rows.length).toBeLessThan(1e-3);
  });
});

test("independent columns, one of 40 levels, stay so: every share and every pair to 4.5 standard errors", async () => {
  const shares = [[0.9, 0.1], [0.2, 0.5, 0.3], Array.from({ length: 40 }, (_, k) => (k + 1) / 820)];
  const model = categoricalMixture({ weights: [1], tables: shares.map((share) => [share]) });
  const count = 4000;
  const cells = model.toCells(await dpmSolverPlusPlus(model, ladder(20), { count, seed: 5 }));
  for (const cell of pairsOf([2, 3, 40])) {
    const p = cell.reduce((product, k, j) => product * (Number.isNaN(k) ? 1 : shares[j][k]), 1);
    if (p * count > 20) expectShare(shareOf(cells, cell), p, count);
  }
});

test("a rare level keeps its share by ODEs of 20 levels, to 4 standard errors; ancestral noise is off by .02", async () => {
  const model = categoricalMixture({ weights: [1], tables: [[[0.9, 0.1]]] });
  const count = 20_000;
  const error = async (rows: PromiseLike<Float64Array>) => shareOf(model.toCells(await rows), [0]) - 0.9;
  const standardError = Math.sqrt(0.09 / count);
  expect(Math.abs(await error(heunOde(model, ladder(20), { count, seed: 1 })))).toBeLessThan(4 * standardError);
  expect(Math.abs(await error(dpmSolverPlusPlus(model, ladder(20), { count, seed: 2 })))).toBeLessThan(
    4 * standardError,
  );
  expect(Math.abs((await error(ancestral(model, ladder(20), { count, seed: 4 }))) - 0.02)).toBeLessThan(
    4 * standardError,
  );
});

describe("impute draws from the exact conditional, to 4.5 standard errors of 400 draws and a bias", () => {
  const levels = [2, 3, 3];
  const classes = latentClasses(levels, 3, 1);
  const model = modelOf(classes);
  const copies = 400;

  test.each([
    // 3,000 draws: .195 of level 0 instead of .138. The levels settle while the known number is still noised
    ["the second level given the other columns, biased by .06", [0.4, 1, NaN, 2], 0.06],
    ["all levels given the number, by .01", [-1, NaN, NaN, NaN], 0.01],
    ["two levels given the third, and no number, by .01", [NaN, 0, NaN, NaN], 0.01],
  ])("%s", async (_, cell, bias) => {
    const rows = await impute(model, model.toRows(cell), { copies, seed: 3 });
    const cells = model.toCells(rows);
    const known = probability(model, cell);
    for (const [a, b, c] of allCells(levels)) {
      const levelsOf = [a, b, c].map((k, j) => (Number.isNaN(cell[1 + j]) ? k : NaN));
      if (levelsOf.some((k, j) => Number.isNaN(k) && [a, b, c][j] !== 0)) continue;
      const whole = [cell[0], ...[a, b, c].map((k, j) => (Number.isNaN(cell[1 + j]) ? k : cell[1 + j]))];
      expectShare(shareOf(cells, [NaN, ...levelsOf]), probability(model, whole) / known, copies, bias);
    }
    // What was known comes back as it was
    for (let j = 0; j < 4; j++)
      if (!Number.isNaN(cell[j])) expect(shareOf(cells, cell.map((v, i) => (i === j ? v : NaN)))).toBe(1); // prettier-ignore
  });

  test("a number given all levels has the mean and the variance of the classes that they leave", async () => {
    const cell = [NaN, 1, 2, 0];
    const z = await impute(model, model.toRows(cell), { copies, seed: 4 });
    const drawn = Array.from({ length: copies }, (_, i) => z[i * model.dim]);
    const posterior = classes.weights.map(
      (weight, c) => weight * [1, 2, 0].reduce((product, k, j) => product * classes.tables[j][c][k], 1),
    );
    const total = posterior.reduce((sum, p) => sum + p, 0);
    const moment = (f: (c: number) => number) => posterior.reduce((sum, p, c) => sum + (p / total) * f(c), 0);
    const mean = moment((c) => classes.means[c][0]);
    const variance = moment((c) => classes.variance[c][0] + (classes.means[c][0] - mean) ** 2);
    const average = drawn.reduce((sum, value) => sum + value, 0) / copies;
    expect(Math.abs(average - mean)).toBeLessThan(4.5 * Math.sqrt(variance / copies));
    const squares = drawn.map((value) => (value - mean) ** 2);
    const spread = squares.reduce((sum, value) => sum + value, 0) / copies;
    const fourth = squares.reduce((sum, value) => sum + (value - spread) ** 2, 0) / copies;
    expect(Math.abs(spread - variance)).toBeLessThan(4.5 * Math.sqrt(fourth / copies));
  });
});
