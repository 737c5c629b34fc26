import type { DataTable } from "../../data/data-table.ts";
import { blockSize, plainColumns } from "../../data/category-block.ts";
import { invalid, LangevinError } from "../../support/errors.ts";
import { fitTableEncoding, type TableEncoding } from "../encodings/table-encoding.ts";
import { protectSchema } from "../fields/protect.ts";
import type { TableSchema } from "../schema/table-schema.ts";
import { suggestConstraints } from "../constraints/suggest-constraints.ts";
import { completeSchema } from "./complete-schema.ts";
import { fitConstraints, modelFields, restColumns } from "./constraints.ts";
import { recipeFor, usualSeconds, type Recipe } from "./recipe.ts";
import type { RecipeChoice } from "./recipe-choice.ts";
import { columnNamed } from "./table-input.ts";
import { withTableTexts } from "./table-texts.ts";
import { layoutOf, readCells, toModelColumns, type TableLayout } from "./table-layout.ts";
import { chosenRows, splitRows } from "./training-rows.ts";
import { pickRows } from "../../data/pick-rows.ts";

/** Coordinates that a network may have. */
export const MOST_WIDTH = 4096;
/** Bytes that training may take. */
const MOST_BYTES = 4 * 1024 * 1024 * 1024;

/** A table that is ready to be learned: everything is checked, nothing is trained. */
export interface PreparedFit {
  layout: TableLayout;
  encoding: TableEncoding;
  recipe: Recipe;
  seconds: number;
  /** Rows of the model's columns: those learned from and those held out. */
  training: Float64Array;
  holdout: Float64Array;
  rows: number;
  bytes: number;
}

/** What of the options decides how a table is prepared. */
interface Asked {
  schema: TableSchema;
  seconds: number | undefined;
  seed: number;
  holdout: number | undefined;
  target: string | undefined;
  protect: boolean;
  allowRealText?: boolean;
  choice?: RecipeChoice;
}

/**
 * Checks a table, finds its encoding and recipe.
 *
 * @throws LangevinError "invalid-argument", "invalid-data" naming column and row; "out-of-memory" with an estimate
 */
export function prepareFit(where: string, table: DataTable, asked: Asked): PreparedFit {
  const total = table.columns[0].length;
  if (total < 2) throw new LangevinError("invalid-data", `${where}: expected a table of 2 or more rows, got ${total}`);
  const { seed, target } = asked;
  if (target !== undefined) columnNamed(`${where}: target`, target, table.names);
  const complete = completeSchema(where, asked.schema, table);
  const unprotected = readCells(layoutOf(where, complete, []), table);
  const guarded = withCombinations(protectSchema(complete, unprotected, { all: asked.protect, seed }), unprotected);
  const schema = asked.allowRealText ? withTableTexts(guarded, complete, table, seed) : guarded;
  const layout = layoutOf(where, schema, []);
  const columns = readCells(layout, table);
  const steps = fitConstraints(where, schema, columns);
  const fields = modelFields(schema.fields, steps);
  const modeled = toModelColumns({ schema, steps }, columns);
  if (modeled.length !== columns.length + restColumns(steps))
    throw invalid(where, "columns of all constraints", modeled.length);
  const encoding = fitTableEncoding(where, fields, modeled);
  const plain = plainColumns({ dim: encoding.width, categories: encoding.categories });
  if (encoding.width > MOST_WIDTH)
    throw new LangevinError(
      "invalid-data",
      `${where}: expected a table of at most ${MOST_WIDTH} coordinates, got ${encoding.width}; ` +
        `${JSON.stringify(widestOf(encoding, fields))} has the most, role "drop" leaves a column out`,
    );
  const needs = { rows: total, plain, blockWidth: encoding.width - plain, blocks: encoding.categories.length };
  const seconds = asked.seconds ?? usualSeconds(needs);
  const recipe = { ...recipeFor({ ...needs, seconds }), ...asked.choice };
  const rows = Math.min(total, recipe.mostRows);
  const held = asked.holdout === undefined ? recipe.holdout : Math.floor(asked.holdout * rows);
  const flat = flatten(modeled, chosenRows(total, rows, seed));
  const { training, holdout } = splitRows(rows, Math.min(held, rows - 2), seed);
  const settled = { ...recipe, holdout: holdout.length };
  const bytes = bytesOf(encoding, settled, training.length, rows);
  if (bytes > MOST_BYTES)
    throw new LangevinError(
      "out-of-memory",
      `${where}: expected a fit within ${MOST_BYTES} bytes of memory, got about ${bytes} for ${rows} rows of ${encoding.width} coordinates`,
    );
  return {
    layout: { ...layout, steps },
    encoding,
    recipe: settled,
    seconds,
    training: pickRows(flat, encoding.columns, training),
    holdout: pickRows(flat, encoding.columns, holdout),
    rows,
    bytes,
  };
}

/**
 * A schema that says nothing of constraints keeps columns together of which each determines the others in every row, such as a
 * code and its label: given one of them the others are known.
 */
function withCombinations(schema: TableSchema, columns: readonly Float64Array[]): TableSchema {
  if (schema.langevin?.constraints !== undefined) return schema;
  const names = schema.fields.map(({ name }) => name);
  const constraints = suggestConstraints(schema.fields, columns).filter(
    (constraint) =>
      constraint.type === "combination" && isOneToOne(constraint.fields.map((name) => columns[names.indexOf(name)])),
  );
  return constraints.length === 0 ? schema : { ...schema, langevin: { ...schema.langevin, constraints } };
}

/** Whether each column has as many values as there are combinations of them. */
function isOneToOne(columns: readonly Float64Array[]): boolean {
  const combinations = new Set(Array.from(columns[0], (_, r) => columns.map((column) => column[r]).join())).size;
  return columns.every((column) => new Set(column).size === combinations);
}

function flatten(columns: readonly Float64Array[], chosen: readonly number[]): Float64Array {
  const rows = new Float64Array(chosen.length * columns.length);
  chosen.forEach((row, k) => columns.forEach((column, c) => (rows[k * columns.length + c] = column[row])));
  return rows;
}

function widestOf(encoding: TableEncoding, fields: readonly { name: string }[]): string {
  let widest = 0;
  fields.forEach((_, c) => {
    if (encoding.coordinatesOf(c).length > encoding.coordinatesOf(widest).length) widest = c;
  });
  return fields[widest].name;
}

/** Memory of the rows and of the network with its gradients, moments and batch, about. */
function bytesOf(
  { width, columns, categories }: TableEncoding,
  recipe: Recipe,
  training: number,
  rows: number,
): number {
  const levels = categories.reduce((sum, { probabilities }) => sum + probabilities.length, 0);
  const plain = categories.reduce((left, block) => left - blockSize(block), width);
  const sizes = [plain * (1 + recipe.coordinateFrequencies) + levels + 8, ...recipe.hidden, plain + levels];
  const weights = sizes.slice(1).reduce((sum, size, l) => sum + (sizes[l] + 1) * size, 0);
  const perBatchRow = sizes.reduce((sum, size) => sum + 3 * size, 0);
  return (
    4 * (8 * weights + recipe.batchSize * perBatchRow + 2 * training * recipe.copies * width) + 16 * rows * columns
  );
}
