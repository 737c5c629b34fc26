import type { Encoding } from "../../data/encoding.ts";
import type { ScoreNetwork } from "../network.ts";
import type { ScoreModel } from "../score-model.ts";

/** What a model has from the network whose rows it gives conditions. @internal */
export abstract class OnNetwork {
  readonly network: ScoreNetwork;

  constructor(network: ScoreNetwork) {
    this.network = network;
  }

  get dim(): number {
    return this.network.dim;
  }

  get encoding(): Encoding {
    return this.network.encoding;
  }

  get sigmaRange(): ScoreModel["sigmaRange"] {
    return this.network.sigmaRange;
  }

  check(where: string): void {
    this.network.mlp.check(where);
  }
}
