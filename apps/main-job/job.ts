import { join } from "node:path";
import { setImmediate as pause } from "node:timers/promises";
import { createEngine, createScoreNetwork, saveModel, train, type Engine, type ScoreNetwork } from "langevin";
import { evaluateTable, writeReport, type TableEvaluation } from "langevin/evaluation";
import { findCopies } from "./copies.ts";
import { describeCopies, describeJudgment, describeOutside, type Sampled } from "./describe-judgment.ts";
import { judge } from "./judge.ts";
import { digestOf, loadNetwork, writeNotes, type TrainedOn } from "./model.ts";
import type { Options } from "./options.ts";
import { drawPicture, type PictureOptions } from "./picture.ts";
import { formatSeconds } from "./progress.ts";
import { sampleRows } from "./sample-rows.ts";
import { splitRows } from "./split.ts";
import { formatCount, type Table } from "./table.ts";
import { followTraining, startTraining, stepsFor } from "./train-network.ts";
import { csvPieces } from "./write-csv.ts";
import { prepareOutput, writeWhole } from "./write-file.ts";
import { contiguousStates, readZipcodes } from "./zipcodes.ts";

/** What happened so far, for whoever interrupts the job. */
export interface Progress {
  doing: string;
  written: string[];
  /** How to go on with a training that was stopped. */
  hint?: string;
  /** Whether what a stopped training has come to is worth a file. */
  keep: boolean;
}

type Parts = ReturnType<typeof splitRows>;

/** A network, what it was trained on, and the rows to judge its samples by. */
interface Model {
  network: ScoreNetwork;
  trainedOn: TrainedOn;
  table: Table;
  parts: Parts;
}

interface Paths {
  model: string;
  unfinished: string;
  csv: string;
  picture: string;
  report: string;
}

export async function runJob(options: Options, signal: AbortSignal, progress: Progress): Promise<void> {
  const started = performance.now();
  const paths = pathsOf(options.out);
  prepareOutput(options.out, Object.values(paths));
  progress.doing = "while reading";
  const engine = await createEngine();
  try {
    const model = await (options.from === undefined
      ? readAndCreate(engine, options, signal, progress)
      : readAndLoad(engine, options.from, signal));
    await trainFurther(model, paths, signal, progress);
    const trained = performance.now();

    progress.doing = "while sampling";
    const { network, trainedOn, table, parts } = model;
    const seed = options.seed ?? trainedOn.seed;
    const { samples: count, evaluations } = options;
    const sampled = await sampleRows(network, { count, seed, evaluations, signal });
    const took = performance.now();

    progress.doing = "while writing the results";
    const [first] = sampled;
    await writeWhole(paths.csv, csvPieces(table.columns, first.rows), signal);
    progress.written.push(paths.csv);
    const picture = drawPicture(parts.train, sampled, pictureOptions);
    await writeWhole(paths.picture, [picture], signal);
    progress.written.push(paths.picture);

    progress.doing = "while judging";
    console.log(`\n${(await describeSamples(sampled, model, signal)).join("\n")}\n`);
    const evaluation = await evaluateSamples(first, model, signal);
    if (evaluation) {
      await writeWhole(
        paths.report,
        [new TextEncoder().encode(writeReport(evaluation, { title: "US zip codes" }))],
        signal,
      );
      progress.written.push(paths.report);
      console.log(`${evaluation.verdict}\n`);
    }
    const kept = progress.written.includes(paths.model) ? paths.model : undefined;
    if (kept) console.log(`model     ${kept}`);
    console.log(`picture   ${paths.picture}`);
    if (evaluation) console.log(`report    ${paths.report}`);
    console.log(`samples   ${paths.csv} (${formatCount(count)} rows by ${first.name})`);
    const seconds = (from: number, to: number) => formatSeconds((to - from) / 1000);
    console.log(
      `time      ${seconds(started, performance.now())}: ${kept ? "training" : "reading"} ${seconds(started, trained)}, sampling ${seconds(trained, took)}`,
    );
    console.log(`again     ${describeAgain(options, seed, kept, trainedOn)}`);
    network.dispose();
  } finally {
    engine.dispose();
  }
}

function pathsOf(out: string): Paths {
  return {
    model: join(out, "zipcodes.safetensors"),
    unfinished: join(out, "zipcodes-unfinished.safetensors"),
    csv: join(out, "zipcodes-samples.csv"),
    picture: join(out, "zipcodes.png"),
    report: join(out, "zipcodes-report.html"),
  };
}

async function readRows(signal: AbortSignal): Promise<Table> {
  const table = readZipcodes();
  console.log(`US zip codes: ${formatCount(table.rowCount)} rows, ${table.columns.join(" and ")}`);
  await pause(); // an interruption is heard in between
  signal.throwIfAborted();
  return table;
}

/** A new network. */
async function readAndCreate(
  engine: Engine,
  { seed = 1, seconds, steps }: Options,
  signal: AbortSignal,
  progress: Progress,
): Promise<Model> {
  const table = await readRows(signal);
  const dim = table.columns.length;
  const parts = splitRows(table.rows, dim, { seed });
  progress.doing = "before training";
  const trainedOn: TrainedOn = {
    seed,
    digest: digestOf(table.rows),
    step: 0,
    steps: await stepsFor(engine, parts.train, dim, { seed, seconds, steps, signal }),
  };
  return { network: createScoreNetwork(engine, { dim, seed }), trainedOn, table, parts };
}

/** The network of a model file. */
async function readAndLoad(engine: Engine, path: string, signal: AbortSignal): Promise<Model> {
  const { network, trainedOn } = await loadNetwork(engine, path);
  const { step, steps, seed } = trainedOn;
  console.log(
    `${path}: ${step < steps ? `training stopped at step ${step} of ${steps}` : `trained in ${steps} steps`}`,
  );
  const table = await readRows(signal);
  if (digestOf(table.rows) !== trainedOn.digest)
    console.log("  other rows than those it was trained on; rows that are in both flatter the samples");
  return { network, trainedOn, table, parts: splitRows(table.rows, table.columns.length, { seed }) };
}

/** Trains a network that is not trained, or not to its end, and saves it; also what an interruption leaves of it. */
async function trainFurther(
  { network, trainedOn, table, parts }: Model,
  paths: Paths,
  signal: AbortSignal,
  progress: Progress,
): Promise<void> {
  const { seed, steps, step } = trainedOn;
  if (step === steps || digestOf(table.rows) !== trainedOn.digest) return;
  const save = async (path: string, whileWriting?: AbortSignal): Promise<void> => {
    network.notes = writeNotes(trainedOn);
    await writeWhole(path, [saveModel(network)], whileWriting);
    progress.written.push(path);
  };
  const run =
    step === 0
      ? startTraining(network, parts.train, { steps, seed, signal })
      : train(network, parts.train, { resume: true, signal });
  try {
    await followTraining(run, steps, (done) => {
      trainedOn.step = done;
      progress.doing = `in training, at step ${done} of ${steps}`;
    });
    signal.throwIfAborted();
  } catch (error) {
    if (signal.aborted && progress.keep && trainedOn.step > 0) {
      await save(paths.unfinished);
      progress.hint = `npm start -- --from ${paths.unfinished} goes on`;
    }
    throw error;
  }
  progress.doing = "while saving the model";
  await save(paths.model, signal);
}

/** How near the samples are to rows that the network never saw, and what else is to be known of them. */
async function describeSamples(sampled: Sampled[], { table, parts }: Model, signal: AbortSignal): Promise<string[]> {
  const { columns } = table;
  const dim = columns.length;
  const sets = sampled.map(({ rows }) => rows);
  const judgment = await judge(sets, parts, dim, signal);
  const lines = judgment
    ? [describeJudgment(judgment, sampled, columns, process.stdout.hasColors?.())]
    : ["Too few samples to judge: at least four are needed."];
  lines.push(describeOutside("the contiguous states", contiguousStates, table.rows, sampled));
  for (const { name, rows } of sampled)
    lines.push(...describeCopies(name, findCopies(rows, parts, dim), parts.train.length / dim, dim));
  return lines;
}

/** Scores and a verdict, as of any synthetic table; undefined of too few samples. */
async function evaluateSamples(
  { rows }: Sampled,
  { table: { columns }, parts }: Model,
  signal: AbortSignal,
): Promise<TableEvaluation | undefined> {
  const dim = columns.length;
  if (Math.min(rows.length, parts.heldOut.length) < 4 * dim) return undefined;
  const named = (set: Float64Array) =>
    Object.fromEntries(columns.map((name, d) => [name, set.filter((_, i) => i % dim === d)]));
  return evaluateTable(named(parts.train), named(rows), { holdout: named(parts.heldOut), rows: 5000, signal });
}

function describeAgain({ from }: Options, seed: number, model: string | undefined, { steps }: TrainedOn): string {
  const sampling = `--from ${model ?? from} --seed ${seed}`;
  const training = from === undefined && `--seed ${seed} --steps ${steps}`;
  return `${[training, sampling].filter(Boolean).join(", or ")} gives the same samples`;
}

const pictureOptions: PictureOptions = {
  title: "US zip codes and samples of a score network trained on them",
  labels: ["longitude (°)", "latitude (°)"],
  frame: contiguousStates,
  // A degree of longitude is shorter than one of latitude, by cos 38° in the middle of the map.
  aspect: 1 / Math.cos((38 * Math.PI) / 180),
};
