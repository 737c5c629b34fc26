import { basename, extname, join } from "node:path";
import { setImmediate as pause } from "node:timers/promises";
import { annealedLangevin, createEngine, createScoreNetwork, geometricSigmas, train } from "langevin";
import { describeTable } from "./describe-table.ts";
import { help, parseOptions, UsageError, type Options } from "./options.ts";
import { drawPicture, type PictureOptions } from "./picture.ts";
import { formatSeconds, startPhase, type Phase } from "./progress.ts";
import { readTable } from "./read-table.ts";
import { describeJudgment, judge } from "./report.ts";
import { splitRows } from "./split.ts";
import { formatCount, type ReadTable } from "./table.ts";
import { csvPieces, roundIntegers } from "./write-csv.ts";
import { prepareOutput, reasonOf, writeWhole } from "./write-file.ts";
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
  const csv = join(options.out, `${name}-samples.csv`);
  const picture = join(options.out, `${name}.png`);
  prepareOutput(options.out, [csv, picture]);

  progress.doing = "while reading";
  const table = options.csv === undefined ? await readZipcodes() : await readTable(options.csv, { signal });
  console.log(describeTable(options.csv ?? "US zip codes", table).join("\n"));

  const dim = table.columns.length;
  const rows = splitRows(table.rows, dim, { seed: options.seed });
  await pause(); // millions of rows take their time: an interruption is heard in between
  signal.throwIfAborted();
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
  const samples = await sampling;
  progress.phase.stop();
  signal.throwIfAborted();
  const sampled = performance.now();
  roundIntegers(samples, table.integer);

  progress.doing = "while writing the results";
  await writeWhole(csv, csvPieces(table.columns, samples), signal);
  progress.written.push(csv);
  await writeWhole(picture, [drawPicture(rows.train, samples, pictureOptions(options.csv, table))], signal);
  progress.written.push(picture);

  console.log(`\n${describeJudgment(judge(samples, rows.train, rows.heldOut, dim), process.stdout.hasColors?.())}\n`);
  console.log(`picture   ${picture}\nsamples   ${csv} (${formatCount(options.samples)} rows)`);
  const seconds = (from: number, to: number) => formatSeconds((to - from) / 1000);
  console.log(
    `time      ${seconds(started, performance.now())}: training ${seconds(started, trained)}, sampling ${seconds(trained, sampled)}`,
  );
  console.log(`again     --seed ${options.seed} --steps ${steps} gives the same samples`);
  network.dispose();
  engine.dispose();
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
  let unwritable: NodeJS.ErrnoException | undefined;
  process.once("SIGINT", () => interrupt.abort()); // a second Ctrl-C ends the process at once
  process.stdout.on("error", (error) => {
    unwritable ??= error;
    interrupt.abort();
  });
  process.stderr.on("error", () => undefined); // there is nobody left to tell
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options) await run(options, interrupt.signal, progress);
    else console.log(help);
    await new Promise((resolve) => process.stdout.write("", resolve)); // what cannot be written is known then
    return unwritable ? endOfOutput(unwritable, describeKept(progress)) : 0;
  } catch (error) {
    progress.phase?.stop();
    if (unwritable) return endOfOutput(unwritable, describeKept(progress));
    if (interrupt.signal.aborted) {
      console.error(`\nStopped ${progress.doing}; ${describeKept(progress)}.`);
      // With the handler gone, this ends the process even where a thread waits for a pipe that nobody writes to
      process.kill(process.pid, "SIGINT");
      return 130;
    }
    if (error instanceof UsageError) console.error(`${error.message} See npm start -- --help.`);
    // Errors with a code (ours, the library's, the system's) say what to do; anything else is a bug and shows where.
    else console.error(error instanceof Error && "code" in error ? error.message : error);
    return error instanceof UsageError ? 2 : 1;
  }
}

function describeKept({ written }: Progress): string {
  return written.length > 0 ? `kept: ${written.join(", ")}` : "nothing was written";
}

/** A reader that has seen enough (`| head -1`) hears nothing more; a disk that is full is worth a sentence. */
function endOfOutput(error: NodeJS.ErrnoException, kept: string): number {
  if (error.code === "EPIPE") return 141; // as the signal SIGPIPE ends other programs
  console.error(`The standard output cannot be written: ${reasonOf(error)}; ${kept}.`);
  return 1;
}

process.exitCode = await main();
