import { basename, extname, join } from "node:path";
import { setImmediate as pause } from "node:timers/promises";
import { createEngine, createScoreNetwork, saveModel, train, type Engine, type ScoreNetwork } from "langevin";
import { findCopies } from "./copies.ts";
import { describeCopies, describeJudgment, describeOutside, type Sampled } from "./describe-judgment.ts";
import { describeTable } from "./describe-table.ts";
import { judge } from "./judge.ts";
import { digestOf, fitColumns, loadNetwork, writeNotes, type TrainedOn } from "./model.ts";
import type { Options } from "./options.ts";
import { drawPicture, type PictureOptions } from "./picture.ts";
import { formatSeconds } from "./progress.ts";
import { readTable } from "./read-table.ts";
import { sampleRows } from "./sample-rows.ts";
import { splitRows } from "./split.ts";
import { formatCount, listSome, shorten, type ReadTable } from "./table.ts";
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

/** A network, what it was trained on, and, where they are at hand, the rows to judge its samples by. */
interface Model {
  network: ScoreNetwork;
  trainedOn: TrainedOn;
  table: ReadTable | undefined;
  parts: Parts | undefined;
  /** Whether these are the rows that it was, or is to be, trained on. */
  ownRows: boolean;
  /** Whether the rows are the zip codes. */
  zipcodes: boolean;
}

interface Paths {
  model: string;
  unfinished: string;
  csv: string;
  picture: string;
}

export async function runJob(options: Options, signal: AbortSignal, progress: Progress): Promise<void> {
  const started = performance.now();
  const paths = pathsOf(options);
  prepareOutput(options.out, Object.values(paths));
  progress.doing = "while reading";
  const engine = await createEngine();
  try {
    const model = await (options.from === undefined
      ? readAndCreate(engine, options, signal, progress)
      : readAndLoad(engine, options, options.from, signal));
    await trainFurther(model, options, paths, signal, progress);
    const trained = performance.now();

    progress.doing = "while sampling";
    const { network, trainedOn, parts } = model;
    const seed = options.seed ?? trainedOn.seed;
    const { samples: count, evaluations } = options;
    const integer = trainedOn.columns.map((column) => column.integer);
    const sampled = await sampleRows(network, { count, seed, evaluations, integer, signal });
    const took = performance.now();

    progress.doing = "while writing the results";
    const columns = trainedOn.columns.map(({ name }) => name);
    const [first] = sampled;
    await writeWhole(paths.csv, csvPieces(columns, first.rows), signal);
    progress.written.push(paths.csv);
    const picture = drawPicture(parts?.train, sampled, pictureOptions(model));
    await writeWhole(paths.picture, [picture], signal);
    progress.written.push(paths.picture);

    progress.doing = "while judging";
    console.log(parts ? `\n${(await describeSamples(sampled, parts, model, signal)).join("\n")}\n` : "");
    const kept = progress.written.includes(paths.model) ? paths.model : undefined;
    if (kept) console.log(`model     ${kept}`);
    console.log(`picture   ${paths.picture}`);
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

function pathsOf({ csv, from, out }: Options): Paths {
  const given = csv ?? from?.replace(/(-unfinished)?\.safetensors$/, "");
  const name = given === undefined ? "zipcodes" : basename(given, extname(given));
  return {
    model: join(out, `${name}.safetensors`),
    unfinished: join(out, `${name}-unfinished.safetensors`),
    csv: join(out, `${name}-samples.csv`),
    picture: join(out, `${name}.png`),
  };
}

async function readData(csv: string | undefined, signal: AbortSignal): Promise<ReadTable> {
  const table = csv === undefined ? await readZipcodes() : await readTable(csv, { signal });
  console.log(describeTable(csv ?? "US zip codes", table).join("\n"));
  await pause(); // millions of rows take their time: an interruption is heard in between
  signal.throwIfAborted();
  return table;
}

/** A new network for the rows of a table. */
async function readAndCreate(
  engine: Engine,
  { csv, seed = 1, seconds, steps }: Options,
  signal: AbortSignal,
  progress: Progress,
): Promise<Model> {
  const table = await readData(csv, signal);
  const dim = table.columns.length;
  const parts = splitRows(table.rows, dim, { seed });
  await pause();
  signal.throwIfAborted();
  progress.doing = "before training";
  const trainedOn: TrainedOn = {
    ...(csv !== undefined && { csv: basename(csv) }),
    columns: table.columns.map((name, d) => ({ name, integer: table.integer[d] })),
    seed,
    digest: digestOf(table.rows),
    step: 0,
    steps: await stepsFor(engine, parts.train, dim, { seed, seconds, steps, signal }),
  };
  const network = createScoreNetwork(engine, { dim, seed });
  return { network, trainedOn, table, parts, ownRows: true, zipcodes: csv === undefined };
}

/** The network of a model file, with its rows if they are known. */
async function readAndLoad(engine: Engine, { csv }: Options, path: string, signal: AbortSignal): Promise<Model> {
  const { network, trainedOn } = await loadNetwork(engine, path);
  const { step, steps, columns, digest, seed } = trainedOn;
  const names = listSome(
    columns.map(({ name }) => shorten(name)),
    8,
  );
  const source = trainedOn.csv === undefined ? "US zip codes" : shorten(trainedOn.csv);
  const done = step < steps ? `training stopped at step ${step} of ${steps}` : `${steps} steps`;
  console.log(`${path}: trained on ${source} (${names}), ${done}`);
  if (csv === undefined && trainedOn.csv !== undefined) {
    console.log(`  not judged: that takes the rows, npm start -- --from ${path} ${trainedOn.csv}`);
    return { network, trainedOn, table: undefined, parts: undefined, ownRows: false, zipcodes: false };
  }
  const table = fitColumns(csv ?? "US zip codes", await readData(csv, signal), path, trainedOn);
  const ownRows = digestOf(table.rows) === digest;
  if (!ownRows) console.log("  other rows than those it was trained on; rows that are in both flatter the samples");
  const parts = splitRows(table.rows, table.columns.length, { seed });
  return { network, trainedOn, table, parts, ownRows, zipcodes: csv === undefined };
}

/** Trains a network that is not trained, or not to its end, and saves it; also what an interruption leaves of it. */
async function trainFurther(
  { network, trainedOn, parts, ownRows }: Model,
  { csv }: Options,
  paths: Paths,
  signal: AbortSignal,
  progress: Progress,
): Promise<void> {
  const { seed, steps, step } = trainedOn;
  if (step === steps || !parts || !ownRows) return;
  const save = async (path: string, whileWriting?: AbortSignal): Promise<void> => {
    const notes = writeNotes(trainedOn);
    if (!notes) return console.log("The columns' names are too long for a model file: the model is not saved.");
    network.notes = notes;
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
      progress.hint = `npm start -- --from ${paths.unfinished}${csv === undefined ? "" : ` ${csv}`} goes on`;
    }
    throw error;
  }
  progress.doing = "while saving the model";
  await save(paths.model, signal);
}

/** How near the samples are to rows that the network never saw, and what else is to be known of them. */
async function describeSamples(
  sampled: Sampled[],
  parts: Parts,
  { trainedOn, table, zipcodes }: Model,
  signal: AbortSignal,
): Promise<string[]> {
  const columns = trainedOn.columns.map(({ name }) => name);
  const dim = columns.length;
  const sets = sampled.map(({ rows }) => rows);
  const judgment = await judge(sets, parts, dim, signal);
  const lines = judgment
    ? [describeJudgment(judgment, sampled, columns, process.stdout.hasColors?.())]
    : ["Too few samples to judge: at least four are needed."];
  if (table && zipcodes) lines.push(describeOutside("the contiguous states", contiguousStates, table.rows, sampled));
  for (const { name, rows } of sampled)
    lines.push(...describeCopies(name, findCopies(rows, parts, dim), parts.train.length / dim, dim));
  return lines;
}

function describeAgain({ csv, from }: Options, seed: number, model: string | undefined, { steps }: TrainedOn): string {
  const rows = csv === undefined ? "" : ` ${csv}`;
  const again = model ?? from;
  const sampling = again && `--from ${again}${rows} --seed ${seed}`;
  const training = from === undefined && `${rows.trim()} --seed ${seed} --steps ${steps}`.trim();
  return `${[training, sampling].filter(Boolean).join(", or ")} gives the same samples`;
}

function pictureOptions({ trainedOn, zipcodes }: Model): PictureOptions {
  const columns = trainedOn.columns.map(({ name }) => name);
  const title = trainedOn.csv ?? "US zip codes and samples of a score network trained on them";
  if (!zipcodes) return { title, columns, integer: trainedOn.columns.map(({ integer }) => integer) };
  return {
    title,
    columns,
    labels: ["longitude (°)", "latitude (°)"],
    frame: contiguousStates,
    // A degree of longitude is shorter than one of latitude, by cos 38° in the middle of the map.
    aspect: 1 / Math.cos((38 * Math.PI) / 180),
  };
}
