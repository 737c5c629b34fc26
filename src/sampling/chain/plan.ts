import type { StartLaws } from "../../models/moments.ts";
import { evaluationsOf, type Move, type RegisterName } from "./moves.ts";

/** What is done at one noise level. */
export interface Level {
  /** What progress reports. */
  readonly sigma: number;
  /** Gone through once for every piece of the rows, so it must give the same each time. */
  readonly moves: Iterable<Move>;
  /** Evaluations that the moves take for each row, where counting them would take long. */
  readonly evaluations?: number | undefined;
}

/** Levels, each made when its turn comes: a million of them take no memory. */
export interface Levels {
  readonly count: number;
  at(index: number): Level;
}

/** Rows [begin, end). */
export interface Block {
  begin: number;
  end: number;
}

/** All that a run of levels over particles is. */
export interface Plan {
  readonly levels: Levels;
  /** σ of the noise that the rows start from, or a law. */
  readonly start: number | StartLaws;
  /** σ of a final x ← x + σ²·score(x, σ), if there is one; of a composition σ² is divided by its steepness. */
  readonly denoise?: number | undefined;
  /** The registers beside "x"; default "score" alone. */
  readonly registers?: readonly RegisterName[] | undefined;
  /** Rows that one of the registers holds from the start; asked for once. */
  readonly constant?: { readonly register: RegisterName; rows(): ArrayLike<number> } | undefined;
  /** The rows that are moved at all; default all. */
  readonly blocks?: readonly Block[] | undefined;
}

export function levelsOf(levels: readonly Level[]): Levels {
  return { count: levels.length, at: (index) => levels[index] };
}

/** Levels up to which every one is counted; of more, the first stands for all but the last. */
const COUNTED = 1000;

/** Evaluations for each row, of all levels together. */
export function totalEvaluations({ count, at }: Levels): number {
  if (count > COUNTED) return (count - 1) * evaluationsAt(at(0)) + evaluationsAt(at(count - 1));
  let sum = 0;
  for (let k = 0; k < count; k++) sum += evaluationsAt(at(k));
  return sum;
}

export function evaluationsAt({ moves, evaluations }: Level): number {
  if (evaluations !== undefined) return evaluations;
  let sum = 0;
  for (const move of moves) sum += evaluationsOf(move);
  return sum;
}
