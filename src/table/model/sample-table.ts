import type { Cell, DataTable } from "../../data/data-table.ts";
import { checkOffset } from "../../numerics/row-blocks.ts";
import { samplers, type SamplerName } from "../../sampling/samplers/registry.ts";
import { checkInteger, invalid, LangevinError } from "../../support/errors.ts";
import {
  abortSignal,
  integer,
  oneOf,
  option,
  readOptions,
  rowOffset,
  seed,
  unchecked,
  type Settled,
  type Spec,
} from "../../support/options.ts";
import { isReadable } from "../../support/readable.ts";
import { Run } from "../../support/run.ts";
import { quote } from "../../support/show.ts";
import { identifierCells } from "../fields/identifiers.ts";
import { isModeled } from "./complete-schema.ts";
import { fillKnown, readKnown, type GivenCells, type KnownRows } from "./fill-known.ts";
import { acceptRows, type Part, type TableRow } from "./rejection.ts";
import { learnedKey, takeNewKeys } from "./row-keys.ts";
import { columnNamed, toDataTable, type TableInput } from "./table-input.ts";
import { fromModelRows, writeCells } from "./table-layout.ts";
import { drawTexts } from "./table-texts.ts";
import type { TableModelParts } from "./table-model-parts.ts";
import { within, type TableProgress } from "./table-progress.ts";
import { modelWithoutMissing } from "./without-missing.ts";

/** Options of `TableModel.sample`. */
export interface SampleTableOptions {
  /** Cells that every row is to have, by column; null: it is to be missing. @default none */
  where?: Readonly<Record<string, Cell>> | undefined;
  /** A table of `count` rows whose cells are kept; those that are null are drawn. @default none */
  given?: TableInput | undefined;
  /** Rows that it refuses are drawn again, within `budget`. Functions cannot be sent to a worker. @default all are taken */
  accept?: ((row: TableRow) => boolean) | undefined;
  /** Rows that may be drawn in all for `accept`, for each row wanted. @default 100 */
  budget?: number | undefined;
  /** Whether rows may have gaps, as the table has, or every gap is filled. @default "learn" */
  missing?: "learn" | "never" | undefined;
  /** Seed of all noise. @default 0 */
  seed?: number | undefined;
  /** Index of the first row: rows offset, offset + 1, … of one large table, bit for bit. @default 0 */
  offset?: number | undefined;
  /** Which sampler draws rows of which nothing is known. @default "dpmSolverPlusPlus" */
  sampler?: SamplerName | undefined;
  /** Scores that each of these rows costs. @default what the fit chose for a table of its size */
  evaluations?: number | undefined;
  /** Ends the work with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
}

export const sampleTableSpec = {
  where: unchecked<Readonly<Record<string, Cell>>>(),
  given: unchecked<TableInput>(),
  accept: option((where, name, value) => {
    if (typeof value !== "function") throw invalid(where, `${name} a function of a row`, value);
    return value as (row: TableRow) => boolean;
  }),
  budget: integer(1, 1e6, { default: 100 }),
  missing: oneOf(["learn", "never"], { default: "learn" }),
  seed: seed({ default: 0 }),
  offset: rowOffset(),
  sampler: oneOf(Object.keys(samplers) as SamplerName[], { default: "dpmSolverPlusPlus" }),
  evaluations: integer(3, 1e6),
  signal: abortSignal(),
} satisfies Spec<SampleTableOptions>;

type SampleSettings = Settled<typeof sampleTableSpec>;

/** {@link TableModel.sample}, called `where` in errors. */
export function sampleTable(
  where: string,
  parts: TableModelParts,
  count: number,
  options: SampleTableOptions,
): Run<DataTable, TableProgress> {
  checkInteger(where, "count", count, 1, 0x7fffffff);
  const settings = readOptions(where, options, sampleTableSpec);
  checkOffset(where, settings.offset, count);
  parts.network?.mlp.check(where);
  const given = givenCells(where, parts, count, settings);
  const known = given && readKnown(where, parts, given);
  return new Run(work(where, parts, count, settings, known));
}

async function* work(
  where: string,
  parts: TableModelParts,
  count: number,
  settings: SampleSettings,
  known: KnownRows | undefined,
): AsyncGenerator<TableProgress, DataTable, void> {
  const { offset, seed, accept } = settings;
  const model = settings.missing === "never" ? modelWithoutMissing(parts, known) : parts;
  const draw = (part: Part): AsyncGenerator<TableProgress, Cell[][], void> =>
    drawCells(where, model, part, settings, known);
  try {
    const key = learnedKey(parts.layout.schema);
    if (!accept && key.length === 0) return withNames(parts, yield* draw({ offset, count, seed }));
    const isNew = key.length > 0 ? takeNewKeys(key) : () => true;
    const wanted = {
      ...{ count, settings, draw },
      accept: (row: TableRow) => (!accept || accept(row) === true) && isNew(row),
      expected: accept ? "accept to take" : `the primary key ${key.map(quote).join(", ")} to differ in`,
    };
    return withNames(parts, yield* acceptRows(where, parts, wanted));
  } finally {
    if (model !== parts) model.network?.dispose();
  }
}

/** The cells of all fields, column by column, for a part of the rows. */
async function* drawCells(
  where: string,
  parts: TableModelParts,
  { offset, count, seed }: Part,
  settings: SampleSettings,
  known: KnownRows | undefined,
): AsyncGenerator<TableProgress, Cell[][], void> {
  const { layout, encoding, network, state } = parts;
  const { signal, sampler, evaluations = state.evaluations } = settings;
  let cells: Cell[][];
  if (known) {
    const rows = Array.from({ length: count }, (_, k) => offset - settings.offset + k);
    cells = yield* fillKnown(parts, known, { rows, copies: 1, offset, seed, signal });
  } else {
    const options = { count, seed, offset, evaluations, signal };
    const decoded = network
      ? encoding.decode(yield* within(samplers[sampler](network, "auto" as never, options)))
      : repeated(encoding.decode([]), count);
    cells = writeCells(layout, fromModelRows(layout, decoded, encoding.columns));
  }
  drawTexts(layout.schema.fields, cells, {
    seed,
    rowAt: (place) => offset + place,
    isGiven: (c, place) => (known?.isKnown[c][offset - settings.offset + place] ?? 0) > 0,
    freeText: { gaps: settings.missing === "learn" },
  });
  layout.schema.fields.forEach((field, c) => {
    if (!known?.kept[c] && field.langevin?.role === "identifier")
      cells[c] = identifierCells(where, field, offset, count);
  });
  return cells;
}

/** Names to the cells of all fields, less dropped columns. */
function withNames({ layout }: TableModelParts, cells: readonly Cell[][]): DataTable {
  const kept = layout.schema.fields.map(({ langevin }, c) => ({ c, dropped: langevin?.role === "drop" }));
  const places = kept.filter(({ dropped }) => !dropped).map(({ c }) => c);
  return { names: places.map((c) => layout.schema.fields[c].name), columns: places.map((c) => cells[c]) };
}

function repeated(row: Float64Array, count: number): Float64Array {
  const rows = new Float64Array(row.length * count);
  for (let r = 0; r < count; r++) rows.set(row, r * row.length);
  return rows;
}

/** What `where` and `given` say of the cells of each row. */
function givenCells(
  where: string,
  { layout }: TableModelParts,
  count: number,
  { where: conditions, given }: SampleSettings,
): GivenCells | undefined {
  if (conditions === undefined && given === undefined) return undefined;
  const { fields } = layout.schema;
  const names = fields.map(({ name }) => name);
  const cells: (Cell[] | undefined)[] = fields.map(() => undefined);
  const isGap: boolean[] = fields.map(() => false);
  if (given !== undefined) {
    const table = toDataTable(where, "given", given);
    if (table.columns[0].length !== count) throw invalid(where, `given of ${count} rows`, table.columns[0].length);
    table.names.forEach((name, k) => (cells[columnNamed(`${where}: given`, name, names)] = [...table.columns[k]]));
  }
  if (conditions !== undefined) {
    if (!isReadable(conditions) || typeof conditions !== "object" || conditions === null || Array.isArray(conditions))
      throw invalid(where, "where an object of columns and their values", conditions);
    for (const [name, cell] of Object.entries(conditions)) {
      const c = columnNamed(`${where}: where`, name, names);
      if (!isModeled(fields[c]))
        throw new LangevinError(
          "invalid-argument",
          `${where}: expected where of columns that are learned, got ${quote(name)}, one of role ${quote(fields[c].langevin?.role ?? "")}`,
        );
      if (cell === undefined) throw invalid(where, `where ${quote(name)} a cell or null`, cell);
      if (typeof cell === "function")
        throw invalid(where, `where ${quote(name)} a cell or null; the option accept takes functions`, cell);
      cells[c] = Array.from({ length: count }, () => cell);
      isGap[c] = cell === null;
    }
  }
  return {
    count,
    kept: cells.map((column) => column !== undefined),
    cells: cells.map((column) => column ?? new Array<Cell>(count).fill(null)),
    isGap,
    fillsGaps: false,
  };
}
