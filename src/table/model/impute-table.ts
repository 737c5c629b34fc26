import type { DataTable } from "../../data/data-table.ts";
import { checkOffset } from "../../numerics/row-blocks.ts";
import { abortSignal, integer, readOptions, rowOffset, seed, type Spec } from "../../support/options.ts";
import { Run } from "../../support/run.ts";
import { fillKnown, readKnown, type KnownRows } from "./fill-known.ts";
import { toDataTable, type TableInput } from "./table-input.ts";
import { drawTexts } from "./table-texts.ts";
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
  offset: rowOffset(),
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
  const { fields } = parts.layout.schema;
  parts.network?.mlp.check(where);
  const count = table.columns[0].length;
  const places = fields.map(({ name }) => table.names.indexOf(name));
  checkOffset(where, offset, count, draws);
  const known = readKnown(where, parts, {
    count,
    kept: places.map((place) => place >= 0),
    cells: places.map((place) =>
      place < 0 ? new Array<null>(count).fill(null) : table.columns[place].map((cell) => cell ?? null),
    ),
    isGap: places.map(() => false),
    fillsGaps: true,
  });
  return new Run(work(parts, { table, known, draws }, { seed, offset, signal }));
}

async function* work(
  parts: TableModelParts,
  { table, known, draws }: { table: DataTable; known: KnownRows; draws: number },
  { seed, offset, signal }: { seed: number; offset: number; signal: AbortSignal | undefined },
): AsyncGenerator<TableProgress, DataTable, void> {
  const { fields } = parts.layout.schema;
  const model = modelWithoutMissing(parts);
  const rows = Array.from({ length: known.count }, (_, r) => r);
  try {
    const cells = yield* fillKnown(model, known, { rows, copies: draws, offset, seed, signal });
    drawTexts(fields, cells, {
      seed,
      rowAt: (place) => offset * draws + place,
      isGiven: (c, place) => known.isKnown[c][Math.floor(place / draws)] > 0,
    });
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
