import { LangevinError } from "../../support/errors.ts";
import { quote } from "../../support/show.ts";
import { applyKnown, type Columns, type Step } from "./constraints.ts";
import type { TableLayout } from "./table-layout.ts";

/**
 * What is known of the model's columns, from what is known of the fields' cells.
 *
 * @param states  for each field `knowledge` of each row
 * @throws LangevinError "invalid-data" where a part of what the schema joins is known
 */
export function knownColumns(
  where: string,
  { schema, steps }: Pick<TableLayout, "schema" | "steps">,
  columns: Columns,
  states: readonly Uint8Array[],
): Uint8Array[] {
  const { known, conflicts } = applyKnown(steps, columns, states);
  if (conflicts.length > 0) {
    const names = schema.fields.map(({ name }) => name);
    throw partlyKnown(where, conflicts[0], names);
  }
  return known;
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
  return new LangevinError("invalid-data", `${where}: expected ${expected}, got a part of them in row ${row}`);
}
