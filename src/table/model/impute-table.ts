import type { DataTable } from "../../data/data-table.ts";
import { abortSignal, integer, readOptions, seed, type Spec } from "../../support/options.ts";
import { Run } from "../../support/run.ts";
import { fillKnown, type KnownTable } from "./fill-known.ts";
import { readCells } from "./table-layout.ts";
import { toDataTable, type TableInput } from "./table-input.ts";
import type { TableModelParts } from "./table-model-parts.ts";
import type { TableProgress } from "./table-progress.ts";
import { modelWithoutMissing } from "./without-missing.ts";

/** Options of `TableModel.impute`. */
export interface ImputeTableOptions {
  /** Completions of every row. @default 1 */
  draws?: number | undefined;
  /** Seed of all noise. @default 0 */
  seed?: number | undefined;
  /** Index of the first row: rows offset, offset + 1, … of one large table, bit for bit. @default 0 */
  offset?: number | undefined;
  /** Ends the work with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
}

export const imputeTableSpec = {
  draws: integer(1, 1e6, { default: 1 }),
  seed: seed({ default: 0 }),
  offset: integer(0, 0xffffffff, { default: 0 }),
  signal: abortSignal(),
} satisfies Spec<ImputeTableOptions>;

/** {@link TableModel.impute}, called `where` in errors. */
export function imputeTable(
  where: string,
  parts: TableModelParts,
  input: TableInput,
  options: ImputeTableOptions,
): Run<DataTable, TableProgress> {
  const { draws, seed, offset, signal } = readOptions(where, options, imputeTableSpec);
  const table = toDataTable(where, "table", input);
  const { schema } = parts.layout;
  readCells(parts.layout, table); // what cannot be read is refused at the call
  parts.network?.mlp.check(where);
  const count = table.columns[0].length;
  const places = schema.fields.map(({ name }) => table.names.indexOf(name));
  const gaps = parts.layout.codecs;
  const known: KnownTable = {
    count,
    kept: places.map((place) => place >= 0),
    cells: places.map((place, c) =>
      Array.from({ length: count }, (_, r) => {
        const cell = place < 0 ? null : (table.columns[place][r] ?? null);
        const isText = schema.fields[c].langevin?.role === "text" || schema.fields[c].langevin?.role === "identifier";
        return isText || cell === null || gaps[c].toNumber(cell, r) === gaps[c].toNumber(cell, r) ? cell : null;
      }),
    ),
    isGap: places.map(() => false),
    fillsGaps: true,
    copies: draws,
  };
  return new Run(work(where, parts, { table, known, draws }, { seed, offset, signal }));
}

async function* work(
  where: string,
  parts: TableModelParts,
  { table, known, draws }: { table: DataTable; known: KnownTable; draws: number },
  { seed, offset, signal }: { seed: number; offset: number; signal: AbortSignal | undefined },
): AsyncGenerator<TableProgress, DataTable, void> {
  const { fields } = parts.layout.schema;
  const model = modelWithoutMissing(parts);
  try {
    const cells = yield* fillKnown(where, model, known, { offset, count: known.count, seed, signal });
    const names = [...table.names];
    fields.forEach(({ name, langevin }) => {
      if (!names.includes(name) && langevin?.role !== "drop") names.push(name);
    });
    const columns = names.map((name) => {
      const c = fields.findIndex((field) => field.name === name);
      if (c >= 0) return cells[c];
      const own = table.columns[table.names.indexOf(name)];
      return own.flatMap((cell) => Array.from({ length: draws }, () => cell));
    });
    return { names, columns };
  } finally {
    if (model !== parts) model.network?.dispose();
  }
}
