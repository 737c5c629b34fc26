import type { Rows } from "../data/rows.ts";
import { checkNetwork, type ScoreNetwork } from "../models/network.ts";
import { adamStep, MOST_GRADIENT_NORM } from "../recipe/optimizer.ts";
import type { TrainingSettings } from "../recipe/settings.ts";
import { LangevinError } from "../support/errors.ts";
import { readOptions } from "../support/options.ts";
import { Pacer } from "../support/pacer.ts";
import { Run } from "../support/run.ts";
import {
  readResumeOptions,
  resumes,
  trainSpec,
  type BeginOptions,
  type ContinueOptions,
  type ResumeOptions,
  type TrainOptions,
} from "./options.ts";
import { EarlyStop } from "./early-stop.ts";
import { NatsWatch, type NatsProgress } from "./nats-watch.ts";
import { begin, resume, type Prepared, type Start } from "./prepare.ts";
import type { EncodedRows } from "./training-rows.ts";

/** How far a training has come, after a step. */
export interface TrainProgress {
  /** Steps done, 1…steps. */
  step: number;
  /** Steps in all. */
  steps: number;
  /**
   * Loss of this step's batch before its update, mean weight·(ẑ − target)² per column; noisy. With `referenceRows` it is always
   * lower than `validationLoss`, because the chance of the targets is averaged out of it.
   */
  loss: number;
  /** Loss of the averaged weights on the fixed validation set, with noises as targets, at the steps where it is computed. */
  validationLoss: number | undefined;
  /** The same looked at in nats, with the loss by σ and a word where rows are being copied. */
  nats: NatsProgress | undefined;
  /** Euclidean norm of the gradient over all parameters, before it is clipped. */
  gradientNorm: number;
  /** Rows trained on per second, the loop's body not counted. */
  rowsPerSecond: number;
  /** Estimate of the time that is left, the loop's body not counted. */
  secondsLeft: number;
}

/** What a training to the end came to. */
export interface TrainResult {
  /** Steps done in all: fewer than were asked for where `stopEarly` has ended it. */
  steps: number;
  /** The step whose averaged weights the network ends with: the last, or the best of those looked at with `stopEarly`. */
  bestStep: number;
  /** Mean loss of this run's last 100 steps; undefined where none was left to do. */
  loss: number | undefined;
  /** The last one computed; undefined without `validation`. */
  validationLoss: number | undefined;
  /** The loss in nats of the weights that the network ends with; undefined without `validation`, or where no step was left. */
  nats: NatsProgress | undefined;
  /** Time this run took, the loop's body left out. */
  seconds: number;
}

/** A training: awaited, it goes to the end; iterated, it reports every step. */
export type TrainingRun = Run<TrainResult, TrainProgress>;

/** Steps whose mean loss a result tells. */
const LAST_STEPS = 100;

/**
 * Denoising score matching: minimizes mean weight(σ)·‖z − ẑ(x + σz, σ)‖² with AdamW (docs/internals/notation.md). With
 * `referenceRows` z is replaced by its mean given the noised row, over rows of the data. The same seed gives the same
 * weights, on any machine.
 *
 * `await train(…)` trains to the end. `for await (const { loss } of train(…))` reports every step; leaving the loop keeps
 * what was learned, `resume` goes on from there, and awaiting a run that was left is an error of code "stopped". Nothing is trained
 * before the first of the two. The event loop gets a turn every 8 ms.
 *
 * @param data  (n, dim) rows in the user's units; copied at the call
 * @throws LangevinError at the call: "invalid-argument", "invalid-data", "disposed"; from the run: "diverged" when a loss
 *   or gradient is not finite, with the last good weights kept; "out-of-memory"; the signal's reason
 *
 * @example
 * ```ts
 * import { createEngine, createScoreNetwork, train } from "langevin";
 *
 * const engine = await createEngine();
 * const network = createScoreNetwork(engine, { dim: 2, hidden: [32, 32], seed: 1 });
 * const data = Array.from({ length: 500 }, (_, i) => [Math.cos(i), Math.sin(i)]);
 * for await (const { step, loss } of train(network, data, { sigmas: "auto", steps: 40, batchSize: 64, seed: 1 }))
 *   if (step % 20 === 0) console.log(step, loss);
 * engine.dispose();
 * ```
 */
export function train(network: ScoreNetwork, data: Rows, options: TrainOptions | ResumeOptions): TrainingRun {
  const where = "train";
  if (resumes(options)) return resumeRun(where, network, data, options);
  return beginRun(where, network, data, readOptions(where, options, trainSpec));
}

/** {@link train} from the first step, with checked options, called `where` in errors. */
export function beginRun(where: string, network: ScoreNetwork, data: Rows, options: BeginOptions): TrainingRun {
  checkNetwork(where, network);
  return makeRun(where, network, options, begin(where, network, data, options));
}

/** {@link train} from where it was left, called `where` in errors. */
export function resumeRun(where: string, network: ScoreNetwork, data: Rows, given: ResumeOptions): TrainingRun {
  const options = readResumeOptions(where, given);
  checkNetwork(where, network);
  return makeRun(where, network, options, resume(where, network, data, options));
}

function makeRun(
  where: string,
  network: ScoreNetwork,
  { validateEvery, gaps, signal }: BeginOptions | ContinueOptions,
  { start, rows, validation }: Prepared,
): TrainingRun {
  const watched = validation && { training: rows, validation, hasNats: gaps === "refuse" };
  return new Run(trainSteps(where, network, start, { validateEvery, watched, signal }));
}

/** Steps between two looks: 500, or, for a training that stops early, ten passes over the rows. */
function usualInterval({ stopEarly, batchSize }: TrainingSettings, rows: number): number {
  return stopEarly ? Math.max(25, Math.min(500, Math.ceil((10 * rows) / batchSize))) : 500;
}

/** How a run is watched and ended. */
interface Watch {
  validateEvery?: number | undefined;
  /** Rows that are trained on and others; whether their loss is told in nats. */
  watched?: { training: EncodedRows; validation: EncodedRows; hasNats: boolean } | undefined;
  signal: AbortSignal | undefined;
}

/** The steps of a training that `start` begins or goes on with. @internal */
export async function* trainSteps(
  where: string,
  network: ScoreNetwork,
  start: Start,
  { validateEvery, watched, signal }: Watch,
): AsyncGenerator<TrainProgress, TrainResult, void> {
  signal?.throwIfAborted();
  network.mlp.check(where);
  const called = performance.now();
  const training = start();
  const { settings } = training;
  const { steps, batchSize } = settings;
  const trainer = training.trainer!;
  const pacer = new Pacer(signal);
  const first = training.step;
  const lastLosses: number[] = [];
  let lastValidationLoss: number | undefined;
  const rows = (watched?.training.data.length ?? 0) / network.dim;
  const every = validateEvery ?? usualInterval(settings, rows);
  const watch = watched?.hasNats && !settings.coupling ? new NatsWatch(network, settings, watched) : undefined;
  const stop =
    watch && settings.stopEarly ? new EarlyStop(network, training, { rows, validateEvery: every }) : undefined;
  let last: NatsProgress | undefined;
  let busy = 0;
  let since = performance.now();
  const preparing = since - called;
  training.running = true;
  try {
    await stop?.resume(watch!, pacer);
    while (training.step < steps && !training.stopped) {
      const step = training.step + 1;
      const pending = trainer.computeGradients(step);
      if (pending) await pending;
      network.mlp.check(where);
      const loss = trainer.loss();
      const gradientNorm = trainer.gradientNorm();
      const adam = adamStep(step, steps, gradientNorm, settings);
      if (!Number.isFinite(loss) || !(adam.clip * gradientNorm <= MOST_GRADIENT_NORM))
        throw diverged(where, { step, what: lossOrGradient(loss, gradientNorm), last: step - 1 }, settings);
      const updating = trainer.computeUpdate(adam);
      if (updating) {
        await updating;
        network.mlp.check(where);
      }
      trainer.applyUpdate();
      training.step = step;
      if (lastLosses.push(loss) > LAST_STEPS) lastLosses.shift();
      const looks = watched !== undefined && (step % every === 0 || step === steps);
      const validationLoss = looks ? await trainer.validationLoss() : undefined;
      if (validationLoss !== undefined && !Number.isFinite(validationLoss))
        throw diverged(where, { step, what: `a validation loss of ${validationLoss}`, last: step }, settings);
      lastValidationLoss = validationLoss ?? lastValidationLoss;
      const look = looks ? await watch?.look(pacer) : undefined;
      if (look && !Number.isFinite(look.told.validation))
        throw diverged(
          where,
          { step, what: `a validation loss of ${look.told.validation} nats`, last: step },
          settings,
        );
      last = look?.told ?? last;
      if (look && stop?.judge(step, look)) training.stopped = true;
      busy += performance.now() - since;
      // A coarse clock may not have moved yet
      const millisPerStep = Math.max(busy, 1) / (step - first);
      yield {
        step,
        steps,
        loss,
        validationLoss,
        nats: look?.told,
        gradientNorm,
        rowsPerSecond: (1000 * batchSize) / millisPerStep,
        secondsLeft: ((steps - step) * millisPerStep) / 1000,
      };
      since = performance.now();
      // After the step was told, so that whoever counts them knows of it when this ends the run
      if (pacer.due) await pacer.pause();
      signal?.throwIfAborted();
      network.mlp.check(where);
    }
  } finally {
    training.running = false;
    watch?.dispose();
  }
  const kept = stop?.finish();
  return {
    ...{ steps: training.step, bestStep: kept?.step ?? training.step, loss: mean(lastLosses) },
    ...{ validationLoss: lastValidationLoss, nats: kept?.look.told ?? last, seconds: (preparing + busy) / 1000 },
  };
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function lossOrGradient(loss: number, norm: number): string {
  return Number.isFinite(loss) ? `a gradient of norm ${norm}, too large for f32,` : `${loss}`;
}

/** What was not finite at which step, and the last step that changed the weights. */
interface Divergence {
  step: number;
  what: string;
  last: number;
}

function diverged(
  where: string,
  { step, what, last }: Divergence,
  { learningRate, maxGradientNorm }: TrainingSettings,
): LangevinError {
  return new LangevinError(
    "diverged",
    `${where}: expected a finite loss, got ${what} at step ${step}; the weights are those of step ${last}. ` +
      `Try a learningRate below ${learningRate}, a maxGradientNorm below ${maxGradientNorm}, or look for outliers in the data`,
  );
}
