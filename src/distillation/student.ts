import { encodeRows, type Encoding } from "../data/encoding.ts";
import { fitEncoding } from "../data/encodings/registry.ts";
import { columnLoops } from "../engine/index.ts";
import type { Evaluator } from "../models/evaluator/evaluator.ts";
import { scaleOf } from "../models/moments.ts";
import type { ScoreNetwork } from "../models/network.ts";
import { sigmaRangeOf } from "../noise/auto/sampler-sigmas.ts";
import { usualLearningRate } from "../recipe/optimizer.ts";
import { completeSettings, type TrainingSettings } from "../recipe/settings.ts";
import { invalid } from "../support/errors.ts";
import { refuseSecondRun } from "../training/prepare.ts";
import type { TrainingRows } from "../training/training-rows.ts";
import type { BeginReflow } from "./options.ts";
import type { Pairs } from "./pairs.ts";

/** Pairs by default. */
const USUAL_PAIRS = 200_000;
/** σ_min of a student in units of its σ_max: the share of the noise that is left where its paths end. */
const NOISE_LEFT = 1e-3;

/** Refuses a student that cannot learn the teacher's pairs. */
export function checkStudent(where: string, { dim, inside }: Evaluator, student: ScoreNetwork): void {
  refuseSecondRun(where, student);
  const { categories, conditions, masks } = student.options;
  if (student.dim !== dim) throw invalid(where, `a student of the teacher's ${dim} columns`, student.dim);
  if (inside?.network === student) throw invalid(where, "a student that is not the teacher's own network", student);
  if (categories.length > 0 || masks) {
    const got = categories.length > 0 ? "categories" : "masks";
    throw invalid(where, "a student of plain columns that are all unknown", got);
  }
  const given = inside?.network.conditions ?? 0;
  if (conditions > 0 && conditions !== given)
    throw invalid(where, `a student of the teacher's ${given} conditions`, conditions);
}

/** The settings of a student's training. */
export function settleStudent(
  where: string,
  evaluator: Evaluator,
  student: ScoreNetwork,
  { pairs: given, evaluations, ...options }: BeginReflow,
): TrainingSettings {
  const pairs = given ?? evaluator.rows ?? USUAL_PAIRS;
  if (evaluator.rows !== undefined && pairs !== evaluator.rows)
    throw invalid(
      where,
      `pairs ${evaluator.rows}, one for each label or row of conditions that the teacher has`,
      pairs,
    );
  const sigmaMax = sigmaRangeOf(where, evaluator).sigmaMax / scaleOf(evaluator);
  const { learningRate = usualLearningRate(student.options.hidden, 1) } = options;
  return completeSettings(where, {
    ...{ ...options, learningRate, sigmas: [sigmaMax, NOISE_LEFT * sigmaMax] },
    ...{ noiseDistribution: "ends", weighting: "velocity", coupling: "reflow", pairs, pairEvaluations: evaluations },
    ...{ couplingRows: 0, referenceRows: 1, labelDropout: 0, conditionDropout: 0, maskShare: 0 },
  });
}

/** The encoding that a student takes from a network, and else fits to the rows. */
export function encodingFor(where: string, { inside, encoding }: Evaluator, { rows }: Pairs): Encoding {
  if (inside) return encoding;
  return fitEncoding(where, "standard", { values: rows, dim: encoding.columns, count: rows.length / encoding.columns });
}

/**
 * Pairs as the student is trained on them: encoded rows x, their noises z = (y − x)/σ_max for y = √(1 + σ_max²)·ζ, where the student's
 * samplers start, and their labels or conditions.
 */
export function trainingRows(
  where: string,
  { inside }: Evaluator,
  student: ScoreNetwork,
  encoding: Encoding,
  { latents, rows }: Pairs,
  sigmaMax: number,
): TrainingRows {
  const { columns } = encoding;
  const table = { values: rows, dim: columns, count: rows.length / columns };
  const data = encodeRows(where, "the teacher's rows", encoding, table, columnLoops(student.engine));
  const start = Math.sqrt(1 + sigmaMax * sigmaMax);
  const pairedNoise = data.map((x, i) => (start * latents[i] - x) / sigmaMax);
  const given = !inside || (inside.guidance === 0 && !inside.interval) ? -1 : inside.labels;
  const labels = typeof given === "number" ? new Int32Array(table.count).fill(given) : given;
  if (student.conditions > 0)
    return { data, pairedNoise, conditions: conditionsOf(labels, inside?.conditionTable, student.conditions) };
  return student.classes > 0 ? { data, pairedNoise, labels } : { data, pairedNoise };
}

/** (rows, columns): the rows of the table that `which` names, NaN where it names none. */
function conditionsOf(which: Int32Array, table: Float32Array | undefined, columns: number): Float32Array {
  const rows = new Float32Array(which.length * columns).fill(NaN);
  which.forEach((condition, row) => {
    if (condition >= 0 && table)
      rows.set(table.subarray(condition * columns, (condition + 1) * columns), row * columns);
  });
  return rows;
}

/** A student of the teacher's shape that was not trained ← the teacher's weights. */
export function takeWeights({ inside }: Evaluator, student: ScoreNetwork): void {
  if (!inside || student.trained) return;
  const shape = ({ options }: ScoreNetwork): string => JSON.stringify({ ...options, seed: 0 });
  if (shape(inside.network) === shape(student)) student.mlp.setWeights("current", inside.network.parameters());
}
