import type { Cell } from "../../data/data-table.ts";
import { impute } from "../../sampling/impute.ts";
import { LangevinError } from "../../support/errors.ts";
import { quote } from "../../support/show.ts";
import { knowledge } from "../encodings/table-encoding.ts";
import { isModeled } from "./complete-schema.ts";
import { combinationsOf, type Step } from "./constraints.ts";
import { knownColumns } from "./known-columns.ts";
import { fromModelRows, toModelColumns, writeCells } from "./table-layout.ts";
import { withinReach } from "./reach.ts";
import type { TableModelParts } from "./table-model-parts.ts";
import { within, type TableProgress } from "./table-progress.ts";
import { randomDither } from "./training-rows.ts";
import { pickRows } from "../../data/pick-rows.ts";

/** Cells that are known before rows are drawn, as they are given. */
export interface GivenCells {
  count: number;
  /** For each field whether its column was given: then cells that are there come back as they are. */
  kept: readonly boolean[];
  /** (fields)(rows): null where unknown. */
  cells: readonly (readonly Cell[])[];
  /** For each field whether its cells are known to be missing. */
  isGap: readonly boolean[];
  /** Whether cells that are unknown are known not to be missing. */
  fillsGaps: boolean;
}

/** The same, as the model's columns have them. */
export interface KnownRows extends GivenCells {
  /** (fields)(rows): whether a cell is kept. */
  isKnown: readonly Uint8Array[];
  /** (rows, model's columns) numbers, and what is known of them. */
  numbers: Float64Array;
  knowledge: Float64Array;
}

/**
 * What is known, read and checked.
 *
 * @throws LangevinError "invalid-data" naming column, row and what no row can have
 */
export function readKnown(where: string, { layout, encoding }: TableModelParts, given: GivenCells): KnownRows {
  const { fields } = layout.schema;
  const numbers = fields.map((field, c) =>
    Float64Array.from(given.cells[c], (cell, r) => (isModeled(field) ? layout.codecs[c].toNumber(cell, r) : NaN)),
  );
  const states = fields.map((_, c) =>
    Uint8Array.from(numbers[c], (value) =>
      value === value || given.isGap[c] ? knowledge.value : given.fillsGaps ? knowledge.present : knowledge.nothing,
    ),
  );
  const wasGiven = numbers.map((column) => Uint8Array.from(column, (value) => Number(value === value)));
  completeCombinations(layout.steps, numbers, states);
  const known = knownColumns(where, layout, numbers, states);
  const names = fields.map(({ name }) => name);
  const modeled = toModelColumns(layout, numbers);
  const width = modeled.length;
  const flat = new Float64Array(given.count * width);
  const flatKnown = new Float64Array(flat.length);
  for (let r = 0; r < given.count; r++)
    for (let c = 0; c < width; c++) {
      flat[r * width + c] = modeled[c][r];
      flatKnown[r * width + c] = known[c][r];
      if (known[c][r] === knowledge.value && modeled[c][r] !== modeled[c][r] && !encoding.holdsMissing(c))
        throw unseenGap(where, names[c] ?? "", r);
    }
  const isKnown = fields.map((field, c) =>
    Uint8Array.from(given.cells[c], (_, r) => Number(wasGiven[c][r] || (given.kept[c] && !isModeled(field)))),
  );
  return { ...given, isKnown, numbers: flat, knowledge: flatKnown };
}

/** Where the known part of a combination leaves one only, its other cells are known as well. */
function completeCombinations(steps: readonly Step[], numbers: Float64Array[], states: Uint8Array[]): void {
  for (const step of steps) {
    if (step.kind !== "combination") continue;
    const { columns } = step;
    const isKnown = (c: number, r: number): boolean => states[c][r] === knowledge.value;
    for (let r = 0; r < numbers[columns[0]].length; r++) {
      const some = columns.some((c) => isKnown(c, r));
      if (!some || columns.every((c) => isKnown(c, r))) continue;
      const fitting = combinationsOf(step).filter((values) =>
        columns.every((c, k) => !isKnown(c, r) || Object.is(values[k], numbers[c][r])),
      );
      if (fitting.length !== 1) continue;
      columns.forEach((c, k) => {
        numbers[c][r] = fitting[0][k];
        states[c][r] = knowledge.value;
      });
    }
  }
}

/** Which rows are filled, how often, and from which noise. */
interface Filling {
  rows: readonly number[];
  copies: number;
  offset: number;
  seed: number;
  signal: AbortSignal | undefined;
}

/** The cells of all fields, with those that are unknown drawn given the others. */
export async function* fillKnown(
  { layout, encoding, network }: TableModelParts,
  known: KnownRows,
  { rows, copies, offset, seed, signal }: Filling,
): AsyncGenerator<TableProgress, Cell[][], void> {
  const { columns } = encoding;
  let decoded = new Float64Array(rows.length * copies * columns);
  if (network) {
    const [numbers, states] = [known.numbers, known.knowledge].map((each) => pickRows(each, columns, rows));
    const { rows: encoded } = withinReach(
      encoding,
      encoding.encodeKnown(
        numbers,
        states,
        randomDither(seed, 0, (k) => offset + k),
      ),
    );
    decoded = Float64Array.from(
      encoding.decode(yield* within(impute(network, encoded, { copies, seed, offset, signal }))),
    );
  } else {
    const one = encoding.decode([]);
    for (let at = 0; at < decoded.length; at += columns) decoded.set(one, at);
  }
  return writeCells(layout, fromModelRows(layout, decoded, columns)).map((column, c) =>
    column.map((cell, k) => {
      const r = rows[Math.floor(k / copies)];
      if (known.isGap[c]) return null;
      return known.isKnown[c][r] ? known.cells[c][r] : cell;
    }),
  );
}

function unseenGap(where: string, name: string, row: number): LangevinError {
  return new LangevinError(
    "invalid-data",
    `${where}: expected a value of column ${quote(name)}, which had no gaps in training, got a gap in row ${row}`,
  );
}
