/** Cubic splines of each number of an observation, a basis of B-splines (de Boor 1972): the first is left out, as all of them sum to 1. */
export interface Splines {
  /** 3; 1 for lines; 0 for a constant alone. */
  readonly degree: number;
  /** Ends of the pieces of each number, ascending. */
  readonly ends: readonly (readonly number[])[];
}

/**
 * Pieces of as many rows each that are tried, from the finest, and how often the first and the last of them are halved: normal scores
 * bend most where an observation is near a prior's end.
 */
const PIECES = [
  [8, 3],
  [4, 2],
  [4, 0],
  [2, 0],
  [1, 0],
];
/** Features up to which a fit takes a second at most, and rows for each at least. */
const [MOST_FEATURES, ROWS_EACH] = [128, 100];

/** No splines: the constant alone. */
export const constantOnly = (conditions: number): Splines => ({
  degree: 0,
  ends: Array.from({ length: conditions }, () => []),
});

/**
 * Splines for the numbers of rows, with as many pieces as rows allow. Inner pieces hold as many rows each, those at the ends fewer and fewer.
 *
 * @param observations  (n, conditions) row-major
 */
export function chooseSplines(observations: Float64Array, conditions: number): Splines {
  const most = Math.min(MOST_FEATURES, observations.length / conditions / ROWS_EACH);
  for (const [pieces, halvings] of PIECES) {
    const splines = { degree: 3, ends: endsOf(observations, conditions, sharesOf(pieces, halvings)) };
    if (featureCount(splines) <= most) return splines;
  }
  const lines = straightLines(observations, conditions);
  return featureCount(lines) <= most ? lines : constantOnly(conditions);
}

/** A line for each number of an observation. */
export function straightLines(observations: Float64Array, conditions: number): Splines {
  return { degree: 1, ends: endsOf(observations, conditions, [0, 1]) };
}

/** The numbers that these shares of rows are up to, by column; none for a constant one. */
function endsOf(observations: Float64Array, conditions: number, shares: readonly number[]): number[][] {
  const count = observations.length / conditions;
  return Array.from({ length: conditions }, (_, c) => {
    const sorted = Float64Array.from({ length: count }, (_, k) => observations[k * conditions + c]).sort();
    const all = shares.map((share) => sorted[Math.round(share * (count - 1))]);
    const ends = all.filter((end, i) => i === 0 || end > all[i - 1]);
    return ends.length > 1 ? ends : [];
  });
}

/** Shares of rows up to the ends of pieces, ascending. */
function sharesOf(pieces: number, halvings: number): number[] {
  const even = Array.from({ length: pieces + 1 }, (_, i) => i / pieces);
  const first = Array.from({ length: halvings }, (_, i) => 1 / (pieces << (i + 1)));
  return [...even, ...first, ...first.map((share) => 1 - share)].sort((a, b) => a - b);
}

/** Features of an observation, the constant 1 being the first. */
export function featureCount({ degree, ends }: Splines): number {
  return ends.reduce((sum, own) => sum + (own.length === 0 ? 0 : own.length + degree - 2), 1);
}

/** 1, and the B-splines of each number; beyond the ends those at the end. */
export function splineFeatures({ degree, ends }: Splines, x: ArrayLike<number>): number[] {
  const features = [1];
  ends.forEach((own, c) => {
    if (own.length > 0) features.push(...basis(own, degree, x[c]).slice(1));
  });
  return features;
}

/** All B-splines of a degree at a number: pieces + degree of them. */
function basis(ends: readonly number[], degree: number, value: number): Float64Array {
  const last = ends.length - 1;
  const x = Math.min(ends[last], Math.max(ends[0], value));
  let piece = 0;
  while (piece < last - 1 && x >= ends[piece + 1]) piece++;
  const knot = (i: number): number => ends[Math.min(last, Math.max(0, i - degree))];
  const at = piece + degree; // knot(at) ≤ x ≤ knot(at + 1)
  const values = new Float64Array(last + degree + 1);
  values[at] = 1;
  for (let p = 1; p <= degree; p++)
    for (let i = at - p; i <= at; i++) {
      const [left, right] = [knot(i + p) - knot(i), knot(i + p + 1) - knot(i + 1)];
      values[i] =
        (left > 0 ? ((x - knot(i)) / left) * values[i] : 0) +
        (right > 0 ? ((knot(i + p + 1) - x) / right) * values[i + 1] : 0);
    }
  return values.subarray(0, last + degree);
}
