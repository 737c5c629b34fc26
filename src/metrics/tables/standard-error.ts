import { invalid } from "../../support/errors.ts";
import { integer, readOptions, seed, type Settled, type Spec } from "../../support/options.ts";
import { checkTables, rowsIn, type TableColumn } from "./column.ts";
import { drawRows } from "./row-draws.ts";

/** Options of {@link standardError}. */
export interface StandardErrorOptions {
  /** How many pairs of subsamples are scored; with 20 the error itself is right within 16 %. @default 20 */
  repeats?: number | undefined;
  /** Rows of a subsample, half of a table's rows at most. @default 10000 */
  maxRows?: number | undefined;
  /** Seed of the draws. @default 0 */
  seed?: number | undefined;
}

export const standardErrorSpec = {
  repeats: integer(2, 10_000, { default: 20 }),
  maxRows: integer(1, 0xffffffff, { default: 10_000 }),
  seed: seed({ default: 0 }),
} satisfies Spec<StandardErrorOptions>;

/** Draws of metrics themselves have the streams before. */
const FIRST_STREAM = 16;

/**
 * The standard error of a score of two tables by subsamples without replacement (the delete-d jackknife of Shao & Wu 1989): with a
 * part f of the rows of each, √(f/(1 − f)) times the standard deviation of the scores. Rows are never
 * repeated, as in a bootstrap, which scores of nearest rows would take for copies.
 *
 * Tables of fewer than 4 rows have none: NaN.
 *
 * @param score  gives a number for two tables; where it gives NaN, the subsample does not count
 * @throws LangevinError "invalid-data" for tables whose columns or rows do not fit, "invalid-argument" for options
 *
 * @example
 * ```ts
 * import { columnShapes, standardError } from "langevin/metrics";
 *
 * const column = (n: number) => [{ kind: "category" as const, values: Array.from({ length: n }, (_, i) => i % 2) }];
 * const error = standardError(column(1000), column(1000), (real, synthetic) => columnShapes(real, synthetic).score);
 * console.log(error > 0 && error < 0.02); // true
 * ```
 */
export function standardError(
  real: readonly TableColumn[],
  synthetic: readonly TableColumn[],
  score: (real: readonly TableColumn[], synthetic: readonly TableColumn[]) => number,
  options: StandardErrorOptions = {},
): number {
  const where = "standardError";
  const settings = readOptions(where, options, standardErrorSpec);
  if (typeof score !== "function") throw invalid(where, "score a function of two tables", score);
  checkTables(where, { real, synthetic });
  if (!haveErrors(real, synthetic)) return NaN;
  return subsampleErrors(real, synthetic, (first, second) => [score(first, second)], settings)[0];
}

type Columns = readonly TableColumn[];

/** Whether subsamples of two tables tell anything. */
export function haveErrors(real: Columns, synthetic: Columns): boolean {
  return Math.min(rowsIn(real), rowsIn(synthetic)) >= 4;
}

/** The standard errors of several scores, each as if it were alone. */
export function subsampleErrors(
  real: Columns,
  synthetic: Columns,
  scores: (real: Columns, synthetic: Columns) => readonly number[],
  { repeats, maxRows, seed }: Settled<typeof standardErrorSpec>,
): number[] {
  const parts = [real, synthetic].map((table) => Math.min(0.5, maxRows / rowsIn(table)));
  const drawn = Array.from({ length: repeats }, (_, k) => {
    const [first, second] = [real, synthetic].map((table, side) =>
      drawRows(table, Math.round(parts[side] * rowsIn(table)), seed, FIRST_STREAM + 2 * k + side),
    );
    return scores(first, second);
  });
  // Where the parts differ, the factor is that of the smaller table, which most of the error comes from
  const part = Math.max(...parts);
  return drawn[0].map((_, at) => {
    const values = drawn.map((figures) => figures[at]).filter((value) => !Number.isNaN(value));
    return deviation(values) * Math.sqrt(part / (1 - part));
  });
}

/** √(Σ (x − mean)²/(n − 1)) */
function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : NaN;
}
