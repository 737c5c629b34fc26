import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { withLabels } from "../../src/models/conditioning/with-labels.ts";
import { gaussian } from "../../src/models/exact/gaussian.ts";
import type { ScoreModel } from "../../src/models/score-model.ts";
import { impute } from "../../src/sampling/impute.ts";
import { twin } from "../kit/network-twin.ts";
import { standardEncoding } from "../../src/data/encodings/standard.ts";
import { standard } from "../kit/standard.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.dispose());

const COUNT = 2000;
const gap = NaN;

/** Deviations 1, correlations corr^|i − j|. */
const covariance = (dim: number, corr: number): number[][] =>
  Array.from({ length: dim }, (_, i) => Array.from({ length: dim }, (_, j) => corr ** Math.abs(i - j)));

/** Mean and covariance of the gaps of N(mean, Σ) given the other columns: Gauss–Jordan elimination of the known ones. */
function conditional(mean: number[], sigma: number[][], row: number[]) {
  const a = sigma.map((r, i) =>
    [...r, 0].map((v, j) => (j === row.length ? (Number.isNaN(row[i]) ? 0 : row[i] - mean[i]) : v)),
  );
  const known = row.flatMap((value, k) => (Number.isNaN(value) ? [] : [k]));
  const gaps = row.flatMap((value, k) => (Number.isNaN(value) ? [k] : []));
  for (const k of known) {
    const pivot = a[k].map((v) => v / a[k][k]);
    a.forEach((r, i) => {
      if (i === k) return;
      const factor = r[k];
      // The right-hand side of a gap collects −Σ K·(known − mean)
      r.forEach((v, j) => (r[j] = v - factor * pivot[j]));
    });
    a[k] = pivot;
  }
  return {
    gaps,
    mean: gaps.map((g) => mean[g] - a[g][row.length]),
    covariance: gaps.map((g) => gaps.map((h) => a[g][h])),
  };
}

/** The largest deviation of the gaps' moments from the conditional's, in standard errors of the mean and of covariances. */
function errors(
  x: Float64Array,
  dim: number,
  exact: ReturnType<typeof conditional>,
): { mean: number; covariance: number } {
  const n = x.length / dim;
  const { gaps, mean, covariance: c } = exact;
  const worst = { mean: 0, covariance: 0 };
  gaps.forEach((g, i) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += x[k * dim + g];
    worst.mean = Math.max(worst.mean, Math.abs(sum / n - mean[i]) / Math.sqrt(c[i][i] / n));
    gaps.forEach((h, j) => {
      let product = 0;
      for (let k = 0; k < n; k++) product += (x[k * dim + g] - mean[i]) * (x[k * dim + h] - mean[j]);
      const error = Math.sqrt((c[i][i] * c[j][j] + c[i][j] * c[i][j]) / n);
      worst.covariance = Math.max(worst.covariance, Math.abs(product / n - c[i][j]) / error);
    });
  });
  return worst;
}

describe("the exact conditional of a Gaussian, by RePaint's defaults, within 4 standard errors of 2,000 draws", () => {
  test.each([
    [3, 0.5, [1.2, gap, gap]],
    [3, 0.9, [1.5, gap, -1]],
    [5, 0.7, [gap, 1, gap, gap, -2]],
    [5, 0.9, [1.5, gap, gap, gap, gap]],
  ])("dim %i, correlation %f, %o", async (dim, corr, row) => {
    const mean = row.map((_, k) => 3 * k - 4);
    const sigma = covariance(dim, corr);
    const given = row.map((value, k) => value + mean[k]);
    const how = { method: "repaint", copies: COUNT, seed: dim, engine } as const;
    const x = await impute(gaussian({ mean, covariance: sigma }), [given], how);
    const { mean: m, covariance: c } = errors(x, dim, conditional(mean, sigma, given));
    expect(m).toBeLessThan(4);
    expect(c).toBeLessThan(4);
  });
});

describe("a step once only, plain replacement, is biased; resampling mends it", () => {
  const sigma = covariance(3, 0.9);
  const model = gaussian({ mean: [0, 0, 0], covariance: sigma });
  const row = [1.5, gap, gap];
  const exact = conditional([0, 0, 0], sigma, row);
  const sigmas = Array.from({ length: 12 }, (_, k) => 10 * 0.55 ** k);

  test.each([
    [1, 1, 10, Infinity],
    [10, 1, 4, 25],
    [150, 2, 0, 4],
  ])("%i times, jumps of %i: between %f and %f standard errors", async (resamples, jump, least, most) => {
    const x = await impute(model, [row], { sigmas, resamples, jumpLength: jump, copies: COUNT, engine });
    const { mean, covariance } = errors(x, 3, exact);
    expect(mean).toBeGreaterThanOrEqual(least);
    expect(Math.max(mean, covariance)).toBeLessThan(most);
  });
});

test("what is known is noised at every level and anew at every step: N(known, σ²), unlike the step before's", async () => {
  const seen: { noise: number[]; sigma: number }[] = [];
  const model: ScoreModel = {
    ...standard(2),
    score(x, sigma) {
      seen.push({ noise: Array.from(x).flatMap((v, i) => (i % 2 ? [] : [(v - 7) / sigma])), sigma });
      return x.map((v) => -v / (1 + sigma * sigma));
    },
  };
  const n = 1000;
  await impute(model, [[7, gap]], { sigmas: [4, 2, 1, 0.5], resamples: 3, copies: n, engine });
  expect(seen.map(({ sigma }) => sigma)).toEqual([4, 4, 4, 2, 2, 2, 1, 1, 1, 0.5]);
  const product = (a: number[], b: number[]): number => a.reduce((sum, value, k) => sum + value * b[k], 0) / n;
  seen.forEach(({ noise }, k) => {
    expect(Math.abs(product(noise, noise) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    const ones = noise.map(() => 1);
    for (const other of [ones, ...seen.slice(0, k).map((before) => before.noise)])
      expect(Math.abs(product(noise, other))).toBeLessThan(4 / Math.sqrt(n));
  });
});

describe("rows as they are given", () => {
  const fast = { sigmas: [3, 1, 0.3], resamples: 2, seed: 9 };
  const rows = [[0.1, gap, 1e-9], [gap, gap, gap], [1 / 3, -7, 1e6], [gap, 5, gap]]; // prettier-ignore
  const model: ScoreModel = {
    dim: 3,
    score: (x, sigma) => x.map((v) => -v / (1 + sigma * sigma)),
    encoding: standardEncoding({ mean: Float64Array.of(5, -2, 1), std: Float64Array.of(3, 0.1, 1e4) }),
  };

  test("known values come back bit for bit in f64, gaps filled, copies side by side; the input is left alone", async () => {
    const before = rows.map((row) => row.slice());
    const x = await impute(model, rows, { ...fast, copies: 3, engine });
    expect(rows).toEqual(before);
    expect(x).toBeInstanceOf(Float64Array);
    expect(x.length).toBe(4 * 3 * 3);
    x.forEach((value, i) => {
      const given = rows[Math.floor(i / 9)][i % 3];
      if (Number.isNaN(given)) expect(Number.isFinite(value)).toBe(true);
      else expect(value).toBe(given);
    });
    for (const column of [0, 1, 2]) expect(new Set([9, 12, 15].map((at) => x[at + column])).size).toBe(3);
    const flat = Float64Array.from(rows.flat());
    expect(await impute(model, flat, { ...fast, copies: 3, engine })).toEqual(x);
  });

  test("any split of the rows gives the same, complete rows between them or not", async () => {
    const many = Array.from({ length: 150 }, (_, k) => (k % 50 < 3 ? rows[k % 4] : rows[2]));
    const whole = await impute(model, many, { ...fast, copies: 2, offset: 7, engine });
    for (const [begin, end] of [
      [0, 1],
      [1, 60],
      [60, 150],
    ])
      // prettier-ignore
      expect(await impute(model, many.slice(begin, end), { ...fast, copies: 2, offset: 7 + begin, engine })).toEqual(
        whole.slice(begin * 6, end * 6),
      );
  });

  test("copies of rows across 2³²: what a higher seed's are; offset 10⁹ with 5 copies; to the last copy of all", async () => {
    const some = [rows[0], rows[1], rows[3], rows[0]];
    const copies = 5;
    // Row 2³²/5 and a bit: the border is between the first and the second of its copies
    const how = { ...fast, copies, seed: 3, engine };
    const offset = Math.floor(2 ** 32 / copies) - 1;
    const whole = await impute(model, some, { ...how, offset });
    for (const [begin, end] of [
      [0, 1],
      [1, 2],
      [2, 4],
    ])
      // prettier-ignore
      expect(await impute(model, some.slice(begin, end), { ...how, offset: offset + begin })).toEqual(
        whole.slice(begin * 15, end * 15),
      );
    // One copy of a row is the particle of its number
    const higher = await impute(model, [rows[1]], { ...fast, seed: 2 ** 32 + 3, offset: 3, engine });
    expect(higher).toEqual(whole.slice(27, 30));
    expect(await impute(model, some, { ...how, offset: 1e9 })).not.toEqual(whole);
    await impute(model, [rows[0]], { ...how, offset: Math.floor(2 ** 53 / copies) - 1 });
  });

  test("complete rows ask nothing of the model", async () => {
    let scored = 0;
    const counting: ScoreModel = { ...standard(3), score: (x) => ((scored += x.length / 3), x.map((v) => -v)) };
    expect(await impute(counting, [rows[2], rows[2]], { ...fast, engine })).toEqual(
      Float64Array.from([...rows[2], ...rows[2]]),
    );
    expect(scored).toBe(0);
    const sparse = Array.from({ length: 1000 }, (_, k) => (k === 500 ? rows[3] : rows[2]));
    await impute(counting, sparse, { ...fast, engine });
    expect(scored).toBe(2 * 2 + 1); // two steps twice, and the denoising
  });

  test("progress and its rows; a break, a signal", async () => {
    const run = impute(model, rows, { engine, resamples: 3000, sigmas: [3, 1, 0.3] });
    for await (const { fraction, current } of run) {
      expect(fraction > 0 && fraction <= 1).toBe(true);
      expect(current()[0]).toBe(0.1);
      break;
    }
    await expect(Promise.resolve(run)).rejects.toThrow("left");
    const aborted = impute(model, rows, { engine, signal: AbortSignal.abort(new Error("no")) });
    await expect(Promise.resolve(aborted)).rejects.toThrow("no");
  });

  test.each([
    [{ resamples: 0 }, "resamples"],
    [{ jumpLength: 0.5 }, "jumpLength"],
    [{ copies: 0 }, "copies"],
    [{ sigmas: [1] }, "at least 2 sigmas"],
    [{ sigmas: [1, 2] }, "strictly decreasing"],
    [{ offset: -1 }, "offset"],
    [{ offset: 2 ** 51, copies: 5 }, "offset an integer from 0 to 1801439850948194, got 2251799813685248"],
    [{ copies: 1e6 * 715 }, "copies"],
    [{ seed: 0.1 }, "seed"],
  ])("%o is refused by name", (options, name) => {
    expect(() => impute(model, rows, options)).toThrow(name);
  });

  test("infinite values and ragged rows are refused by row and column", () => {
    expect(() => impute(model, [[1, 2, Infinity]])).toThrow("Infinity in row 0, column 2");
    expect(() => impute(model, [[1, 2, 3], [1]])).toThrow("row 1");
    expect(() => impute(model, [])).toThrow("at least one row");
  });
});

describe("networks", () => {
  const rows = Array.from({ length: 70 }, (_, k) => [k % 3 ? gap : k / 70, k % 2 ? gap : 0.3]);
  const how = { sigmas: [3, 1, 0.3], resamples: 3, seed: 4, copies: 2 };

  test("with a label for each row, guided: rows alone, and threads 1 or 2, the same bits", async () => {
    const labels = rows.map((_, k) => (k % 4) - 1);
    const results: Float64Array[] = [];
    for (const threads of [1, 2]) {
      const own = await createEngine({ threads });
      const { network } = twin(own, { dim: 2, hidden: [32, 32], classes: 3 }, true);
      for (const guidance of [1, 2.5]) {
        const whole = await impute(withLabels(network, labels, { guidanceScale: guidance }), rows, how);
        results.push(whole);
        const alone = withLabels(network, labels[41], { guidanceScale: guidance });
        const options = { ...how, offset: 41 };
        expect(await impute(alone, [rows[41]], options)).toEqual(whole.slice(41 * 4, 42 * 4));
      }
      expect(() => impute(withLabels(network, labels), rows.slice(1))).toThrow("70 rows, as the model has labels");
      own.dispose();
    }
    expect(results[2]).toEqual(results[0]);
    expect(results[3]).toEqual(results[1]);
    expect(results[1]).not.toEqual(results[0]);
  });
});
