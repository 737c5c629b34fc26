import type { Evaluator } from "../../models/evaluator/evaluator.ts";
import { drawsOf, evaluationsOf, updateMoves, type Move } from "./moves.ts";
import type { Block } from "./plan.ts";

/** Part of a move: rows [begin, end), of a Langevin move the steps [from, to). */
export interface Part {
  move: Move;
  begin: number;
  end: number;
  from: number;
  to: number;
  /** The first noise it draws: noises of a level are counted from 0 along its moves. */
  step: number;
  /** Evaluations, of all rows together, once it is done. */
  evaluated: number;
}

/** A level's work in pieces of a few milliseconds: pieces of the blocks, and on each the moves in order. */
export function* partsOf(moves: Iterable<Move>, blocks: readonly Block[], evaluator: Evaluator): Generator<Part> {
  const most = evaluator.rowsAtOnce(longest(moves));
  let evaluated = 0;
  for (const block of blocks)
    for (let { begin } = block; begin < block.end; begin += most) {
      const end = Math.min(block.end, begin + most);
      const stride = evaluator.stepsAtOnce(end - begin);
      let step = 0;
      for (const move of expanded(moves, evaluator)) {
        const steps = move.kind === "langevin" ? move.steps : 1;
        for (let from = 0; from < steps; from += stride) {
          const to = Math.min(steps, from + stride);
          if (evaluationsOf(move) > 0) evaluated += (end - begin) * (to - from);
          const again = move.kind === "combine" && move.again ? 1 : 0;
          yield { move, begin, end, from, to, step: step + from - again, evaluated };
        }
        step += drawsOf(move);
      }
    }
}

/** The most evaluations in a row that a move takes; the first hundred moves tell. */
function longest(moves: Iterable<Move>): number {
  let [most, seen] = [1, 0];
  for (const move of moves) {
    most = Math.max(most, evaluationsOf(move));
    if (++seen === 100) break;
  }
  return most;
}

/** Langevin updates as scores and sums, where a model has no better way. */
function* expanded(moves: Iterable<Move>, { langevin }: Evaluator): Generator<Move, void, void> {
  for (const move of moves)
    if (move.kind === "langevin" && !langevin) {
      const update = updateMoves(move);
      for (let step = 0; step < move.steps; step++) yield* update;
    } else yield move;
}
