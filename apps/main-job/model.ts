import { createHash } from "node:crypto";
import type { Engine, ScoreNetwork } from "langevin";
import { loadModelFile } from "langevin/node";
import { TableError, listSome, shorten, type Table } from "./table.ts";
import { reasonOf } from "./write-file.ts";

/** What a model file says about the table that its network was trained on: the note "table", as JSON. */
export interface TrainedOn {
  /** The file's name; none for the US zip codes. */
  csv?: string;
  columns: { name: string; integer: boolean }[];
  /** Of the split into training and held-out rows, and of the training. */
  seed: number;
  /** SHA-256 of the rows. */
  digest: string;
  /** Steps done and wanted. */
  step: number;
  steps: number;
}

/** A model file that cannot be used, in one sentence. */
export class ModelError extends Error {
  readonly code = "no-model";

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ModelError";
  }
}

/** A longer note may not fit a model file's header, where quotes in names take four times their length. */
const LONGEST_NOTE = 4e5;

/** The notes of a model file, or undefined where the columns' names are too long for one. */
export function writeNotes(trainedOn: TrainedOn): Record<string, string> | undefined {
  const table = JSON.stringify(trainedOn);
  return table.length > LONGEST_NOTE ? undefined : { table };
}

/**
 * The network of a model file, and what it was trained on.
 *
 * @throws {@link ModelError}
 */
export async function loadNetwork(
  engine: Engine,
  path: string,
): Promise<{ network: ScoreNetwork; trainedOn: TrainedOn }> {
  let network: ScoreNetwork;
  try {
    network = await loadModelFile(engine, path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "invalid-file") throw new ModelError(`${path} is no model: ${message}.`, { cause: error });
    throw new ModelError(`${path} cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
  try {
    return { network, trainedOn: readNotes(path, network) };
  } catch (error) {
    network.dispose();
    throw error;
  }
}

function readNotes(path: string, { notes, dim }: ScoreNetwork): TrainedOn {
  const { table } = notes as { table?: string };
  if (table === undefined)
    throw new ModelError(`${path} was not saved by npm start: it does not say what its ${dim} columns are.`);
  let trainedOn: unknown;
  try {
    trainedOn = JSON.parse(table);
  } catch (error) {
    throw new ModelError(`${path} has a note "table" that is no JSON.`, { cause: error });
  }
  if (!isTrainedOn(trainedOn, dim)) throw new ModelError(`${path} has a note "table" that does not fit its network.`);
  return trainedOn;
}

function isTrainedOn(value: unknown, dim: number): value is TrainedOn {
  if (typeof value !== "object" || value === null) return false;
  const { csv, columns, seed, digest, step, steps } = value as Record<keyof TrainedOn, unknown>;
  const isColumn = (column: unknown): boolean => {
    if (typeof column !== "object" || column === null) return false;
    const { name, integer } = column as Record<string, unknown>;
    return typeof name === "string" && typeof integer === "boolean";
  };
  return (
    (csv === undefined || typeof csv === "string") &&
    Array.isArray(columns) &&
    columns.length === dim &&
    columns.every(isColumn) &&
    [seed, step, steps].every((number) => Number.isSafeInteger(number) && (number as number) >= 0) &&
    typeof digest === "string"
  );
}

/** What tells whether rows are those that a network was trained on. */
export function digestOf(rows: Float64Array): string {
  const bytes = new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength);
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * A table's columns that a model knows, in the model's order.
 *
 * @throws {@link TableError} where one is missing
 */
export function fitColumns<T extends Table>(source: string, table: T, model: string, { columns }: TrainedOn): T {
  const places = columns.map(({ name }) => table.columns.indexOf(name));
  const missing = columns.filter((_, k) => places[k] < 0).map(({ name }) => shorten(name));
  if (missing.length > 0) {
    const has = listSome(
      table.columns.map((name) => shorten(name)),
      8,
    );
    const lacks = `${missing.length === 1 ? "column" : "columns"} ${listSome(missing, 8)}`;
    throw new TableError("other-columns", `${source} has no ${lacks} of ${model}; it has ${has}.`);
  }
  const dim = columns.length;
  const rows = new Float64Array(table.rowCount * dim);
  for (let i = 0; i < table.rowCount; i++)
    for (let d = 0; d < dim; d++) rows[i * dim + d] = table.rows[i * table.columns.length + places[d]];
  return { ...table, columns: columns.map(({ name }) => name), integer: columns.map(({ integer }) => integer), rows };
}
