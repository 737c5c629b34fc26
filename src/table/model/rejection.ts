import type { Cell } from "../../data/data-table.ts";
import { foldKey, purposes, streamKey } from "../../numerics/random.ts";
import { LangevinError } from "../../support/errors.ts";
import { messageOf } from "../../support/show.ts";
import type { TableModelParts } from "./table-model-parts.ts";
import type { TableProgress } from "./table-progress.ts";

/** A row as an object, by the columns' names. */
export type TableRow = Readonly<Record<string, Cell>>;

/** Rows of a part of a run: where it begins, how many, and from which seed. */
export interface Part {
  offset: number;
  count: number;
  seed: number;
}

type Draw = (part: Part) => AsyncGenerator<TableProgress, Cell[][], void>;

/** What rows are drawn until a function takes them. */
interface Wanted {
  count: number;
  settings: { offset: number; seed: number; budget: number };
  accept: (row: TableRow) => boolean;
  /** What `accept` is, in errors: "accept to take". */
  expected: string;
  draw: Draw;
}

/** Draws beside the budget, so that a few rows have their chance too. */
const AT_LEAST = 1000;
/** Rows between two that are drawn along with them. */
const NEAR = 32;

/**
 * Rows that `accept` takes, asked in order: every row has attempts of its own, each with a seed of its own, so that a row depends
 * on its number only, as far as `accept` does.
 */
export async function* acceptRows(
  where: string,
  { layout }: TableModelParts,
  { count, settings, accept, expected, draw }: Wanted,
): AsyncGenerator<TableProgress, Cell[][], void> {
  const { offset, seed, budget } = settings;
  const names = layout.schema.fields.map(({ name }) => name);
  const result: Cell[][] = names.map(() => new Array<Cell>(count).fill(null));
  let waiting = Array.from({ length: count }, (_, k) => k);
  let [drawn, taken] = [0, 0];
  for (let attempt = 0; waiting.length > 0; attempt++) {
    const refused: number[] = [];
    for (const { begin, end } of runsOf(waiting)) {
      if (drawn + (end - begin) > budget * count + AT_LEAST)
        throw tooFew(where, `${expected} ${count}`, { drawn, taken });
      const part = { offset: offset + begin, count: end - begin, seed: attemptSeed(seed, attempt) };
      const cells = yield* draw(part);
      drawn += end - begin;
      for (const k of waiting) {
        if (k < begin || k >= end) continue;
        const row = Object.fromEntries(names.map((name, c) => [name, cells[c][k - begin]]));
        if (!asked(where, accept, row)) refused.push(k);
        else {
          taken++;
          names.forEach((_, c) => (result[c][k] = cells[c][k - begin]));
        }
      }
    }
    waiting = refused;
  }
  return result;
}

function asked(where: string, accept: (row: TableRow) => boolean, row: TableRow): boolean {
  try {
    return accept(row) === true;
  } catch (cause) {
    const message = `${where}: expected accept to return true or false, got: ${messageOf(cause)}`;
    throw new LangevinError("invalid-argument", message, { cause });
  }
}

/** The seed of an attempt; the first is the caller's own. */
function attemptSeed(seed: number, attempt: number): number {
  if (attempt === 0) return seed;
  const [low, high] = foldKey(streamKey(seed, purposes.tableAttempts), attempt, 0);
  return (high & 0x1fffff) * 4294967296 + low;
}

/** Rows that are waited for, and the few between them. */
function runsOf(waiting: readonly number[]): { begin: number; end: number }[] {
  const runs: { begin: number; end: number }[] = [];
  for (const k of waiting) {
    const last = runs.at(-1);
    if (last && k - last.end < NEAR) last.end = k + 1;
    else runs.push({ begin: k, end: k + 1 });
  }
  return runs;
}

function tooFew(where: string, expected: string, { drawn, taken }: { drawn: number; taken: number }): LangevinError {
  const rate = drawn > 0 ? ((100 * taken) / drawn).toPrecision(2) : "0";
  return new LangevinError(
    "invalid-argument",
    `${where}: expected ${expected} rows within the budget, got ${taken} of ${drawn} drawn, an acceptance rate of ` +
      `${rate} %; raise budget, or say with where what is known of the rows`,
  );
}
