import type { Cell } from "../../data/data-table.ts";
import { impute } from "../../sampling/impute.ts";
import { LangevinError } from "../../support/errors.ts";
import { quote, show } from "../../support/show.ts";
import { knowledge } from "../encodings/table-encoding.ts";
import { isModeled } from "./complete-schema.ts";
import { applyKnown, applySteps, type Step } from "./constraints.ts";
import { fromModelRows, writeCells } from "./table-layout.ts";
import type { TableModelParts } from "./table-model-parts.ts";
import { within, type TableProgress } from "./table-progress.ts";
import { randomDither } from "./training-rows.ts";

/** Cells that are known before rows are drawn. */
export interface KnownTable {
  count: number;
  /** For each field whether its column was given: then cells that are there come back as they are. */
  kept: readonly boolean[];
  /** (fields)(rows): null where unknown. */
  cells: readonly (readonly Cell[])[];
  /** For each field whether its cells are known to be missing. */
  isGap: readonly boolean[];
  /** Whether cells that are unknown are known not to be missing. */
  fillsGaps: boolean;
  /** The rows of `cells` that are drawn, where not all are. */
  rows?: readonly number[] | undefined;
  /** Completions of each row. */
  copies?: number;
}

/** The cells of all fields, with those that are unknown drawn given the others. */
export async function* fillKnown(
  where: string,
  { layout, encoding, network }: TableModelParts,
  known: KnownTable,
  { offset, seed, signal }: { offset: number; count: number; seed: number; signal: AbortSignal | undefined },
): AsyncGenerator<TableProgress, Cell[][], void> {
  const { copies = 1, rows = Array.from({ length: known.count }, (_, r) => r) } = known;
  const { fields } = layout.schema;
  const cells = known.cells.map((column) => rows.map((r) => column[r] ?? null));
  const numbers = fields.map((field, c) =>
    Float64Array.from(cells[c], (cell, k) => (isModeled(field) ? layout.codecs[c].toNumber(cell, rows[k]) : NaN)),
  );
  const states = fields.map((_, c) =>
    Uint8Array.from(numbers[c], (value) =>
      value === value || known.isGap[c] ? knowledge.value : known.fillsGaps ? knowledge.present : knowledge.nothing,
    ),
  );
  const { known: modelKnown, conflicts } = applyKnown(layout.steps, numbers, states);
  if (conflicts.length > 0)
    throw partlyKnown(
      where,
      conflicts[0],
      fields.map(({ name }) => name),
    );
  const modeled = applySteps(layout.steps, numbers);
  const width = modeled.length;
  const flat = new Float64Array(rows.length * width);
  const flatKnown = new Uint8Array(flat.length);
  for (let k = 0; k < rows.length; k++)
    for (let c = 0; c < width; c++) {
      flat[k * width + c] = modeled[c][k];
      flatKnown[k * width + c] = modelKnown[c][k];
      if (modelKnown[c][k] === knowledge.value && modeled[c][k] !== modeled[c][k] && !encoding.holdsMissing(c))
        throw unseenGap(where, fields[c]?.name ?? "", rows[k]);
    }
  let decoded: Float64Array;
  if (network) {
    const encoded = encoding.encodeKnown(flat, flatKnown, randomDither(seed, 0, offset));
    const run = impute(network, encoded, { copies, seed, offset, signal });
    decoded = encoding.decode(yield* within(run));
  } else {
    const one = encoding.decode([]);
    decoded = new Float64Array(rows.length * copies * width);
    for (let at = 0; at < decoded.length; at += width) decoded.set(one, at);
  }
  const filled = writeCells(layout, fromModelRows(layout, decoded, width));
  return filled.map((column, c) =>
    column.map((cell, k) => {
      const r = Math.floor(k / copies);
      if (known.isGap[c]) return null;
      return numbers[c][r] === numbers[c][r] || !isModeled(fields[c]) ? cells[c][r] : cell;
    }),
  );
}

function unseenGap(where: string, name: string, row: number): LangevinError {
  return new LangevinError(
    "invalid-data",
    `${where}: expected a value of column ${quote(name)}, which had no gaps in training, got a gap in row ${row}`,
  );
}

function partlyKnown(
  where: string,
  { row, step }: { row: number; step: Step },
  names: readonly string[],
): LangevinError {
  const target = step.kind === "combination" ? step.columns[0] : step.target;
  const others = step.kind === "combination" ? step.columns.slice(1) : step.from;
  const list = others.map((c) => quote(names[c])).join(", ");
  const expected =
    step.kind === "combination"
      ? `all of ${quote(names[target])}, ${list} to be known, or none, as the schema joins them`
      : `${list} to be known wherever ${quote(names[target])} is, as the schema's constraint ties it to them`;
  return new LangevinError("invalid-data", `${where}: expected ${expected}, got ${show("a part")} in row ${row}`);
}
