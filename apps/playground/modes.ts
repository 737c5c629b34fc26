/** Parts of a density that stand apart: their exact shares, and which of them a row belongs to. */
export interface Modes {
  /** They sum to 1. */
  shares: readonly number[];
  of(x: number, y: number): number;
}

type Point = readonly [x: number, y: number];

/** The share of the rows, (n, 2), that belongs to each mode. */
export function sharesOf({ shares, of }: Modes, rows: ArrayLike<number>): number[] {
  const counts = shares.map(() => 0);
  for (let i = 0; i < rows.length; i += 2) counts[of(rows[i], rows[i + 1])]++;
  return counts.map((count) => (2 * count) / rows.length);
}

/** The hill nearest in its own deviations; all of one width by default. */
export function nearestCenter(centers: readonly Point[], deviations = centers.map(() => 1)): Modes["of"] {
  return (x, y) => least(centers, ([cx, cy], k) => length(x - cx, y - cy) / deviations[k]);
}

/** The circle about 0 whose radius is nearest. */
export function nearestRadius(radii: readonly number[]): Modes["of"] {
  return (x, y) => least(radii, (radius) => Math.abs(length(x, y) - radius));
}

/** The moon whose curve is nearer: half circles of radius 2 about (−1, −0.2), above, and (1, 0.8), below. */
export function moonOf(x: number, y: number): number {
  return halfCircle(x + 1, y + 0.2) <= halfCircle(x - 1, 0.8 - y) ? 0 : 1;
}

/** Distance to the upper half of a circle of radius 2 about 0. */
function halfCircle(x: number, y: number): number {
  return y >= 0 ? Math.abs(length(x, y) - 2) : length(Math.abs(x) - 2, y);
}

/** The checkerboard's square of side 2 whose middle is nearest. */
export const squareOf = nearestCenter(
  [-2, -1, 0, 1].flatMap((column) =>
    [-2, -1, 0, 1].filter((line) => ((column ^ line) & 1) === 0).map((line): Point => [2 * column + 1, 2 * line + 1]),
  ),
);

/** Math.hypot, which is many times slower. */
function length(x: number, y: number): number {
  return Math.sqrt(x * x + y * y);
}

/** The index of the item for which `distance` is least. */
function least<T>(items: readonly T[], distance: (item: T, k: number) => number): number {
  let nearest = 0;
  let smallest = Infinity;
  items.forEach((item, k) => {
    const now = distance(item, k);
    if (now < smallest) [nearest, smallest] = [k, now];
  });
  return nearest;
}
