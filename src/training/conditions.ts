import { conditionRows } from "../data/conditions.ts";
import { encodeRows, type Encoding } from "../data/encoding.ts";
import type { Rows, Table } from "../data/rows.ts";
import type { ObjectiveOptions } from "../engine/index.ts";
import type { ScoreNetwork } from "../models/network.ts";
import { invalid } from "../support/errors.ts";

/**
 * The conditions of `count` rows to train on or to validate by: a network with conditions needs them.
 *
 * @throws LangevinError "invalid-argument" for none, or another number of rows; as {@link conditionRows}
 */
export function readConditions(
  where: string,
  { conditions }: ScoreNetwork,
  name: string,
  rows: Rows | undefined,
  count: number,
): Table | undefined {
  if (rows === undefined) {
    if (conditions === 0) return undefined;
    throw invalid(where, `${name}, ${conditions} numbers for each row, as the network has conditions`, rows);
  }
  const table = conditionRows(where, name, rows, conditions);
  if (table.count !== count) throw invalid(where, `${name} for ${count} rows`, table.count);
  return table;
}

/** The same as the trainer takes them. */
export function encodedConditions(
  where: string,
  name: string,
  encoding: Encoding | undefined,
  table: Table | undefined,
): Pick<ObjectiveOptions, "conditions"> {
  return table ? { conditions: encodeRows(where, name, encoding!, table) } : {};
}
