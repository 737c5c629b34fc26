import { checkOneOf } from "../../support/errors.ts";
import type { ColumnKind } from "./column-encoding.ts";
import * as kinds from "./index.ts";

/** The name of a kind of column, as schemas and files have it. */
export type ColumnKindName = keyof typeof kinds;

export const columnKindNames = Object.keys(kinds) as ColumnKindName[];

/**
 * The kind of a name.
 *
 * @throws LangevinError "invalid-argument" for a name of none
 */
export function columnKind(where: string, name: unknown): ColumnKind {
  return kinds[checkOneOf(where, "encoding", name, columnKindNames)];
}
