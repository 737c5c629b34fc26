import { areaUnderCurve } from "./area-under-curve.ts";
import { LOGISTIC, softmaxObjective, SQUARED, type Objective } from "./booster/objective.ts";
import { present, range, type TableColumn } from "./column.ts";
import { areaInfluences, determinationInfluences, type Influences } from "./row-influences.ts";

/** A column that is to be predicted. */
export interface LearningTask {
  column: number;
  metric: "AUC" | "macro AUC" | "R²";
  objective: Objective;
  /** Cells as the objective takes them; NaN where the answer is not known. */
  targets(values: ArrayLike<number>): Float64Array;
  /** How good predictions, (rows, outputs), are. NaN where that is not defined: no rows, or all alike. */
  quality(predictions: Float64Array, targets: Float64Array): number;
  /** How much each row moves a quality that is defined. */
  influences(predictions: Float64Array, targets: Float64Array): Influences;
}

/**
 * The task of predicting a column, as the real table has it; undefined where there is nothing to learn.
 *
 * @param mostClasses  levels beyond the most frequent are one class together
 */
export function learningTask(
  real: readonly TableColumn[],
  column: number,
  mostClasses: number,
): LearningTask | undefined {
  const { kind, values } = real[column];
  return kind === "number" ? regression(column, values) : classification(column, values, mostClasses);
}

/** Numbers in units of their standard deviation, from their mean. */
function regression(column: number, values: ArrayLike<number>): LearningTask | undefined {
  const ends = range(values);
  if (!ends || ends.low === ends.high) return undefined;
  const known = present(values);
  const mean = known.reduce((sum, value) => sum + value / known.length, 0);
  const deviation = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / known.length);
  return {
    column,
    metric: "R²",
    objective: SQUARED,
    targets: (cells) => Float64Array.from(cells, (cell) => (cell - mean) / deviation),
    quality: determination,
    influences: (predictions, answers) =>
      determinationInfluences(predictions, answers, determination(predictions, answers)),
  };
}

/** 1 − Σ (y − ŷ)²/Σ (y − mean)² */
function determination(predictions: Float64Array, targets: Float64Array): number {
  const mean = targets.reduce((sum, target) => sum + target / targets.length, 0);
  let [missed, all] = [0, 0];
  targets.forEach((target, i) => {
    missed += (target - predictions[i]) * (target - predictions[i]);
    all += (target - mean) * (target - mean);
  });
  return all > 0 ? 1 - missed / all : NaN;
}

function classification(column: number, values: ArrayLike<number>, mostClasses: number): LearningTask | undefined {
  const counts = new Map<number, number>();
  for (let i = 0; i < values.length; i++)
    if (!Number.isNaN(values[i])) counts.set(values[i], (counts.get(values[i]) ?? 0) + 1);
  if (counts.size < 2) return undefined;
  const levels = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([level]) => level);
  const classes = Math.min(levels.length, mostClasses);
  const classOf = new Map(levels.map((level, place) => [level, Math.min(place, classes - 1)]));
  const targets = (cells: ArrayLike<number>): Float64Array =>
    Float64Array.from(cells, (cell) => classOf.get(cell) ?? NaN);
  if (classes === 2)
    return {
      column,
      metric: "AUC",
      objective: LOGISTIC,
      targets,
      quality: (predictions, answers) => areaUnderCurve(predictions, (row) => answers[row] === 1),
      influences: (predictions, answers) => areaInfluences(predictions, (row) => answers[row] === 1),
    };
  return {
    column,
    metric: "macro AUC",
    objective: softmaxObjective(classes),
    targets,
    quality: (predictions, answers) => {
      const areas = present(overClasses(predictions, answers, classes, areaUnderCurve));
      return areas.reduce((sum, area) => sum + area, 0) / areas.length;
    },
    influences: (predictions, answers) => {
      const each = overClasses(predictions, answers, classes, areaInfluences).filter(([first]) => !Number.isNaN(first));
      return answers.map((_, row) => each.reduce((sum, influences) => sum + influences[row] / each.length, 0));
    },
  };
}

/** A figure of each class against the others; NaN of classes without rows. */
function overClasses<T>(
  predictions: Float64Array,
  answers: Float64Array,
  classes: number,
  figure: (scores: Float64Array, isPositive: (row: number) => boolean) => T,
): T[] {
  return Array.from({ length: classes }, (_, k) =>
    figure(
      Float64Array.from(answers, (_, row) => predictions[row * classes + k]),
      (row) => answers[row] === k,
    ),
  );
}
