import { takesTwo, type NetworkModel } from "../../models/conditioning/network-of.ts";
import { combine, drift, type Move, type Register } from "./moves.ts";

/**
 * The moves in those that a model has: Langevin updates stay whole where a network does them inside WebAssembly with one
 * evaluation each; under guidance w the score is `(1 − w)·score(x, σ) + w·score(x, σ, labels)`, its first part in `spare`.
 */
export function* lowered(
  moves: Iterable<Move>,
  inside: NetworkModel | undefined,
  spare: Register,
): Generator<Move, void, void> {
  const two = takesTwo(inside);
  for (const move of moves) {
    if (move.kind === "langevin" && (two || !inside)) {
      const update = drift(move.sigma, move.alpha / 2, Math.sqrt(move.alpha));
      for (let step = 0; step < move.steps; step++) yield* lowered(update, inside, spare);
    } else if (move.kind === "score" && two) {
      const w = inside!.guidance;
      yield { ...move, into: spare, labeled: false };
      yield { ...move, labeled: true };
      yield combine(move.into, [
        [w, move.into],
        [1 - w, spare],
      ]);
    } else yield move;
  }
}
