/** One cell: a text, number, truth value or moment; null where it is missing. */
export type Cell = string | number | bigint | boolean | Date | null;

/** A table in memory: named columns of cells, in order. Names may repeat no name. */
export interface DataTable {
  /** Names of the columns. */
  readonly names: readonly string[];
  /** One list of cells for each name, all of the same length. */
  readonly columns: readonly (readonly Cell[])[];
}
