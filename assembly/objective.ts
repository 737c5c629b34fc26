// What is minimized, as the host writes it into memory: contract.mjs has the words.

import { dataRows } from "./generated/objective";

export * from "./generated/objective";

/** The data row that a random word draws: ⌊word·n/2³²⌋. */
// @ts-ignore: decorator
@inline
export function drawnRow(objective: usize, word: u32): usize {
  return <usize>((<u64>word * <u64>dataRows(objective)) >> 32);
}
