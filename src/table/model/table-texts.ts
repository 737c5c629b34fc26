import type { Cell, DataTable } from "../../data/data-table.ts";
import { foldKey, purposes, streamKey, uniformAt } from "../../numerics/random.ts";
import { rowKeys } from "../../numerics/row-blocks.ts";
import type { Field, TableSchema } from "../schema/table-schema.ts";
import { chosenRows } from "./training-rows.ts";

/** Texts of a column that a model keeps at most, and their characters. */
const [MOST_TEXTS, MOST_CHARACTERS] = [10_000, 4_000_000];

/**
 * The schema with the table's own texts where none are learned: cells of free text, gaps among them, and rare texts that are
 * one level together. Fields that have `texts`, or ask for protection themselves, stay as they are.
 *
 * @param asked  the schema before protection
 */
export function withTableTexts(schema: TableSchema, asked: TableSchema, table: DataTable, seed: number): TableSchema {
  const fields = schema.fields.map((field, c): Field => {
    const isProtected = asked.fields[c].langevin?.protect !== undefined;
    if (!field.langevin || isProtected || field.langevin.texts !== undefined) return field;
    const gaps = new Set(field.missingValues ?? schema.missingValues ?? [""]);
    const cells = table.columns[table.names.indexOf(field.name)].map((cell) =>
      typeof cell === "string" && !gaps.has(cell) ? cell : null,
    );
    if (isFreeText(field)) return withTexts(field, cells, seed);
    const levels = new Set(field.categories);
    const rare = cells.filter((cell) => cell !== null && !levels.has(cell));
    return isOpen(field) && rare.length > 0 ? withTexts(field, rare, seed) : field;
  });
  return { ...schema, fields };
}

function withTexts(field: Field, cells: readonly (string | null)[], seed: number): Field {
  const texts: (string | null)[] = [];
  let characters = 0;
  for (const row of chosenRows(cells.length, MOST_TEXTS, seed)) {
    characters += cells[row]?.length ?? 0;
    if (characters > MOST_CHARACTERS) break;
    texts.push(cells[row]);
  }
  return { ...field, langevin: { role: "text", ...field.langevin, texts } };
}

/** A column of texts that is not learned. */
function isFreeText({ type, langevin }: Field): boolean {
  return type === "string" && langevin?.role === "text";
}

/** A column of texts with a level for those that it does not list. */
function isOpen({ type, categories, langevin }: Field): boolean {
  return type === "string" && categories !== undefined && langevin?.other !== undefined;
}

/** Which cells get texts. */
export interface TextDraws {
  seed: number;
  /** The number of a row among all rows of the seed, from its place. */
  rowAt(place: number): number;
  /** Whether a cell was given. */
  isGiven(column: number, place: number): boolean;
  /** Whether a column of free text may have gaps; without it free text stays as it is. */
  freeText?: { gaps: boolean };
}

/** Puts a field's `texts`, drawn at random by the row, in place of cells that stand for no text. */
export function drawTexts(
  fields: readonly Field[],
  cells: Cell[][],
  { seed, rowAt, isGiven, freeText }: TextDraws,
): void {
  fields.forEach((field, c) => {
    const isFree = isFreeText(field);
    const { other, texts: all = [] } = field.langevin ?? {};
    const texts = isFree && freeText?.gaps ? all : all.filter((text) => text !== null);
    if (texts.length === 0 || (isFree ? freeText === undefined : !isOpen(field))) return;
    const keyOf = rowKeys((block) => foldKey(streamKey(seed, purposes.tableTexts, block), c, 0));
    cells[c] = cells[c].map((cell, place) => {
      if (isGiven(c, place) || (!isFree && cell !== other)) return cell;
      const row = rowAt(place);
      return texts[Math.floor(uniformAt(keyOf(row), row, 0) * texts.length)];
    });
  });
}
