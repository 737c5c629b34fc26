import { mkdirSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { annealedLangevin, createEngine, createScoreNetwork, geometricSigmas, train } from "langevin";
import { help, parseOptions, UsageError, type Options } from "./options.ts";
import { writePicture, type PictureOptions } from "./picture.ts";
import { formatSeconds, startPhase, type Phase } from "./progress.ts";
import { readTable } from "./read-table.ts";
import { describeJudgment, judge } from "./report.ts";
import { splitRows } from "./split.ts";
import { formatCount, type ReadTable } from "./table.ts";
import { roundIntegers, writeCsv } from "./write-csv.ts";
import { contiguousStates, readZipcodes } from "./zipcodes.ts";

const recipe = {
  hidden: [128, 128, 128],
  // In up to 3 columns: 12 frequencies up to 160 per deviation resolve details of about 1/80 of a deviation.
  coordinateFrequencies: 12,
  maxCoordinateFrequency: 160,
  batchSize: 512,
  // In up to 16 columns: targets averaged over rows, docs/decisions/0008.
  referenceRows: 1024,
  learningRate: 5e-3,
  // About the largest distance between rows, in deviations: islands that far away keep their share of the samples.
  sigmaMax: 20,
  sigmaMin: 0.003,
  levels: 40,
  stepsPerSigma: 8,
  // u = α/(2σ²), see docs/decisions/0003.
  stepOverSigma: 0.3,
};

/** What happened so far, for whoever interrupts the job. */
interface Progress {
  doing: string;
  written: string[];
  phase?: Phase;
}

async function run(options: Options, signal: AbortSignal, progress: Progress): Promise<void> {
  const started = performance.now();
  const name = options.csv === undefined ? "zipcodes" : basename(options.csv, extname(options.csv));
  const table = options.csv === undefined ? readZipcodes() : readTable(options.csv);
  describeTable(options.csv ?? "US zip codes", table);
  mkdirSync(options.out, { recursive: true });

  const dim = table.columns.length;
  const rows = splitRows(table.rows, dim, { seed: options.seed });
  const engine = await createEngine();
  const sigmas = geometricSigmas({ sigmaMax: recipe.sigmaMax, sigmaMin: recipe.sigmaMin, count: recipe.levels });
  const makeNetwork = () =>
    createScoreNetwork(engine, {
      dim,
      hidden: recipe.hidden,
      coordinateFrequencies: dim <= 3 ? recipe.coordinateFrequencies : 0,
      maxCoordinateFrequency: recipe.maxCoordinateFrequency,
      seed: options.seed,
    });
  const training = {
    sigmas,
    batchSize: recipe.batchSize,
    referenceRows: dim <= 16 ? recipe.referenceRows : 1,
    learningRate: recipe.learningRate,
    seed: options.seed,
    signal,
  };

  // How many steps the time is enough for: from a second of training a network that is thrown away.
  progress.doing = "before training";
  let steps = options.steps ?? 0;
  if (!options.steps) {
    const trial = makeNetwork();
    const begun = performance.now();
    for await (const { step } of train(trial, rows.train, { ...training, steps: 1_000_000 })) {
      const seconds = (performance.now() - begun) / 1000;
      steps = Math.max(500, Math.round(((step / seconds) * options.seconds) / 100) * 100);
      if (seconds > 1) break;
    }
    trial.dispose();
  }

  const network = makeNetwork();
  progress.phase = startPhase("training", steps);
  for await (const { step, ...numbers } of train(network, rows.train, { ...training, steps })) {
    progress.doing = `in training, at step ${step} of ${steps}`;
    progress.phase.update(step, numbers);
  }
  progress.phase.stop();
  signal.throwIfAborted();
  const trained = performance.now();

  progress.doing = "while sampling";
  const { stepsPerSigma, stepOverSigma, sigmaMin } = recipe;
  const sampling = annealedLangevin(network, sigmas, {
    count: options.samples,
    stepsPerSigma,
    stepSize: 2 * stepOverSigma * sigmaMin ** 2,
    seed: options.seed,
    signal,
  });
  const updates = sigmas.length * stepsPerSigma;
  progress.phase = startPhase("sampling", updates);
  for await (const { fraction, secondsLeft } of sampling)
    progress.phase.update(Math.round(fraction * updates), { secondsLeft });
  const samples = Float64Array.from(await sampling);
  progress.phase.stop();
  signal.throwIfAborted();
  const sampled = performance.now();
  roundIntegers(samples, table.integer);

  progress.doing = "while writing the results";
  const csv = join(options.out, `${name}-samples.csv`);
  writeCsv(csv, table.columns, samples);
  progress.written.push(csv);
  const picture = join(options.out, `${name}.png`);
  writePicture(picture, rows.train, samples, pictureOptions(options.csv, table));
  progress.written.push(picture);

  console.log(`\n${describeJudgment(judge(samples, rows.train, rows.heldOut, dim), process.stdout.isTTY)}\n`);
  console.log(`picture   ${picture}\nsamples   ${csv} (${formatCount(options.samples)} rows)`);
  const seconds = (from: number, to: number) => formatSeconds((to - from) / 1000);
  console.log(
    `time      ${seconds(started, performance.now())}: training ${seconds(started, trained)}, sampling ${seconds(trained, sampled)}`,
  );
  console.log(`again     --seed ${options.seed} --steps ${steps} gives the same samples`);
  network.dispose();
  engine.dispose();
}

function describeTable(name: string, { columns, rowCount, skippedColumns, droppedRows }: ReadTable): void {
  const names = columns.length > 8 ? [...columns.slice(0, 8), "…"] : columns;
  console.log(
    `${name}: ${formatCount(rowCount)} rows, ${columns.length} ${columns.length === 1 ? "column" : "columns"} (${names.join(", ")})`,
  );
  for (const { name, why } of skippedColumns) console.log(`  without column ${name}: ${why}`);
  if (droppedRows > 0) console.log(`  without ${formatCount(droppedRows)} rows in which a value is missing`);
}

function pictureOptions(csv: string | undefined, { columns, integer }: ReadTable): PictureOptions {
  if (csv !== undefined) return { title: basename(csv), columns, integer };
  return {
    title: "US zip codes and samples of a score network trained on them",
    columns,
    labels: ["longitude (°)", "latitude (°)"],
    frame: contiguousStates,
    // A degree of longitude is shorter than one of latitude, by cos 38° in the middle of the map.
    aspect: 1 / Math.cos((38 * Math.PI) / 180),
  };
}

async function main(): Promise<number> {
  const interrupt = new AbortController();
  const progress: Progress = { doing: "before training", written: [] };
  process.once("SIGINT", () => interrupt.abort()); // a second Ctrl-C ends the process at once
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options) await run(options, interrupt.signal, progress);
    else console.log(help);
    return 0;
  } catch (error) {
    progress.phase?.stop();
    if (interrupt.signal.aborted) {
      const kept = progress.written.length > 0 ? `kept: ${progress.written.join(", ")}` : "nothing was written";
      console.error(`\nStopped ${progress.doing}; ${kept}.`);
      return 130;
    }
    if (error instanceof UsageError) console.error(`${error.message} See npm start -- --help.`);
    // Errors with a code (ours, the library's, the system's) say what to do; anything else is a bug and shows where.
    else console.error(error instanceof Error && "code" in error ? error.message : error);
    return error instanceof UsageError ? 2 : 1;
  }
}

process.exitCode = await main();
