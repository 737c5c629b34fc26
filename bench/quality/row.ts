import Table from "cli-table3";

/** One figure; what `--json` prints an array of. */
export interface QualityRow {
  case: string;
  metric: string;
  /** Null where it could not be measured; `note` says why. */
  value: number | null;
  /** Standard error of `value`. */
  error: number | null;
  /** The same metric of two sets of real rows: what perfect samples would have. */
  floor: number | null;
  /** The figure to compare with, from the literature or from what this project set out to reach. */
  published: number | null;
  /** Time of training, or of sampling where the case is a sampler's. */
  seconds: number | null;
  note?: string;
}

type Figure = Omit<QualityRow, "case" | "metric" | "value">;

export type Figures = { [Name in keyof Figure]?: Figure[Name] | undefined };

export function qualityRow(name: string, metric: string, value: number | null, figures: Figures = {}): QualityRow {
  const { error = null, floor = null, published = null, seconds = null, note } = figures;
  return { case: name, metric, value, error, floor, published, seconds, ...(note !== undefined && { note }) };
}

const number = (value: number | null): string => (value === null ? "" : String(Number(value.toPrecision(3))));

/** One figure in a line, for who watches. */
export function describeRow({ case: name, metric, value, error, floor, published, seconds }: QualityRow): string {
  const rest = Object.entries({ "±": error, floor, published, seconds }).filter(([, figure]) => figure !== null);
  return [`${name}: ${metric}`, number(value), ...rest.map(([what, figure]) => `${what} ${number(figure)}`)].join(" ");
}

export function formatQuality(rows: readonly QualityRow[]): string {
  const table = new Table({
    head: ["case", "metric", "value", "± error", "floor", "published", "seconds", ""],
    colAligns: ["left", "left", "right", "right", "right", "right", "right", "left"],
    style: { head: [], border: [] },
  });
  for (const row of rows)
    table.push([
      row.case,
      row.metric,
      ...[row.value, row.error, row.floor, row.published].map(number),
      row.seconds === null ? "" : row.seconds.toFixed(1),
      row.note ?? "",
    ]);
  return table.toString();
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Standard error of the mean of independent values. */
export function standardError(values: ArrayLike<number>): number {
  const center = mean(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - center) ** 2;
  return Math.sqrt(squares / (values.length - 1) / values.length);
}
