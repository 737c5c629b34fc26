import { writeFileSync } from "node:fs";

/**
 * Rounds, in place, the columns that hold whole numbers, so that samples look like the data.
 *
 * @param rows (n, integer.length) row-major
 */
export function roundIntegers(rows: Float64Array, integer: boolean[]): void {
  for (let i = 0; i < rows.length; i++) if (integer[i % integer.length]) rows[i] = Math.round(rows[i]) + 0; // no −0
}

/**
 * A CSV text (RFC 4180, lines end in \n): a header, then one line a row. Nine significant digits: as many as tell every two
 * f32 values apart.
 */
export function toCsv(columns: string[], rows: Float64Array): string {
  const dim = columns.length;
  const lines = [columns.map(quote).join(",")];
  for (let i = 0; i < rows.length; i += dim) lines.push(Array.from(rows.subarray(i, i + dim), formatNumber).join(","));
  return lines.join("\n") + "\n";
}

export function writeCsv(path: string, columns: string[], rows: Float64Array): void {
  writeFileSync(path, toCsv(columns, rows));
}

function formatNumber(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(9)));
}

function quote(name: string): string {
  return /[",\r\n]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
