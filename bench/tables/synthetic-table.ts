import { gaussianCopula } from "./copula.ts";
import { independentColumns } from "./independent.ts";
import type { TableSet } from "./sets.ts";
import { readTable, reorder, rowCount, type TextTable } from "./text-table.ts";

/** Tables that need no file: the held-out rows, and what two simple methods draw. */
export const sourceNames = ["real", "copula", "independent"] as const;

/** Synthetic rows for a set: of a CSV file with its columns, or by the name of a source. */
export function syntheticTable({ train, test, kinds }: TableSet, source: string, seed: number): TextTable {
  if (source === "real") return test;
  if (source === "copula") return gaussianCopula(train, kinds, rowCount(train), seed);
  if (source === "independent") return independentColumns(train, kinds, rowCount(train), seed);
  return reorder(readTable(source), train.names);
}
