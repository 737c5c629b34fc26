import { describe, expect, test } from "vitest";
import { blockSize } from "../../../src/data/category-block.ts";
import { categoricalMixture } from "../../../src/models/exact/categorical-mixture.ts";
import { expectDivergence, expectSampleMoments, expectScoreIsGradient, expectSplittable } from "./exact-model.ts";
import { allCells, latentClasses, modelOf, probabilityOf } from "./latent-classes.ts";

const mixed = latentClasses([2, 3, 5], 3, 2);
const wide = latentClasses([40, 2], 3, 1);

/** Rows that are far from every code, near to one, and between. */
function somewhere(dim: number): Float64Array {
  return Float64Array.from({ length: 6 * dim }, (_, i) => (1 + Math.floor(i / dim)) * Math.sin(3 * i + 1));
}

test.each([
  ["mixed", mixed],
  ["40 levels", wide],
] as const)(
  // prettier-ignore
  "logDensity of %s is the logarithm of the sum over classes and levels, written out",
  (_, classes) => {
    const model = modelOf(classes);
    const x = somewhere(model.dim);
    const normal = (difference: number, variance: number) =>
      Math.exp((-difference * difference) / 2 / variance) / Math.sqrt(2 * Math.PI * variance);
    for (const sigma of [0.5, 1, 4])
      model.logDensity(x, sigma).forEach((logDensity, row) => {
        let density = 0;
        classes.weights.forEach((weight, c) => {
          let at = row * model.dim;
          let product = weight;
          classes.means[c].forEach((m, i) => (product *= normal(x[at++] - m, classes.variance[c][i] + sigma ** 2)));
          model.categories.forEach((block, j) => {
            const size = blockSize(block);
            product *= classes.tables[j][c].reduce((sum, share, k) => {
              let term = share;
              for (let i = 0; i < size; i++) term *= normal(x[at + i] - block.codes[k * size + i], sigma ** 2);
              return sum + term;
            }, 0);
            at += size;
          });
          density += product;
        });
        expect(Math.abs(logDensity - Math.log(density))).toBeLessThan(1e-12 * Math.abs(logDensity));
      });
  },
);

test.each([
  ["mixed", mixed],
  ["40 levels", wide],
] as const)(
  // prettier-ignore
  "%s: score is the gradient of logDensity, divergence its Laplacian, at σ from 0.01 to 1e6",
  (_, classes) => {
    const model = modelOf(classes);
    const x = somewhere(model.dim);
    for (const sigma of [0.01, 0.3, 1, 5, 1e3, 1e6]) {
      expectScoreIsGradient(model, x, sigma, Math.min(sigma, 10 * sigma * sigma));
      if (sigma > 0.1 && model.dim < 10) expectDivergence(model, x, sigma, sigma / 2);
    }
  },
);

test("denoise is x + σ²·score: the codes' mean under levelProbabilities, whatever the codes", () => {
  for (const classes of [mixed, wide]) {
    const model = modelOf(classes);
    const numbers = classes.means[0].length;
    const x = somewhere(model.dim);
    for (const sigma of [0.1, 1, 10]) {
      const levels = model.levelProbabilities(x, sigma);
      const score = model.score(x, sigma);
      let p = 0;
      model.denoise(x, sigma).forEach((denoised, i) => {
        expect(Math.abs(denoised - (x[i] + sigma * sigma * score[i]))).toBeLessThan(2 ** -22 * (10 + Math.abs(x[i])));
      });
      for (let row = 0; row < 6; row++) {
        let at = row * model.dim + numbers;
        for (const { codes, probabilities } of model.categories) {
          const own = levels.subarray(p, p + probabilities.length);
          expect(own.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 14);
          const size = codes.length / probabilities.length;
          for (let c = 0; c < size; c++) {
            const mean = own.reduce((sum, value, k) => sum + value * codes[k * size + c], 0);
            expect(Math.abs(x[at + c] + sigma * sigma * score[at + c] - mean)).toBeLessThan(1e-5);
          }
          p += own.length;
          at += size;
        }
      }
    }
  }
});

test("far from all codes, and at σ so small that other levels underflow, the score is the nearest level's", () => {
  const model = categoricalMixture({ weights: [0.5, 0.5], tables: [[[1, 0, 0], [0, 0.5, 0.5]]] }); // prettier-ignore
  const { codes } = model.categories[0];
  for (let k = 0; k < 3; k++) {
    const x = [codes[2 * k] + 1e-3, codes[2 * k + 1]];
    const [first, second] = model.score(x, 1e-3);
    expect(first).toBeCloseTo(-1e3, 3);
    expect(Math.abs(second)).toBeLessThan(1e-6);
    expect(model.levelProbabilities(x, 1e-3)[k]).toBe(1);
    expect(model.logDensity(x, 1e-3)[0]).toBeCloseTo(
      Math.log(k === 0 ? 0.5 : 0.25) - 0.5 - Math.log(2 * Math.PI * 1e-6),
      9,
    );
  }
  expect(Array.from(model.score([1e9, 0], 1))).toEqual([Math.fround(codes[0] - 1e9), Math.fround(codes[1])]);
});
describe("cells", () => {
  const levels = [2, 3, 5];
  const classes = latentClasses(levels, 4);
  const model = modelOf(classes);

  test("ln P of every cell, and of every margin, is the sum over the classes; all of them sum to 1", () => {
    let total = 0;
    for (const cell of allCells(levels)) {
      const [logP] = model.logProbability(cell);
      expect(Math.exp(logP)).toBeCloseTo(probabilityOf(classes, cell), 14);
      total += Math.exp(logP);
    }
    expect(total).toBeCloseTo(1, 13);
    for (const [a, c] of allCells([2, 5])) {
      const sum = [0, 1, 2].reduce((rest, b) => rest + probabilityOf(classes, [a, b, c]), 0);
      expect(Math.exp(model.logProbability([a, NaN, c])[0])).toBeCloseTo(sum, 14);
    }
    expect(model.logProbability([NaN, NaN, NaN])[0]).toBeCloseTo(0, 15);
  });

  test("a number and a level: P(level | number) and p(number | level) are Bayes' rule", () => {
    const both = categoricalMixture({ weights: [0.25, 0.75], tables: [[[0.9, 0.1], [0.2, 0.8]]], means: [[-1], [1]] }); // prettier-ignore
    const normal = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    for (const z of [-2, 0, 0.7]) {
      const joint = 0.25 * 0.9 * normal(z + 1) + 0.75 * 0.2 * normal(z - 1);
      const number = 0.25 * normal(z + 1) + 0.75 * normal(z - 1);
      const [a, b, c] = both.logProbability([z, 0, z, NaN, NaN, 0]);
      expect(Math.exp(a)).toBeCloseTo(joint, 14);
      expect(Math.exp(a - b)).toBeCloseTo(joint / number, 14);
      expect(Math.exp(a - c)).toBeCloseTo(joint / (0.25 * 0.9 + 0.75 * 0.2), 14);
    }
  });

  test("toRows and toCells are each other's inverse; gaps stay gaps", () => {
    const all = allCells(levels);
    expect(Array.from(model.toCells(model.toRows(all)))).toEqual(all.flat());
    const row = model.toRows([1, NaN, 2]);
    expect(Array.from(row, Number.isNaN)).toEqual([false, true, true, false, false, false, false]);
  });

  test("what is no level is named", () => {
    for (const [cells, got] of [
      [[0, 3, 0], "integers from 0 to 2 in column 1, got 3 in row 0"],
      [[0, 0, 0, 0, 0, 1.5], "integers from 0 to 4 in column 2, got 1.5 in row 1"],
      [[-1, 0, 0], "integers from 0 to 1 in column 0, got -1 in row 0"],
    ] as const)
      for (const method of ["logProbability", "toRows"] as const)
        expect(() => model[method](cells)).toThrow(`categoricalMixture.${method}: expected cells of ${got}`);
    expect(() => model.logProbability([0, 1])).toThrow("expected cells of a multiple of dim 3 numbers");
  });
});

test("permuting levels, categorical columns, plain columns or classes leaves every probability as it is, to rounding", () => {
  const model = modelOf(mixed);
  const permuted = modelOf({
    weights: [2, 0, 1].map((c) => mixed.weights[c]),
    tables: [2, 0, 1].map((j) => [2, 0, 1].map((c) => mixed.tables[j][c].toReversed())),
    means: [2, 0, 1].map((c) => mixed.means[c].toReversed()),
    variance: [2, 0, 1].map((c) => mixed.variance[c].toReversed()),
  });
  for (const [a, b, c] of allCells([2, 3, 5])) {
    const cell = [0.3, -0.5, a, b, c];
    const other = [-0.5, 0.3, 4 - c, 1 - a, 2 - b];
    expect(permuted.logProbability(other)[0]).toBeCloseTo(model.logProbability(cell)[0], 13);
    // The codes are another simplex then, of the same distances: a row at one is as likely as before
    for (const sigma of [0.3, 2])
      expect(permuted.logDensity(permuted.toRows(other), sigma)[0]).toBeCloseTo(
        model.logDensity(model.toRows(cell), sigma)[0],
        11,
      );
  }
});

test("samples: moments, shares of all pairs, split", () => {
  expectSampleMoments(modelOf(mixed));
  expectSplittable(modelOf(mixed));
  const classes = latentClasses([3, 4], 3);
  const model = modelOf(classes);
  const count = 20000;
  const cells = model.toCells(model.sample(count, { seed: 4 }));
  for (const [a, b] of allCells([3, 4])) {
    let found = 0;
    for (let i = 0; i < cells.length; i += 2) found += Number(cells[i] === a && cells[i + 1] === b);
    const share = probabilityOf(classes, [a, b]);
    expect(Math.abs(found / count - share)).toBeLessThan(4.5 * Math.sqrt((share * (1 - share)) / count));
  }
});

test("the range of σ: from twice the levels' distance at least, however rare; down to a twentieth of it, or of a narrow number's deviation", () => {
  const { sigmaRange } = modelOf(latentClasses([4, 4, 4, 4], 2));
  expect(sigmaRange?.sigmaMax).toBeGreaterThan(4); // four columns of edge 2
  expect(sigmaRange?.sigmaMax).toBeLessThan(12);
  const rare = categoricalMixture({ weights: [1], tables: [[[0.99, 0.01]]] });
  expect(rare.sigmaRange?.sigmaMax).toBe(4);
  for (const range of [sigmaRange, rare.sigmaRange]) {
    expect(range?.sigmaMin).toBeGreaterThan(0.03);
    expect(range?.sigmaMin).toBeLessThan(0.06);
  }
  const narrow = categoricalMixture({ weights: [1], tables: [[[0.5, 0.5]]], means: [[0]], variance: 1e-4 });
  expect(narrow.sigmaRange?.sigmaMin).toBeLessThan(0.01);
  expect(narrow.sigmaRange?.eigenvalues).toEqual([1, 1e-4]);
});

test("its eigenvalues are those of 2(diag π − ππᵀ), as distances of codes are those of one-hot rows times √2", () => {
  const { sigmaRange } = categoricalMixture({ weights: [1], tables: [[[0.8, 0.1, 0.1]]] });
  expect(sigmaRange?.shares).toEqual([1, 1]);
  // 2·0.1 along the difference of levels 1 and 2; the trace is 2(1 − Σπ²) = 0.68
  [0.48, 0.2].forEach((value, i) => expect(sigmaRange?.eigenvalues[i]).toBeCloseTo(value, 12));
});

test("options that are no law are refused", () => {
  const weights = [0.5, 0.5];
  const table = [[0.5, 0.5], [0.1, 0.9]]; // prettier-ignore
  for (const [options, message] of [
    [{ weights: [0.5, 0.6], tables: [table] }, "expected weights that sum to 1, got a sum of 1.1"],
    [{ weights, tables: [] }, "expected tables an array of one or more, one for each categorical column"],
    [{ weights, tables: [[[1, 0]]] }, "expected tables[0] an array of 2 rows (one for each weight)"],
    [{ weights, tables: [table, [[1], [1]]] }, "expected tables[1][0] of two levels or more, got 1"],
    [{ weights, tables: [[[0.5, 0.5], [1, -0]], [[2, -1], [1, 0]]] }, "expected tables[1][0][1] a number not below 0, got -1"], // prettier-ignore
    [{ weights, tables: [[[0.5, 0.5], [1, 1]]] }, "expected tables[0][1] that sum to 1, got a sum of 2"], // prettier-ignore
    [{ weights, tables: [[[1, 0], [1, 0]]] }, "expected tables[0] with each level in some class, also level 1"], // prettier-ignore
    [{ weights, tables: [table], variance: 1 }, "expected means beside variance"],
    [{ weights, tables: [table], means: [[0]] }, "expected means an array of 2 (one for each weight)"],
    [{ weights, tables: [table], means: [[0], [1]], variance: [1] }, "expected variance an array of 2"],
    [{ weights, table: [table] }, 'expected option "tables", got "table"'],
  ] as const)
    expect(() => categoricalMixture(options as never)).toThrow(`categoricalMixture: ${message}`);
});
