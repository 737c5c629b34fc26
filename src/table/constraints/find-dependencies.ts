import { determines, fewLevels, type Levels } from "../../data/dependencies.ts";

/** Most levels that a column of a combination has. */
const MOST_LEVELS = 50;

/** Columns that are looked at; beyond, the pairs are too many. */
const MOST_COLUMNS = 500;

/**
 * Groups of columns of which one determines the others in every row, as a code does its label. NaN is a level as any other.
 *
 * @param columns  numbers or places of levels; columns of one value, or of more than 50, are in no group
 * @returns places of columns, each in one group at most
 */
export function findDependencies(columns: readonly Float64Array[]): number[][] {
  const candidates = columns
    .slice(0, MOST_COLUMNS)
    .map((values, column) => fewLevels(values, column, MOST_LEVELS))
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
