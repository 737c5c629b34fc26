import type { MixedRows } from "./mixed-rows.ts";

/**
 * For each query and each column the place of the nearest row by Gower's distance over all other columns: (queries, q + p), columns
 * of levels before those of numbers. One pass serves all columns: the distance without one is that of all, less its part.
 */
export function nearestWithoutEach(queries: MixedRows, rows: MixedRows): Int32Array {
  const { p, q } = queries;
  const width = p + q;
  const places = new Int32Array(queries.count * width);
  const parts = new Float64Array(width);
  const nearest = new Float64Array(width);
  for (let i = 0; i < queries.count; i++) {
    nearest.fill(Infinity);
    let farthest = Infinity;
    for (let j = 0; j < rows.count; j++) {
      const sum = distanceParts(queries, i, rows, j, parts, farthest + 1);
      // Each part is at most 1
      if (!(sum < farthest + 1)) continue;
      farthest = 0;
      for (let c = 0; c < width; c++) {
        const distance = sum - parts[c];
        if (distance < nearest[c]) {
          nearest[c] = distance;
          places[i * width + c] = j;
        }
        if (nearest[c] > farthest) farthest = nearest[c];
      }
    }
  }
  return places;
}

/** Gower's distance of two rows, with what each column adds, or something from `bound` on. */
function distanceParts(a: MixedRows, i: number, b: MixedRows, j: number, parts: Float64Array, bound: number): number {
  const { p, q } = a;
  let sum = 0;
  for (let c = 0, x = i * q, y = j * q; c < q; c++) {
    parts[c] = a.levels[x + c] === b.levels[y + c] ? 0 : 1;
    sum += parts[c];
    if (sum >= bound) return sum;
  }
  for (let c = 0, x = i * p, y = j * p; c < p; c++) {
    const difference = a.numbers[x + c] - b.numbers[y + c];
    const bothMissing = Number.isNaN(a.numbers[x + c]) && Number.isNaN(b.numbers[y + c]);
    const part = difference === difference ? Math.min(1, Math.abs(difference)) : bothMissing ? 0 : 1;
    parts[q + c] = part;
    sum += part;
    if (sum >= bound) return sum;
  }
  return sum;
}
