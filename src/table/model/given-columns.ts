import { invalid, LangevinError } from "../../support/errors.ts";
import { isList } from "../../support/lists.ts";
import { quote } from "../../support/show.ts";
import { knowledge, type TableEncoding } from "../encodings/table-encoding.ts";
import { isModeled } from "./complete-schema.ts";
import type { Columns } from "./constraints.ts";
import { knownColumns } from "./known-columns.ts";
import { columnNamed } from "./table-input.ts";
import type { TableLayout } from "./table-layout.ts";

/** Rows of which the same coordinates of the model are known. */
export interface AlikeRows {
  /** Their places. */
  rows: number[];
  /** For each of the model's columns whether it is given. */
  columns: boolean[];
  /** The coordinates that these determine. */
  coordinates: number[];
}

/**
 * Which of the model's columns are given in each row, by the names of the table's.
 *
 * @param cells  for each field the numbers of its cells
 * @throws LangevinError "invalid-argument" naming a column that is not learned; "invalid-data" where a part of what the schema
 *   joins is given
 */
export function readGiven(where: string, layout: TableLayout, cells: Columns, names: unknown): Uint8Array[] {
  const { fields } = layout.schema;
  if (!isList(names)) throw invalid(where, "given an array of columns", names);
  const given = new Set<number>();
  for (const name of Array.from(names)) {
    if (typeof name !== "string") throw invalid(where, "given an array of columns", name);
    const c = columnNamed(
      `${where}: given`,
      name,
      fields.map((field) => field.name),
    );
    if (!isModeled(fields[c]))
      throw new LangevinError(
        "invalid-argument",
        `${where}: expected given of columns that are learned, got ${quote(name)}, one of role ${quote(fields[c].langevin?.role ?? "")}`,
      );
    given.add(c);
  }
  const learned = fields.filter(isModeled).length;
  if (given.size === 0 || given.size === learned)
    throw invalid(where, `given some of ${learned} columns that are learned and not all`, given.size);
  const states = cells.map((column, c) =>
    new Uint8Array(column.length).fill(given.has(c) ? knowledge.value : knowledge.nothing),
  );
  return knownColumns(where, layout, cells, states);
}

/** The chosen rows in groups of which the same is known: a missing number that is given leaves its own coordinate open. */
export function alikeRows(
  encoding: TableEncoding,
  rows: Float64Array,
  given: readonly Uint8Array[],
  chosen: readonly number[],
): AlikeRows[] {
  const { columns, width } = encoding;
  const known = Uint8Array.from(
    { length: chosen.length * columns },
    (_, k) => given[k % columns][chosen[Math.floor(k / columns)]],
  );
  const values = Float64Array.from(known, (_, k) => rows[chosen[Math.floor(k / columns)] * columns + (k % columns)]);
  const encoded = encoding.encodeKnown(values, known);
  const groups = new Map<string, AlikeRows>();
  chosen.forEach((row, k) => {
    const coordinates = Array.from({ length: width }, (_, d) => d).filter((d) => !Number.isNaN(encoded[k * width + d]));
    const isGiven = Array.from(known.subarray(k * columns, (k + 1) * columns), (state) => state === knowledge.value);
    const name = `${coordinates.join()} ${isGiven.join()}`;
    const group = groups.get(name);
    if (group) group.rows.push(row);
    else groups.set(name, { rows: [row], columns: isGiven, coordinates });
  });
  return [...groups.values()];
}
