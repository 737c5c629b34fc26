/** A value that more than this share of the rows have may be a point mass. */
const LEAST_SHARE = 0.01;
/** … if it also has this many times the rows of a value on average. */
const TIMES_MEAN = 10;

/**
 * Point masses of a column, ascending: values that hold more than 1 % of the rows with a value, and more than 10 times the
 * rows that its values hold on average. In a column of few values none does.
 *
 * @param values  NaN where missing
 */
export function findAtoms(values: Float64Array): number[] {
  const rows = new Map<number, number>();
  let total = 0;
  for (const value of values) {
    if (value !== value) continue;
    rows.set(value, (rows.get(value) ?? 0) + 1);
    total++;
  }
  const least = Math.max(LEAST_SHARE * total, (TIMES_MEAN * total) / rows.size);
  return [...rows]
    .filter(([, count]) => count > least)
    .map(([value]) => value)
    .sort((a, b) => a - b);
}
