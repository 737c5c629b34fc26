import Table from "cli-table3";
import type { Measurement } from "./harness.ts";

/** One measured contender of one case of one benchmark; what `--json` prints an array of. */
export interface Row {
  benchmark: string;
  case: string;
  contender: string;
  /** Milliseconds of one operation. */
  medianMillis: number;
  minMillis: number;
  maxMillis: number;
  rounds: number;
  calls: number;
}

/** The rows of one case. */
export function toRows(benchmark: string, caseName: string, measurements: readonly Measurement[]): Row[] {
  return measurements.map(({ name, median, min, max, rounds, calls }) => ({
    benchmark,
    case: caseName,
    contender: name,
    medianMillis: median,
    minMillis: min,
    maxMillis: max,
    rounds,
    calls,
  }));
}

/**
 * A table for people. The last column is how many times faster (by medians) a contender is than the first of its case.
 */
export function formatTable(rows: readonly Row[]): string {
  const table = new Table({
    head: ["case", "contender", "median ms", "min", "max", "samples", "speed"],
    colAligns: ["left", "left", "right", "right", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  for (const row of rows) {
    const first = rows.find((other) => other.benchmark === row.benchmark && other.case === row.case)!;
    const millis = [row.medianMillis, row.minMillis, row.maxMillis].map(significant);
    const samples = `${row.rounds} × ${row.calls}`;
    table.push([
      row.case,
      row.contender,
      ...millis,
      samples,
      `${(first.medianMillis / row.medianMillis).toFixed(2)} ×`,
    ]);
  }
  return table.toString();
}

/** Writes the results to standard output: tables, or with `json` exactly one JSON array and a newline. */
export function print(
  results: readonly { rows: readonly object[]; table: string }[],
  { json = false }: { json?: boolean } = {},
): void {
  const text = json
    ? JSON.stringify(results.flatMap(({ rows }) => rows))
    : results.map(({ table }) => table).join("\n");
  process.stdout.write(text + "\n");
}

/** Progress, for people: to standard error, whatever the mode. */
export function progress(message: string): void {
  process.stderr.write(message + "\n");
}

/** Milliseconds in three digits. */
export function significant(millis: number): string {
  return millis >= 100 ? millis.toFixed(0) : millis.toPrecision(3);
}
