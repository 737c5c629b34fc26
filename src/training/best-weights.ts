import type { BestWeights } from "../models/network-state.ts";
import type { ScoreNetwork } from "../models/network.ts";

/** The best weights so far once those of a step are known: the network's own where their loss is not above `asGood`. */
export function keepBest(
  best: BestWeights | undefined,
  network: ScoreNetwork,
  { step, loss, asGood }: { step: number; loss: number; asGood: number },
): BestWeights | undefined {
  if (loss > asGood) return best;
  return { loss: Math.min(loss, best?.loss ?? Infinity), step, weights: network.mlp.weights("average") };
}
