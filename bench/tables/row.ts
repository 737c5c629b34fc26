import Table from "cli-table3";

/** One figure; what `--json` prints an array of. */
export interface TableRow {
  /** A set, with the method behind a comma where it is not this library. */
  case: string;
  metric: string;
  /** Null where it could not be measured; the metric then says why. */
  value: number | null;
  /** Standard error of `value`. */
  error: number | null;
  /** The same of independent columns, or of what needs no model. */
  floor: number | null;
  /** The same of real rows. */
  ceiling: number | null;
  /** What is to be reached: of the literature, or what this project set out for. */
  published: number | null;
  /** Time of training. */
  seconds: number | null;
}

type Figures = Partial<Omit<TableRow, "case" | "metric" | "value">>;

export function tableRow(name: string, metric: string, value: number | null, figures: Figures = {}): TableRow {
  const { error = null, floor = null, ceiling = null, published = null, seconds = null } = figures;
  const finite = (figure: number | null): number | null => (figure !== null && Number.isFinite(figure) ? figure : null);
  return {
    case: name,
    metric,
    value: finite(value),
    error: finite(error),
    floor: finite(floor),
    ceiling: finite(ceiling),
    published: finite(published),
    seconds: finite(seconds),
  };
}

/** What is not measured, and why. */
export function skipped(name: string, reason: string): TableRow {
  return tableRow(name, `skipped: ${reason}`, null);
}

const number = (value: number | null): string => (value === null ? "" : String(Number(value.toPrecision(4))));

/** One figure in a line, for who watches. */
export function describeTableRow({
  case: name,
  metric,
  value,
  error,
  floor,
  ceiling,
  published,
  seconds,
}: TableRow): string {
  const rest = Object.entries({ "±": error, floor, ceiling, published, seconds }).filter(
    ([, figure]) => figure !== null,
  );
  return [`${name}: ${metric}`, number(value), ...rest.map(([what, figure]) => `${what} ${number(figure)}`)].join(" ");
}

export function formatTables(rows: readonly TableRow[]): string {
  const table = new Table({
    head: ["case", "metric", "value", "± error", "floor", "ceiling", "published", "seconds"],
    colAligns: ["left", "left", "right", "right", "right", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  for (const { case: name, metric, value, error, floor, ceiling, published, seconds } of rows)
    table.push([name, metric, ...[value, error, floor, ceiling, published].map(number), seconds?.toFixed(0) ?? ""]);
  return table.toString();
}
