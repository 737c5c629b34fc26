/** Columns that are looked at; beyond, the pairs are too many. */
const MOST_COLUMNS = 100;

/** Rows that have both numbers. */
const LEAST_ROWS = 100;

/** Share of rows, and rows, in which the order would be the other way if the columns were independent. */
const LEAST_SHARE = 0.05;
const LEAST_EXPECTED = 20;

/** The smallest gap, in the range of both columns: a relation that no row comes near to needs no guard. */
const LARGEST_GAP = 0.05;

/** One column that is never above another, or always equal to it. */
export interface Order {
  low: number;
  high: number;
  isEqual: boolean;
}

/**
 * Pairs of columns, low and high, with low ≤ high in every row that has both, by more than chance and not by their ranges
 * alone. What follows from two others is left out, and all but the first of equal columns are in no other pair.
 *
 * @param columns  columns whose numbers count the same; NaN where missing
 */
export function findInequalities(columns: readonly Float64Array[]): Order[] {
  const places = columns.slice(0, MOST_COLUMNS).map((_, c) => c);
  const equal: Order[] = [];
  for (const high of places) {
    const low = places.find((c) => c < high && areEqual(columns[c], columns[high]));
    if (low !== undefined) equal.push({ low, high, isEqual: true });
  }
  const distinct = places.filter((c) => !equal.some(({ high }) => high === c));
  const sorted = columns.map((values) => values.filter((value) => value === value).sort());
  const above = distinct.map((low) =>
    distinct.filter((high) => low !== high && isNeverAbove(columns[low], columns[high], sorted[low], sorted[high])),
  );
  const isBelow = (low: number, high: number): boolean => above[distinct.indexOf(low)].includes(high);
  const orders = distinct.flatMap((low, k) =>
    above[k]
      .filter((high) => !above[k].some((middle) => middle !== high && isBelow(middle, high)))
      .map((high) => ({ low, high, isEqual: false })),
  );
  return [...equal, ...orders];
}

function areEqual(a: Float64Array, b: Float64Array): boolean {
  let [both, first, differs] = [0, NaN, false];
  for (let r = 0; r < a.length; r++) {
    if (a[r] !== b[r] && (a[r] === a[r] || b[r] === b[r])) return false;
    if (a[r] !== a[r]) continue;
    if (both++ === 0) first = a[r];
    differs ||= a[r] !== first;
  }
  return both >= LEAST_ROWS && differs;
}

function isNeverAbove(low: Float64Array, high: Float64Array, lows: Float64Array, highs: Float64Array): boolean {
  let [both, least] = [0, Infinity];
  for (let r = 0; r < low.length; r++) {
    const gap = high[r] - low[r];
    if (gap < 0) return false;
    if (gap !== gap) continue;
    both++;
    if (gap < least) least = gap;
  }
  if (both < LEAST_ROWS) return false;
  const span = Math.max(lows[lows.length - 1], highs[highs.length - 1]) - Math.min(lows[0], highs[0]);
  if (!(least <= LARGEST_GAP * span)) return false;
  const share = shareAbove(lows, highs);
  return share >= LEAST_SHARE && share * both >= LEAST_EXPECTED;
}

/** Share of pairs of a low and a high, both ascending, in which the low is above. */
function shareAbove(lows: Float64Array, highs: Float64Array): number {
  let [below, count] = [0, 0];
  for (const value of lows) {
    while (below < highs.length && highs[below] < value) below++;
    count += below;
  }
  return count / (lows.length * highs.length);
}
