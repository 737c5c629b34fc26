/** Most levels that a column of a combination has. */
const MOST_LEVELS = 50;

/** Columns that are looked at; beyond, the pairs are too many. */
const MOST_COLUMNS = 500;

/**
 * Rows that would break a dependency if the columns were independent. With this many expected, none comes by chance once in
 * e²⁰ tables.
 */
const LEAST_EXPECTED = 20;

/** A column of few levels: each row's place among them, and how many rows each has. */
interface Levels {
  column: number;
  places: Uint8Array;
  counts: number[];
}

/**
 * Groups of columns of which one determines the others in every row, as a code does its label. NaN is a level as any other.
 *
 * @param columns  numbers or places of levels; columns of one value, or of more than 50, are in no group
 * @returns places of columns, each in one group at most
 */
export function findDependencies(columns: readonly Float64Array[]): number[][] {
  const candidates = columns
    .slice(0, MOST_COLUMNS)
    .map((values, column) => levelsOf(values, column))
    .filter((levels) => levels !== undefined)
    // What determines others has as many levels as they have, or more
    .sort((a, b) => b.counts.length - a.counts.length || a.column - b.column);
  const taken = new Set<Levels>();
  const groups: number[][] = [];
  candidates.forEach((from, k) => {
    if (taken.has(from)) return;
    const others = candidates.slice(k + 1).filter((to) => !taken.has(to) && determines(from, to));
    if (others.length === 0) return;
    for (const each of [from, ...others]) taken.add(each);
    groups.push([from, ...others].map(({ column }) => column).sort((a, b) => a - b));
  });
  return groups.sort((a, b) => a[0] - b[0]);
}

function levelsOf(values: Float64Array, column: number): Levels | undefined {
  const seen = new Map<number, number>();
  const places = new Uint8Array(values.length);
  const counts: number[] = [];
  for (let r = 0; r < values.length; r++) {
    let place = seen.get(values[r]);
    if (place === undefined) {
      if (seen.size === MOST_LEVELS) return undefined;
      place = seen.size;
      seen.set(values[r], place);
      counts.push(0);
    }
    places[r] = place;
    counts[place]++;
  }
  return counts.length > 1 ? { column, places, counts } : undefined;
}

/** Whether each level of the one comes with one of the other alone, and by more than chance. */
function determines(from: Levels, to: Levels): boolean {
  const rows = from.places.length;
  let agreement = 0;
  for (const count of to.counts) agreement += (count / rows) * (count / rows);
  if ((rows - from.counts.length) * (1 - agreement) < LEAST_EXPECTED) return false;
  const partner = new Int16Array(from.counts.length).fill(-1);
  for (let r = 0; r < rows; r++) {
    const place = from.places[r];
    if (partner[place] === -1) partner[place] = to.places[r];
    else if (partner[place] !== to.places[r]) return false;
  }
  return true;
}
