import { availableParallelism } from "node:os";
import Table from "cli-table3";
import { Trainer } from "../../src/engine/trainer.ts";
import { createEngine, createScoreNetwork } from "../../src/index.ts";
import { ladderQuantiles } from "../../src/recipe/noise-distribution.ts";
import { adamStep } from "../../src/recipe/optimizer.ts";
import { checkSettings } from "../../src/recipe/settings.ts";
import { exampleRows, SIGMAS } from "../kit/cases.ts";
import { Figures, TimeLeft } from "../kit/figures.ts";
import { progress, significant } from "../kit/print.ts";
import { median } from "../kit/quantiles.ts";

const DIM = 2;
const LAYERS = 3;
const WIDTHS = [16, 32, 64, 128, 256, 512, 1024];
const ROWS = [64, 256, 1024, 4096, 16_384, 65_536];
/** What the other size is while one varies. */
const [USUAL_WIDTH, USUAL_ROWS] = [128, 512];

/** A training step at one size; times are medians. */
export interface ScalingRow {
  case: string;
  unit: "ms";
  width: number;
  rows: number;
  weights: number;
  threads: number;
  ours: number;
  /** Nanoseconds a row and weight: constant where the cost is linear in both. */
  nanosPerRowAndWeight: number;
  /** Time with one thread ÷ this time. */
  speedUp: number;
}

/** A training step over widths and over rows, strict, with one thread and with all, in turns. */
export async function benchmarkScaling({
  rounds = 15,
  minMillis = 50,
  into,
  minutes = Infinity,
}: {
  rounds?: number;
  minMillis?: number;
  /** A JSON file to which the sizes are added that it lacks. */
  into?: string | undefined;
  /** No size is begun that would take longer. */
  minutes?: number;
}): Promise<ScalingRow[]> {
  const figures = new Figures<ScalingRow>(into, (row) => `${row.case} ${row.threads}`);
  const time = new TimeLeft(minutes);
  const sizes = [
    ...WIDTHS.map((width) => ({ width, rows: USUAL_ROWS })),
    ...ROWS.map((rows) => ({ width: USUAL_WIDTH, rows })),
  ];
  for (const { width, rows } of sizes) {
    const name = `train ${DIM}-D ${width}×${LAYERS} batch ${rows}`;
    if (figures.get(`${name} 1`)) continue;
    if (!time.fits()) break;
    progress(`scaling: width ${width}, ${rows} rows`);
    const counts = [...new Set([1, availableParallelism()])];
    const steps = await Promise.all(counts.map((threads) => trainingStep(width, rows, threads)));
    const millis = await medians(
      steps.map(({ run }) => run),
      { rounds, minMillis },
    );
    counts.forEach((threads, k) => {
      const { weights } = steps[k];
      figures.put({
        case: name,
        unit: "ms",
        width,
        rows,
        weights,
        threads,
        ours: millis[k],
        nanosPerRowAndWeight: (millis[k] * 1e6) / rows / weights,
        speedUp: millis[0] / millis[k],
      });
    });
    for (const { dispose } of steps) dispose();
  }
  return figures.rows;
}

async function trainingStep(width: number, batchSize: number, threads: number) {
  const engine = await createEngine({ threads });
  const network = createScoreNetwork(engine, { dim: DIM, hidden: Array.from({ length: LAYERS }, () => width) });
  const settings = checkSettings("bench", { sigmas: SIGMAS, batchSize });
  const data = exampleRows(10_000, DIM);
  const options = { data, batchSize, sigmas: ladderQuantiles(SIGMAS), weighting: "edm", seed: 0 } as const;
  const trainer = new Trainer(network.mlp, options);
  let step = 0;
  const run = async () => {
    const pending = trainer.computeGradients(++step);
    if (pending) await pending;
    const updating = trainer.computeUpdate(adamStep(step, settings.steps, trainer.gradientNorm(), settings));
    if (updating) await updating;
    trainer.applyUpdate();
  };
  return { run, weights: network.parameterCount, dispose: () => engine.dispose() };
}

/** Milliseconds a call of each, after a warm-up; one sample of each in every round. */
async function medians(
  runs: readonly (() => Promise<void>)[],
  { rounds, minMillis }: { rounds: number; minMillis: number },
): Promise<number[]> {
  const sample = async (run: () => Promise<void>, calls: number): Promise<number> => {
    const start = performance.now();
    for (let k = 0; k < calls; k++) await run();
    return (performance.now() - start) / calls;
  };
  const calls: number[] = [];
  for (const run of runs) {
    await sample(run, 2);
    const perCall = await sample(run, Math.max(1, Math.round(200 / (await sample(run, 2)))));
    calls.push(Math.max(1, Math.ceil(minMillis / perCall)));
  }
  const samples: number[][] = runs.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (let k = 0; k < runs.length; k++) samples[k].push(await sample(runs[k], calls[k]));
  return samples.map(median);
}

/** A row a size and number of threads. */
export function formatScaling(rows: readonly ScalingRow[]): string {
  const table = new Table({
    head: ["case", "weights", "threads", "median ms", "ns a row and weight", "speed-up"],
    colAligns: ["left", "right", "right", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  for (const row of rows)
    table.push([
      row.case,
      row.weights.toLocaleString("en"),
      row.threads,
      significant(row.ours),
      row.nanosPerRowAndWeight.toFixed(3),
      `${row.speedUp.toFixed(2)} ×`,
    ]);
  return table.toString();
}
