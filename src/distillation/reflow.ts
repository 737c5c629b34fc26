import type { Evaluator } from "../models/evaluator/evaluator.ts";
import type { Training } from "../models/network-state.ts";
import { checkNetwork, type ScoreNetwork } from "../models/network.ts";
import { resolve } from "../models/resolve.ts";
import type { ScoreModel } from "../models/score-model.ts";
import type { TrainingSettings } from "../recipe/settings.ts";
import { invalid } from "../support/errors.ts";
import { readOptions } from "../support/options.ts";
import { Run } from "../support/run.ts";
import { resumes } from "../training/options.ts";
import { continueTraining, refuseOthers, resumable, startTraining } from "../training/prepare.ts";
import { trainSteps, type TrainProgress, type TrainResult } from "../training/train.ts";
import { reflowResumeSpec, reflowSpec, type ReflowOptions, type ReflowResumeOptions } from "./options.ts";
import { drawPairs, type Pairs } from "./pairs.ts";
import { checkStudent, encodingFor, settleStudent, takeWeights, trainingRows } from "./student.ts";

/** How far a reflow has come: pairs that are being drawn, then the training on them. */
export type ReflowProgress =
  | {
      /** The teacher draws pairs. */
      stage: "pairs";
      /** Part of them that is drawn, 0…1. */
      fraction: number;
    }
  | ({
      /** The student is trained. */
      stage: "training";
    } & TrainProgress);

/** A reflow: awaited, it goes to the end; iterated, it reports. */
export type ReflowRun = Run<TrainResult, ReflowProgress>;

/**
 * Rectified flow (Liu, Gong & Liu 2023, arXiv:2209.03003): a student that gives the teacher's rows in one evaluation.
 *
 * The teacher's probability-flow ODE takes noise ζ ~ N(0, I) to a row x. These pairs stay together: with
 * y = √(1 + σ_max²)·ζ and z = (y − x)/σ_max the student learns, at every σ, the velocity of the straight path x + σz from x to y,
 *
 *     E (1 + σ)²·‖ẑ(x + σz, σ) − z‖²,
 *
 * half of the time at σ_max itself. Paths of pairs hardly cross, so that one step of Euler's method is nearly exact:
 * `eulerOde(student, "auto", { count, evaluations: 1 })` is x = D(y, σ_max), and `sample(student, { count })` is that.
 *
 * −ẑ/σ is no score then (`student.coupled` is "reflow", in its file too): samplers that draw noise on the way refuse the student.
 * Its ODE starts at N(0, (1 + σ_max²)I) exactly, so that `logDensity`, `encode` and `decode` are right: densities are those of rows
 * x + σ_min·z.
 *
 * A student of the teacher's shape that was not trained starts with the teacher's weights. Pairs have the teacher's labels, where it is
 * `withLabels(network, labels)` and the student has classes, or its conditions, where it is `withConditions(network, rows)` and the
 * student has as many; guidance is learned with them.
 *
 * @param teacher  a trained network, also given labels or conditions, or any model that a sampler takes
 * @param student  a network of as many columns, which is changed; not the teacher's own
 * @throws LangevinError at the call: "invalid-argument", "disposed"; from the run what `thetaAdams` and `train` throw
 *
 * @example
 * ```ts
 * import { createEngine, createScoreNetwork, gaussianMixture, reflow, sample } from "langevin";
 *
 * const engine = await createEngine();
 * const teacher = gaussianMixture({ weights: [0.5, 0.5], means: [[-1], [1]], variance: 0.04 });
 * const student = createScoreNetwork(engine, { dim: 1, hidden: [32, 32], seed: 1 });
 * await reflow(teacher, student, { pairs: 2000, steps: 40, batchSize: 64, seed: 1 });
 * const rows = await sample(student, { count: 100 }); // one evaluation a row
 * console.log(rows.length);
 * engine.dispose();
 * ```
 */
export function reflow(
  teacher: ScoreModel,
  student: ScoreNetwork,
  options: ReflowOptions | ReflowResumeOptions = {},
): ReflowRun {
  const where = "reflow";
  checkNetwork(where, student);
  const evaluator = resolve(where, teacher, { samples: true });
  checkStudent(where, evaluator, student);
  return new Run(
    resumes(options) ? goOn(where, evaluator, student, options) : begin(where, evaluator, student, options),
  );
}

function begin(where: string, evaluator: Evaluator, student: ScoreNetwork, options: ReflowOptions): Work {
  const settled = readOptions(where, options, reflowSpec);
  const settings = settleStudent(where, evaluator, student, settled);
  return work(where, { evaluator, student, settings, signal: settled.signal }, (pairs) => {
    const encoding = encodingFor(where, evaluator, pairs);
    const rows = trainingRows(where, evaluator, student, encoding, pairs, settings.sigmas[0]);
    takeWeights(evaluator, student);
    const conditionEncoding = rows.conditions && evaluator.inside?.network.conditionEncoding;
    return startTraining(student, { settings, rows, encoding, conditionEncoding, autoSigmas: undefined });
  });
}

function goOn(where: string, evaluator: Evaluator, student: ScoreNetwork, options: ReflowResumeOptions): Work {
  const { signal } = readOptions(where, options, reflowResumeSpec);
  const training = resumable(where, student);
  const { settings } = training;
  if (student.coupled !== "reflow")
    throw invalid(where, "a student whose training is a reflow, to resume it", settings.coupling ?? "independent");
  return work(where, { evaluator, student, settings, signal }, (pairs) => {
    const rows = trainingRows(where, evaluator, student, student.encoding, pairs, settings.sigmas[0]);
    refuseOthers(where, training, rows, "teacher, labels and conditions");
    return continueTraining(where, student, training, rows);
  });
}

type Work = AsyncGenerator<ReflowProgress, TrainResult, void>;

interface Cast {
  evaluator: Evaluator;
  student: ScoreNetwork;
  settings: TrainingSettings;
  signal: AbortSignal | undefined;
}

async function* work(
  where: string,
  { evaluator, student, settings, signal }: Cast,
  start: (pairs: Pairs) => Training,
): Work {
  const { pairs = 0, pairEvaluations = 0, seed } = settings;
  const drawn = drawPairs(evaluator, { pairs, pairEvaluations, seed, engine: student.engine, signal });
  const found = yield* mapped(drawn, (fraction) => ({ stage: "pairs", fraction }) as const);
  const steps = trainSteps(where, student, () => start(found), { signal });
  return yield* mapped(steps, (progress) => ({ stage: "training", ...progress }) as const);
}

/** The same work with other words for its progress. */
async function* mapped<Result, From, To>(
  from: AsyncGenerator<From, Result, void>,
  words: (progress: From) => To,
): AsyncGenerator<To, Result, void> {
  try {
    for (;;) {
      const next = await from.next();
      if (next.done) return next.value;
      yield words(next.value);
    }
  } finally {
    await from.return(undefined as never); // where it was left; else it is at its end already
  }
}
