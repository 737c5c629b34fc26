/** Rows of two columns as CSV, each number with the fewest digits that give its f32 back. */
export function toCsv(rows: Float32Array, columns: readonly [string, string]): string {
  const lines = [columns.map(quote).join(",")];
  for (let i = 0; i < rows.length; i += 2) lines.push(`${shortest(rows[i])},${shortest(rows[i + 1])}`);
  return lines.join("\n") + "\n";
}

function quote(name: string): string {
  return /[",\n\r]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

function shortest(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(Number(value.toPrecision(9)));
}
