import Table from "cli-table3";
import { Particles } from "../../src/engine/particles.ts";
import { Trainer } from "../../src/engine/trainer.ts";
import { createEngine, createScoreNetwork } from "../../src/index.ts";
import { ladderQuantiles } from "../../src/recipe/noise-distribution.ts";
import { adamStep } from "../../src/recipe/optimizer.ts";
import { checkSettings } from "../../src/recipe/settings.ts";
import { BaselineNetwork } from "./baseline/network.ts";
import { exampleRows, SIGMAS, type Case } from "../kit/cases.ts";
import { compare, type CompareOptions } from "../kit/harness.ts";
import { progress, significant } from "../kit/print.ts";

const DATA_ROWS = 10_000;
const LEARNING_RATE = 1e-3;

/** One case of ours against the pure-TypeScript twin; times are medians, ratio = baseline / ours. */
export interface CoreRow {
  case: string;
  unit: "ms";
  ours: number;
  baseline: number;
  ratio: number;
}

const cases: readonly Case[] = [
  { name: "2-D 128×3 batch 512", dim: 2, hidden: [128, 128, 128], batchSize: 512 },
  { name: "16-D 256×4 batch 512", dim: 16, hidden: [256, 256, 256, 256], batchSize: 512 },
];

/** One thread of kernels against one thread of TypeScript: the same network, batch and arithmetic steps. */
export async function benchmarkCore(options: Omit<CompareOptions, "contenders">): Promise<CoreRow[]> {
  const rows: CoreRow[] = [];
  for (const { name, dim, hidden, batchSize } of cases) {
    progress(`core: ${name}`);
    const data = exampleRows(DATA_ROWS, dim);
    const baseline = new BaselineNetwork({ dim, hidden });
    const engine = await createEngine({ threads: 1 });
    const network = createScoreNetwork(engine, { dim, hidden, coordinateFrequencies: 8 });
    const settings = checkSettings("bench", { sigmas: SIGMAS, batchSize, learningRate: LEARNING_RATE });
    const sigmas = ladderQuantiles(SIGMAS);
    const trainer = new Trainer(network.mlp, { data, batchSize, sigmas, weighting: "edm", seed: 0 });
    let step = 0;
    let baselineStep = 0;
    const training = compare({
      ...options,
      contenders: {
        ours: () => {
          step++;
          void trainer.computeGradients(step);
          void trainer.computeUpdate(adamStep(step, settings.steps, trainer.gradientNorm(), settings));
          trainer.applyUpdate();
        },
        baseline: () => {
          baselineStep++;
          const at = { sigmas: SIGMAS, batchSize, learningRate: LEARNING_RATE, step: baselineStep };
          baseline.trainStep(data, DATA_ROWS, at);
        },
      },
    });
    const particles = new Particles(engine, { dim, count: batchSize, offset: 0, seed: 0 });
    particles.set(data.subarray(0, batchSize * dim));
    const x = data.slice(0, batchSize * dim);
    const [sigma, alpha] = [0.5, 0.001];
    const langevin = compare({
      ...options,
      contenders: {
        ours: () => {
          step++;
          const burst = { begin: 0, end: batchSize, from: step, to: step + 1 };
          void particles.networkSteps(network.mlp, burst, {
            sigma,
            drift: alpha / 2,
            before: 0,
            after: Math.sqrt(alpha),
            level: 0,
          });
        },
        baseline: () => baseline.langevinStep(x, batchSize, sigma, alpha, 0, ++baselineStep),
      },
    });
    for (const [kind, [ours, twin]] of [
      ["train", training],
      ["langevin", langevin],
    ] as const)
      rows.push({
        case: `${kind} ${name}`,
        unit: "ms",
        ours: ours.median,
        baseline: twin.median,
        ratio: twin.median / ours.median,
      });
    engine.dispose();
  }
  return rows;
}

/** Ours against the baseline, a row a case. */
export function formatCore(rows: readonly CoreRow[]): string {
  const table = new Table({
    head: ["case", "ours", "baseline", "baseline / ours"],
    colAligns: ["left", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  for (const row of rows)
    table.push([
      row.case,
      `${significant(row.ours)} ms`,
      `${significant(row.baseline)} ms`,
      `${row.ratio.toFixed(2)} ×`,
    ]);
  return table.toString();
}
