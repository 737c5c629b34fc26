import type { Kind } from "./sets.ts";
import type { TextTable } from "./text-table.ts";

/** A model of a table. */
export interface FittedTable {
  /** Time of training. */
  seconds: number;
  sample(count: number, seed: number): Promise<TextTable>;
  /** The table with its gaps filled, each time anew. */
  impute(table: TextTable, draws: number, seed: number): Promise<TextTable[]>;
  dispose(): void;
}

export interface FitOptions {
  /** Time that training may take. */
  seconds: number;
  seed: number;
}

/** How this library learns a table: with nothing set by hand, but the time. */
export type Fit = (train: TextTable, options: FitOptions) => Promise<FittedTable>;

/** A way to make rows that needs no training worth the name. */
export type Rival = (train: TextTable, kinds: readonly Kind[], count: number, seed: number) => TextTable;
