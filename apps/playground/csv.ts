/** Rows of two columns as CSV, each number with the fewest digits that give it back. */
export function toCsv(rows: Float64Array, columns: readonly [string, string]): string {
  const lines = [columns.map(quote).join(",")];
  for (let i = 0; i < rows.length; i += 2) lines.push(`${rows[i]},${rows[i + 1]}`);
  return lines.join("\n") + "\n";
}

function quote(name: string): string {
  return /[",\n\r]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
