/** Rows of a piece of {@link csvPieces}. */
const PIECE = 5000;

/**
 * A CSV text (RFC 4180, lines end in \n), piece by piece: a header, then one line a row. Nine significant digits of
 * what varies in a column, as many as tell every two f32 apart: more of a value where the column is far from 0.
 */
export function* csvPieces(columns: string[], rows: Float64Array): Generator<string> {
  const dim = columns.length;
  const spans = columns.map((_, j) => spanOf(rows, dim, j));
  yield columns.map(quote).join(",") + "\n";
  for (let from = 0; from < rows.length; from += PIECE * dim) {
    let lines = "";
    for (let i = from; i < Math.min(rows.length, from + PIECE * dim); i += dim)
      lines += Array.from(rows.subarray(i, i + dim), (value, j) => formatNumber(value, spans[j])).join(",") + "\n";
    yield lines;
  }
}

/** Between a column's smallest and largest value. */
function spanOf(rows: Float64Array, dim: number, j: number): number {
  let [least, most] = [Infinity, -Infinity];
  for (let i = j; i < rows.length; i += dim) {
    least = Math.min(least, rows[i]);
    most = Math.max(most, rows[i]);
  }
  return most - least;
}

function formatNumber(value: number, span: number): string {
  if (Number.isInteger(value)) return String(value);
  const beyond = span > 0 ? Math.max(0, Math.ceil(Math.log10(Math.abs(value) / span))) : 0;
  return String(Number(value.toPrecision(Math.min(17, 9 + beyond))));
}

function quote(name: string): string {
  return /[",\r\n]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
