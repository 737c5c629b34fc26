import { checkOneOf } from "../../support/errors.ts";
import type { ColumnLoops } from "../column-loops.ts";
import type { Encoding, EncodingKind } from "../encoding.ts";
import type { Table } from "../rows.ts";
import * as encodings from "./index.ts";

/** Every kind of encoding, by the name that `train` and model files know it by. */
export { encodings };

/** The name of a kind of encoding. */
export type EncodingName = keyof typeof encodings;

export const encodingNames = Object.keys(encodings) as EncodingName[];

/** The kind of a name. */
export function encodingKind(name: EncodingName): EncodingKind {
  return encodings[name];
}

/**
 * An encoding of the given kind for a table; by default the standard one.
 *
 * @throws LangevinError "invalid-argument" for a kind that is none; "invalid-data" for columns it cannot hold
 */
export function fitEncoding(
  where: string,
  name: EncodingName | undefined,
  table: Table,
  loops?: ColumnLoops,
): Encoding {
  return encodingKind(checkOneOf(where, "encoding", name ?? "standard", encodingNames)).fit(where, table, loops);
}
