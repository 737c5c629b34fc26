import Table from "cli-table3";
import { mean, standardError } from "../quality/row.ts";

/** One figure; what `--json` prints an array of. */
export interface LangevinRow {
  case: string;
  /** Scores that a row costs; null where the figure is no sampler's. */
  evaluations: number | null;
  /** What is measured, with the sampler before a colon. */
  metric: string;
  value: number;
  /** Standard error of `value`; null where it is exact. */
  error: number | null;
  /** The same metric of rows drawn from the law itself. */
  floor: number | null;
  /** The largest |value| that is good enough; null where the figure stands for comparison. */
  wanted: number | null;
}

/** What is said of a figure beside its value. */
export interface About {
  evaluations?: number | null;
  error?: number | null;
  floor?: number | null;
  wanted?: number | null;
}

export function langevinRow(name: string, metric: string, value: number, about: About = {}): LangevinRow {
  const { evaluations = null, error = null, floor = null, wanted = null } = about;
  return { case: name, evaluations, metric, value, error, floor, wanted };
}

/** The mean of independent values and its standard error. */
export function averaged(name: string, metric: string, values: readonly number[], about: About = {}): LangevinRow {
  return langevinRow(name, metric, mean(values), { error: standardError(values), ...about });
}

/** The same figure with a bound that chance is added to: 2 of its standard errors. */
export function withinChance(row: LangevinRow, bound: number): LangevinRow {
  const metric = `${row.metric}, wanted ${bound} + 2 standard errors`;
  return { ...row, metric, wanted: bound + 2 * (row.error ?? 0) };
}

/** Whether a figure is good enough; undefined where nothing is wanted of it. */
export function reached({ value, wanted }: LangevinRow): boolean | undefined {
  return wanted === null ? undefined : Math.abs(value) <= wanted;
}

const number = (value: number | null): string => (value === null ? "" : String(Number(value.toPrecision(3))));

const mark = (row: LangevinRow): string => ({ true: "yes", false: "NO", undefined: "" })[String(reached(row))]!;

/** One figure in a line, for who watches. */
export function describeLangevin(row: LangevinRow): string {
  const { evaluations, error, floor, wanted } = row;
  const rest = Object.entries({ evaluations, "±": error, floor, wanted, reached: mark(row) || null });
  return [
    `${row.case}: ${row.metric}`,
    number(row.value),
    ...rest
      .filter(([, figure]) => figure !== null)
      .map(([what, figure]) => `${what} ${typeof figure === "number" ? number(figure) : figure}`),
  ].join(" ");
}

export function formatLangevin(rows: readonly LangevinRow[]): string {
  const table = new Table({
    head: ["case", "evaluations", "metric", "value", "± error", "floor", "wanted: |value| ≤", "reached"],
    colAligns: ["left", "right", "left", "right", "right", "right", "right", "left"],
    style: { head: [], border: [] },
  });
  for (const row of rows) {
    const { evaluations, value, error, floor, wanted } = row;
    table.push([row.case, number(evaluations), row.metric, ...[value, error, floor, wanted].map(number), mark(row)]);
  }
  const judged = rows.map(reached).filter((one) => one !== undefined);
  return `${table.toString()}\n${judged.filter(Boolean).length} of ${judged.length} reached`;
}
