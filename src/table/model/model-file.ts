export const FORMAT = "langevin-table-model";
export const VERSION = "1";

/** What a missing value is among the finite numbers of a file: no other value of a table is so large. */
export const GAP = -Number.MAX_VALUE;
