import { purposes, streamKey, uniformAt } from "../../numerics/random.ts";
import type { Field, TableSchema } from "../schema/table-schema.ts";

/** A field without what singles rows out, and what was taken away. */
export interface ProtectedField {
  field: Field;
  /** Levels that are no longer listed. */
  levels: number;
  /** Cells beyond the new ends of the range. */
  cells: number;
}

/** Levels of a text column that are kept whatever they hold, at most. */
const MOST_LEVELS = 50;
/** Rows that a level has to have beyond these. */
const FEWEST_ROWS = 5;

/** What stands for levels that are not kept. */
export const OTHER = "(other)";

/**
 * The levels of a text column that are worth learning: the 50 most frequent, and all that 5 rows or more have. The rest is one
 * level more, whose cells come out as `other`, never as a text of the table.
 *
 * @param counts  rows of each level
 */
export function frequentLevels(counts: ReadonlyMap<string, number>): {
  categories: string[];
  other: string | undefined;
} {
  const sorted = [...counts].sort(([a, rows], [b, others]) => others - rows || (a < b ? -1 : 1));
  const kept = sorted.filter(([, rows], k) => k < MOST_LEVELS || rows >= FEWEST_ROWS).map(([level]) => level);
  return { categories: kept.sort(), other: kept.length < sorted.length ? otherThan(kept) : undefined };
}

/**
 * A field that keeps levels of fewer than 5 to 7 rows and the 4 to 6 extreme values at both ends to itself: such levels
 * become `other` (numbers the nearest level that is kept), and values end at the 5th, 6th or 7th from either end. Which of
 * these is drawn for each column, so that the border itself tells nothing (as in mostly.ai's engine).
 *
 * @param values  the field's numbers by its codec, NaN where missing
 * @param column  place of the field, for the draw
 */
export function protectField(field: Field, values: Float64Array, column: number, seed: number): ProtectedField {
  const key = streamKey(seed, purposes.protection);
  const drawn = FEWEST_ROWS + Math.floor(3 * uniformAt(key, column, 0));
  const least = field.langevin?.protect ?? drawn;
  const role = field.langevin?.role;
  if (role === "identifier" || role === "text" || role === "drop" || role === "constant" || role === "empty")
    return { field, levels: 0, cells: 0 };
  if (field.categories) return withoutRareLevels(field, field.categories, values, least);
  return field.type === "boolean" ? { field, levels: 0, cells: 0 } : withoutExtremes(field, values, least);
}

/**
 * A schema whose fields are protected: all of them, or those that ask for it by `protect`.
 *
 * @param columns  numbers of the fields by their codecs
 */
export function protectSchema(
  schema: TableSchema,
  columns: readonly Float64Array[],
  { all, seed }: { all: boolean; seed: number },
): TableSchema {
  const fields = schema.fields.map((field, c) =>
    all || field.langevin?.protect !== undefined ? protectField(field, columns[c], c, seed).field : field,
  );
  return { ...schema, fields };
}

function withoutRareLevels(
  field: Field,
  categories: readonly (string | number)[],
  values: Float64Array,
  least: number,
): ProtectedField {
  const counts = new Float64Array(categories.length);
  for (const value of values) if (value < counts.length) counts[value]++;
  const frequent = categories.filter((_, k) => counts[k] >= least);
  // Where nothing would be left of a small table, what more than one row has stays; a number has to have a nearest level
  const isText = field.type === "string";
  const shared = frequent.length > 0 ? frequent : categories.filter((_, k) => counts[k] > 1);
  const kept = shared.length > 0 || isText ? shared : [...categories];
  const levels = categories.length - kept.length;
  if (levels === 0) return { field, levels: 0, cells: 0 };
  const other = isText ? (field.langevin?.other ?? otherThan(kept)) : undefined;
  const langevin = {
    role: "category" as const,
    ...field.langevin,
    protect: least,
    ...(other !== undefined && { other }),
  };
  return { field: { ...field, categories: kept, langevin }, levels, cells: 0 };
}

function withoutExtremes(field: Field, values: Float64Array, k: number): ProtectedField {
  const sorted = values.filter((value) => value === value).sort();
  if (sorted.length < 4 * k) return { field, levels: 0, cells: 0 };
  const range: [number, number] = [sorted[k - 1], sorted[sorted.length - k]];
  const cells = values.filter((value) => value < range[0] || value > range[1]).length;
  return { field: { ...field, langevin: { role: "number", ...field.langevin, range } }, levels: 0, cells };
}

/** Numbers of a field, in which the nearer end stands for those beyond its range. */
export function withinRange({ langevin }: Field, values: Float64Array): Float64Array {
  const { range } = langevin ?? {};
  return range ? values.map((value) => (value < range[0] ? range[0] : value > range[1] ? range[1] : value)) : values;
}

/** "(other)", with more brackets where a level has that name. */
function otherThan(levels: readonly (string | number)[]): string {
  let text = OTHER;
  while (levels.includes(text)) text = `(${text})`;
  return text;
}
