/**
 * Rows that would break a dependency if the columns were independent. With this many expected, none comes by chance once in
 * e²⁰ tables.
 */
const LEAST_EXPECTED = 20;

/** A column of few levels: each row's place among them, and how many rows each has. */
export interface Levels {
  column: number;
  places: Uint16Array;
  counts: number[];
}

/**
 * The levels of a column, NaN as any other; undefined of a column of one value, or of more than `most`.
 *
 * @param most  up to 65536
 */
export function fewLevels(values: ArrayLike<number>, column: number, most: number): Levels | undefined {
  const seen = new Map<number, number>();
  const places = new Uint16Array(values.length);
  const counts: number[] = [];
  for (let r = 0; r < values.length; r++) {
    let place = seen.get(values[r]);
    if (place === undefined) {
      if (seen.size === most) return undefined;
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
export function determines(from: Levels, to: Levels): boolean {
  const rows = from.places.length;
  let agreement = 0;
  for (const count of to.counts) agreement += (count / rows) * (count / rows);
  if ((rows - from.counts.length) * (1 - agreement) < LEAST_EXPECTED) return false;
  const partner = new Int32Array(from.counts.length).fill(-1);
  for (let r = 0; r < rows; r++) {
    const place = from.places[r];
    if (partner[place] === -1) partner[place] = to.places[r];
    else if (partner[place] !== to.places[r]) return false;
  }
  return true;
}
