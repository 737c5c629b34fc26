import { rowsKind, type WorkKind } from "../shards/index.ts";
import { sweepKind } from "../sweep/index.ts";

/** Kinds of work that a folder may hold: a new one is a line. */
export const workKinds: readonly WorkKind[] = [rowsKind, sweepKind];
