/**
 * Rounds, in place, the columns that hold whole numbers, so that samples look like the data.
 *
 * @param rows (n, integer.length) row-major
 */
export function roundIntegers(rows: Float64Array, integer: boolean[]): void {
  for (let i = 0; i < rows.length; i++) if (integer[i % integer.length]) rows[i] = Math.round(rows[i]) + 0; // no −0
}

/** Rows of a piece of {@link csvPieces}. */
const PIECE = 5000;

/**
 * A CSV text (RFC 4180, lines end in \n), piece by piece: a header, then one line a row. Nine significant digits: as many
 * as tell every two f32 values apart.
 */
export function* csvPieces(columns: string[], rows: Float64Array): Generator<string> {
  const dim = columns.length;
  yield columns.map(quote).join(",") + "\n";
  for (let from = 0; from < rows.length; from += PIECE * dim) {
    let lines = "";
    for (let i = from; i < Math.min(rows.length, from + PIECE * dim); i += dim)
      lines += Array.from(rows.subarray(i, i + dim), formatNumber).join(",") + "\n";
    yield lines;
  }
}

function formatNumber(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(9)));
}

function quote(name: string): string {
  return /[",\r\n]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
