import Table from "cli-table3";

/** What a case yields. */
export interface Figure {
  /** What is measured; a classifier, a count of rows and the like stand in it. */
  metric: string;
  value: number;
  /** Standard error of `value`; null where it is exact. */
  error: number | null;
  /** The largest |value| that is good enough; null where the figure stands for comparison. */
  wanted: number | null;
  /** Whether `wanted` is the least value that is good enough instead. @default false */
  atLeast?: boolean;
}

/** One figure of one case; what `--json` prints an array of. */
export interface InferenceRow {
  case: string;
  metric: string;
  value: number;
  error: number | null;
  /** The largest |value| that is good enough; the least value where `metric` ends in ", at least". */
  wanted: number | null;
}

const AT_LEAST = ", at least";

export function inferenceRow(name: string, { metric, value, error, wanted, atLeast = false }: Figure): InferenceRow {
  return { case: name, metric: atLeast ? metric + AT_LEAST : metric, value, error, wanted };
}

/** Whether a figure is good enough; undefined where nothing is wanted of it. */
export function reached({ metric, value, wanted }: InferenceRow): boolean | undefined {
  if (wanted === null) return undefined;
  return metric.endsWith(AT_LEAST) ? value >= wanted : Math.abs(value) <= wanted;
}

const number = (value: number | null): string => (value === null ? "" : String(Number(value.toPrecision(4))));

const mark = (row: InferenceRow): string => ({ true: "yes", false: "NO", undefined: "" })[String(reached(row))]!;

/** One figure in a line, for who watches. */
export function describeInference(row: InferenceRow): string {
  const error = row.error === null ? "" : ` ± ${number(row.error)}`;
  const verdict = row.wanted === null ? "" : `, wanted ${number(row.wanted)}: ${mark(row)}`;
  return `${row.case}: ${row.metric} ${number(row.value)}${error}${verdict}`;
}

export function formatInference(rows: readonly InferenceRow[]): string {
  const table = new Table({
    head: ["case", "metric", "value", "± error", "wanted", "reached"],
    colAligns: ["left", "left", "right", "right", "right", "left"],
    style: { head: [], border: [] },
  });
  for (const row of rows)
    table.push([row.case, row.metric, number(row.value), number(row.error), number(row.wanted), mark(row)]);
  const judged = rows.map(reached).filter((one) => one !== undefined);
  return `${table.toString()}\n${judged.filter(Boolean).length} of ${judged.length} reached`;
}
