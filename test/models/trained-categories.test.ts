import { expect, test } from "vitest";
import { blockSize, levelsOf, type CategoryBlock } from "../../src/data/category-block.ts";
import { createEngine } from "../../src/engine/index.ts";
import { createScoreNetwork } from "../../src/models/network.ts";
import { purposes, RowRandom, streamKey } from "../../src/numerics/random.ts";
import { train } from "../../src/training/train.ts";
import { allCells, latentClasses, modelOf, probabilityOf } from "./exact/latent-classes.ts";

/** P(level) of every block from D = E[row | x]: edges of a simplex are 2 long, so P(k) = (D − c)·(v_k − c)/2 + 1/K. */
function levelsFrom(blocks: readonly CategoryBlock[], denoised: ArrayLike<number>): number[][] {
  let at = 0;
  return blocks.map((block) => {
    const [size, levels] = [blockSize(block), levelsOf(block)];
    const center = Array.from({ length: size }, (_, i) => {
      let sum = 0;
      for (let k = 0; k < levels; k++) sum += block.codes[k * size + i];
      return sum / levels;
    });
    const shares = Array.from({ length: levels }, (_, k) =>
      center.reduce((sum, c, i) => sum + ((denoised[at + i] - c) * (block.codes[k * size + i] - c)) / 2, 1 / levels),
    );
    at += size;
    return shares;
  });
}

test("a trained network's cross-entropy is the exact conditional entropy or more, and within 2 % of it", async () => {
  const levels = [2, 3, 4];
  const classes = latentClasses(levels, 3);
  const exact = modelOf(classes);
  const cells = allCells(levels);
  const shares = cells.map((cell) => probabilityOf(classes, cell));
  // Every cell as often as it is likely: nothing of the rows is left to chance
  const rows = exact.toRows(cells.flatMap((cell, i) => Array.from({ length: Math.round(20_000 * shares[i]) }, () => cell)).flat()); // prettier-ignore

  const engine = await createEngine();
  const network = createScoreNetwork(engine, {
    dim: exact.dim,
    categories: exact.categories,
    hidden: [64, 64],
    seed: 1,
  });
  await train(network, rows, {
    ...{ steps: 1500, batchSize: 256, learningRate: 0.004, encoding: "identity", seed: 1 },
    ...{ sigmas: [20, 0.02], noiseDistribution: { kind: "log-normal", logMean: -0.2, logStd: 1.2 } },
  });

  const codes = exact.toRows(cells.flat());
  const draws = 200;
  for (const sigma of [0.5, 1, 2]) {
    const random = new RowRandom(streamKey(7, purposes.metrics), 0);
    const x = Float64Array.from(
      { length: draws * codes.length },
      (_, i) => codes[i % codes.length] + sigma * random.normal(),
    );
    const score = network.score(x, sigma);
    const posterior = exact.levelProbabilities(x, sigma);
    const width = levels.reduce((sum, count) => sum + count, 0);
    // Sums over blocks, by the share of each cell: of −ln P, exact and learned
    let [entropy, crossEntropy, squares] = [0, 0, 0];
    for (let r = 0; r < draws * cells.length; r++) {
      const cell = cells[r % cells.length];
      const own = x.subarray(r * exact.dim, (r + 1) * exact.dim);
      const denoised = own.map((value, i) => value + sigma * sigma * score[r * exact.dim + i]);
      const learned = levelsFrom(exact.categories, denoised);
      let [right, wrong, before] = [0, 0, 0];
      cell.forEach((level, j) => {
        right -= Math.log(posterior[r * width + before + level]);
        wrong -= Math.log(Math.max(learned[j][level], 1e-6));
        before += levels[j];
      });
      const weight = shares[r % cells.length] / draws;
      entropy += weight * right;
      crossEntropy += weight * wrong;
      squares += weight * weight * (wrong - right) ** 2;
    }
    expect(crossEntropy - entropy, `σ = ${sigma}`).toBeGreaterThan(-4 * Math.sqrt(squares));
    expect(crossEntropy / entropy - 1, `σ = ${sigma}`).toBeLessThan(0.02);
  }
  engine.dispose();
}, 60_000);
