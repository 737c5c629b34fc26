/** The 25 Gaussians: spacing of the grid {−4, −2, 0, 2, 4}², and how near a mode a row counts as its own (10 deviations). */
const [SPACING, REACH] = [2, 0.5];

/** The share of the rows within reach of each of the 25 modes. */
export function modeWeights(rows: ArrayLike<number>): number[] {
  const weights = new Array<number>(25).fill(0);
  for (let i = 0; i < rows.length; i += 2) {
    const [column, line] = [rows[i], rows[i + 1]].map((value) => Math.round(value / SPACING));
    if (Math.abs(column) > 2 || Math.abs(line) > 2) continue;
    if (Math.hypot(rows[i] - SPACING * column, rows[i + 1] - SPACING * line) > REACH) continue;
    weights[5 * (column + 2) + line + 2] += 2 / rows.length;
  }
  return weights;
}
