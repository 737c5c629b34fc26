import { invalid, LangevinError } from "../support/errors.ts";
import { encodeRows, type Encoding } from "./encoding.ts";
import { standard } from "./encodings/standard.ts";
import { pickRows } from "./pick-rows.ts";
import { toTable, type Rows, type Table } from "./rows.ts";

/**
 * Rows of conditions; a row of NaN stands for none.
 *
 * @throws LangevinError "invalid-argument" for a network without conditions; "invalid-data" for what is no table of so many columns,
 *   and for a row with some of them
 */
export function conditionRows(where: string, name: string, rows: Rows, columns: number): Table {
  if (columns === 0) throw invalid(where, `no ${name}, as the network has no conditions`, rows);
  const table = toTable(where, name, rows, columns, { gaps: true });
  for (let r = 0; r < table.count; r++) {
    const row = table.values.subarray(r * columns, (r + 1) * columns);
    const gaps = row.reduce((sum, value) => sum + Number(Number.isNaN(value)), 0);
    if (gaps === 0 || gaps === columns) continue;
    const got = `NaN in column ${row.findIndex(Number.isNaN)} of row ${r}`;
    throw new LangevinError(
      "invalid-data",
      `${where}: expected ${name} that are all numbers or all NaN in a row, got ${got}`,
    );
  }
  return table;
}

/**
 * Mean and deviation of the rows that have conditions.
 *
 * @throws LangevinError "invalid-data" where no row has any, or a column's are beyond f64
 */
export function fitConditions(where: string, name: string, { values, dim }: Table): Encoding {
  const given = values.filter((value) => !Number.isNaN(value));
  if (given.length === 0)
    throw new LangevinError("invalid-data", `${where}: expected ${name} of at least one row, got NaN in all`);
  return standard.fit(where, { values: given, count: given.length / dim, dim });
}

/** The different ones among rows of conditions, and which of them each row has. */
export interface DistinctConditions {
  /** (different ones, columns), standardized */
  table: Float32Array;
  /** (rows); −1 for none */
  which: Int32Array;
}

/** Conditions of rows in the user's units, standardized, each of them once. Throws as {@link encodeRows}. */
export function distinctConditions(where: string, name: string, encoding: Encoding, table: Table): DistinctConditions {
  const encoded = encodeRows(where, name, encoding, table);
  return distinctRows(encoded, encoding.width);
}

/** The different ones among rows (n, columns) of f32, in the order they come in; rows of NaN count as none. */
export function distinctRows(rows: Float32Array, columns: number): DistinctConditions {
  const places = new Map<string, number>();
  const firsts: number[] = [];
  const which = new Int32Array(rows.length / columns);
  for (let r = 0; r < which.length; r++) {
    const row = rows.subarray(r * columns, (r + 1) * columns);
    if (Number.isNaN(row[0])) {
      which[r] = -1;
      continue;
    }
    const key = row.join();
    const place = places.get(key) ?? places.size;
    if (place === places.size) firsts.push(r);
    places.set(key, place);
    which[r] = place;
  }
  return { table: pickRows(rows, columns, firsts), which };
}

/** The different conditions that some rows have, as if these were all. */
export function pickConditions(
  { table, which }: DistinctConditions,
  columns: number,
  rows: ArrayLike<number>,
): DistinctConditions {
  const places = new Map<number, number>([[-1, -1]]);
  const kept: number[] = [];
  const picked = Int32Array.from(rows, (row) => {
    const old = which[row];
    let place = places.get(old);
    if (place === undefined) {
      place = kept.push(old) - 1;
      places.set(old, place);
    }
    return place;
  });
  return { table: pickRows(table, columns, kept), which: picked };
}
