import { plainColumns } from "../data/category-block.ts";
import type { ColumnLoops } from "../data/column-loops.ts";
import { encodeRows } from "../data/encoding.ts";
import { toLabels } from "../data/labels.ts";
import { toTable, type Rows, type Table } from "../data/rows.ts";
import type { ObjectiveOptions } from "../engine/index.ts";
import type { ScoreNetwork } from "../models/network.ts";
import { crc32c } from "../numerics/crc32c.ts";
import type { TrainingSettings } from "../recipe/settings.ts";
import { invalid, LangevinError } from "../support/errors.ts";
import { show } from "../support/show.ts";
import { encodedConditions, readConditions } from "./conditions.ts";
import { holdOut, type GivenRows } from "./hold-out.ts";
import type { BeginOptions, ContinueOptions } from "./options.ts";

/** Encoded rows as the trainer takes them. */
export type TrainingRows = Pick<ObjectiveOptions, "data" | "labels" | "conditions" | "pairedNoise">;

/** The same of a table, with what they are in the user's units: (n, columns). */
export interface EncodedRows extends TrainingRows {
  values: Float64Array;
}

/** How rows and conditions are encoded. */
type Encodings = Pick<ScoreNetwork, "encoding" | "conditionEncoding">;

/** Encoded values up to which the squares in a loss are finite. */
const FARTHEST_VALIDATION = 1e12;

/** The data's rows with what they are given, those held out apart. */
export function givenRows(
  where: string,
  network: ScoreNetwork,
  data: Rows,
  options: ContinueOptions | BeginOptions,
  { holdout = 0, seed }: TrainingSettings,
): { training: GivenRows; held?: GivenRows } {
  const table = readRows(where, "data", network, data, options);
  const given = {
    table,
    labels: labelsOf(where, network, table.count, "labels", options.labels),
    conditions: readConditions(where, network, "conditions", options.conditions, table.count),
  };
  return holdout > 0 ? holdOut(where, given, { holdout, seed }) : { training: given };
}

/** The rows held out, or those of the options. */
export function validationRows(
  where: string,
  network: ScoreNetwork,
  options: ContinueOptions | BeginOptions,
  encodings: Encodings,
  held: GivenRows | undefined,
): EncodedRows | undefined {
  const { validation, validationLabels, validationConditions } = options;
  if (validation === undefined) {
    for (const [name, given] of Object.entries({ validationLabels, validationConditions }))
      if (given !== undefined) throw invalid(where, `validation, which ${name} belong to`, undefined);
    return held && withinReach(where, network, encodedRows(where, "data", encodings, held));
  }
  const table = readRows(where, "validation", network, validation, options);
  const labels = labelsOf(where, network, table.count, "validationLabels", validationLabels);
  const conditions = readConditions(where, network, "validationConditions", validationConditions, table.count);
  return withinReach(where, network, encodedRows(where, "validation", encodings, { table, labels, conditions }));
}

/** @throws LangevinError "invalid-data" for rows whose loss would not be finite */
function withinReach(where: string, { dim }: ScoreNetwork, rows: EncodedRows): EncodedRows {
  const { data } = rows;
  const far = data.findIndex((value) => Math.abs(value) > FARTHEST_VALIDATION);
  if (far < 0) return rows;
  const expected = `validation rows within ${FARTHEST_VALIDATION} deviations of the data`;
  const row = Math.floor(far / dim);
  throw new LangevinError(
    "invalid-data",
    `${where}: expected ${expected}, got one ${show(Math.abs(data[far]))} out, row ${row}`,
  );
}

function labelsOf(
  where: string,
  { classes }: ScoreNetwork,
  count: number,
  name: string,
  labels: ArrayLike<number> | undefined,
): Int32Array | undefined {
  return labels === undefined ? undefined : toLabels(where, labels, count, classes, name);
}

/** @param name  what messages call them */
export function encodedRows(
  where: string,
  name: string,
  { encoding, conditionEncoding }: Encodings,
  { table, labels, conditions }: GivenRows,
  loops?: ColumnLoops,
): EncodedRows {
  return {
    ...{ values: table.values, data: encodeRows(where, name, encoding, table, loops), labels },
    ...encodedConditions(where, name === "data" ? "conditions" : "validationConditions", conditionEncoding, conditions),
  };
}

/** Checksum of the rows, and of labels, conditions and noises where there are any. */
export function checksum({ data, labels, conditions, pairedNoise }: TrainingRows): number {
  const bytes = (array: ArrayBufferView | undefined): number =>
    array ? crc32c(new Uint8Array(array.buffer, array.byteOffset, array.byteLength)) : 0;
  return (bytes(data) ^ bytes(labels) ^ bytes(conditions) ^ bytes(pairedNoise)) >>> 0;
}

/** Rows of the network's columns; NaN where it is a free coordinate. */
function readRows(
  where: string,
  name: string,
  { dim, options: { categories } }: ScoreNetwork,
  rows: Rows,
  { gaps }: ContinueOptions | BeginOptions,
): Table {
  const table = toTable(where, name, rows, dim, { gaps: gaps === "free" });
  if (gaps === "free" && categories.length > 0) {
    const plain = plainColumns({ dim, categories });
    const bad = table.values.findIndex((value, i) => i % dim >= plain && Number.isNaN(value));
    if (bad >= 0) {
      const got = `NaN in row ${Math.floor(bad / dim)}, column ${bad % dim}`;
      throw new LangevinError("invalid-data", `${where}: expected ${name} without gaps in categories, got ${got}`);
    }
  }
  return table;
}
