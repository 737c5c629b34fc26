import type { TableColumn } from "../../metrics/index.ts";
import { haveErrors, subsampleErrors } from "../../metrics/tables/standard-error.ts";
import { independentTable } from "../../metrics/tables/table-rows.ts";
import { drawnRows } from "../drawn-rows.ts";
import { rowsIn, shortened, type Comparison } from "../comparisons.ts";
import type { ReadTables } from "../read-tables.ts";
import type { RelatedTables } from "../relations.ts";
import type { Score } from "../table-evaluation.ts";
import type { Measure, ScoreName } from "./measures.ts";

/** A figure of one comparison; NaN where it is not defined. */
export interface Figure {
  value: number;
  error: number;
  floor: number;
  ceiling: number;
}

/** Subsamples that a standard error comes from, at least and at most. */
const FEWEST_REPEATS = 10;
const MOST_REPEATS = 40;

/** The figures of a measure, one for each of its scores, and of single columns or pairs behind them. */
export function figuresOf(measure: Measure, tables: RelatedTables, comparison: Comparison): Figure[] {
  const most = measure.rows(tables.real.length);
  const parts = shortened(comparison, most);
  const { real, synthetic, independent } = measure.byChance
    ? wholes(tables, most, comparison.seed)
    : { ...parts, real: parts.reference };
  const scored = (first: readonly TableColumn[], second: readonly TableColumn[]): number[] =>
    measure.measure(first, second, tables.relations);
  const [values, floors] = [synthetic, independent].map((other) => scored(real, other));
  const ceilings = scored(parts.reference, parts.holdout);
  const scale = measure.byChance ? noiseOf(real, synthetic) / noiseOf(parts.reference, parts.holdout) : 1;
  const errors = errorsOf(real, synthetic, scored, {
    most,
    maxRows: Math.min(measure.errorRows, Math.ceil(most / 4)),
    seed: comparison.seed,
  });
  return values.map((value, at) => ({
    value,
    floor: floors[at],
    ceiling: 1 - scale * (1 - ceilings[at]),
    error: errors[at],
  }));
}

/**
 * Standard errors by subsamples of both tables, as many as have the rows of one look at `most`; NaN where the tables have too few
 * rows.
 */
function errorsOf(
  real: readonly TableColumn[],
  synthetic: readonly TableColumn[],
  scores: (real: readonly TableColumn[], synthetic: readonly TableColumn[]) => number[],
  { most, maxRows, seed }: { most: number; maxRows: number; seed: number },
): number[] {
  if (!haveErrors(real, synthetic)) return scores(real, synthetic).map(() => NaN);
  const half = Math.min(maxRows, rowsIn(real) / 2);
  const repeats = Math.max(FEWEST_REPEATS, Math.min(MOST_REPEATS, Math.floor(most / half)));
  return subsampleErrors(real, synthetic, scores, { repeats, maxRows, seed });
}

/** All rows of the tables, or as many as a measure looks at. */
export function wholes({ real, synthetic }: Pick<ReadTables, "real" | "synthetic">, most: number, seed: number) {
  const drawn = drawnRows({ real, synthetic }, most, seed);
  return { ...drawn, independent: independentTable(drawn.real, rowsIn(drawn.synthetic), seed) };
}

/** √(1/n + 1/m): how far two tables of one law are apart by chance, up to a factor. */
export function noiseOf(first: readonly TableColumn[], second: readonly TableColumn[]): number {
  return Math.sqrt(1 / rowsIn(first) + 1 / rowsIn(second));
}

/**
 * The score whose figures are the means over comparisons.
 *
 * @param at       its place among the measure's scores
 * @param figures  one list for each comparison; NaN where the score is not defined
 */
export function scoreOf({ title, meaning }: ScoreName, at: number, figures: readonly (readonly Figure[])[]): Score {
  const mean = (part: keyof Figure): number | null => meanOf(figures.map((each) => each[at][part]));
  return { title, value: mean("value"), error: mean("error"), floor: mean("floor"), ceiling: mean("ceiling"), meaning };
}

/** The mean of what is defined; null of nothing. */
export function meanOf(values: readonly number[]): number | null {
  const defined = values.filter((value) => Number.isFinite(value));
  return defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}
