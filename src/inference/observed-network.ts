import type { Encoding } from "../data/encoding.ts";
import { standardEncoding } from "../data/encodings/standard.ts";
import { ConditionedNetwork, withConditions } from "../models/conditioning/with-conditions.ts";
import type { ScoreNetwork } from "../models/network.ts";
import { baselineAt, type Baseline } from "./baseline.ts";

/** A network given one observation x, whose rows are m(x) + s(x)·r, r being what the network has learned. */
export class ObservedNetwork extends ConditionedNetwork {
  readonly #encoding: Encoding;

  constructor(network: ScoreNetwork, observation: Float64Array, baseline: Baseline) {
    const { conditionTable, labels, guidance } = withConditions(network, observation) as ConditionedNetwork;
    super(network, conditionTable, labels, guidance);
    this.#encoding = standardEncoding(baselineAt(baseline, observation));
  }

  override get encoding(): Encoding {
    return this.#encoding;
  }
}
