import type { Training } from "../models/network-state.ts";
import type { ScoreNetwork } from "../models/network.ts";
import { meanNats } from "../models/nats/mean-nats.ts";
import type { Pacer } from "../support/pacer.ts";
import { keepBest } from "./best-weights.ts";
import type { NatsLook, NatsWatch } from "./nats-watch.ts";

/** Passes over the rows without a better loss after which training may stop, and looks at least. */
const [PATIENT_PASSES, PATIENT_LOOKS] = [50, 10];

/** Standard errors by which the loss has to have risen. */
const SURE = 2;

/**
 * Keeps the averaged weights whose validation rows have the least loss in nats, and says when training is to stop: when the loss
 * has not fallen for a while, in proportion to the rows over the batch, as copying takes (Bonnaire et al. 2025, arXiv:2505.17638),
 * and has risen since beyond chance, on the same rows and noises.
 */
export class EarlyStop {
  private readonly network: ScoreNetwork;
  private readonly training: Training;
  private readonly patience: number;
  private best: NatsLook | undefined;

  constructor(
    network: ScoreNetwork,
    training: Training,
    { rows, validateEvery }: { rows: number; validateEvery: number },
  ) {
    this.network = network;
    this.training = training;
    const passes = (PATIENT_PASSES * rows) / training.settings.batchSize;
    this.patience = Math.max(PATIENT_LOOKS * validateEvery, Math.ceil(passes));
  }

  /** Looks again at what an interrupted training has kept. */
  async resume(watch: NatsWatch, pacer: Pacer): Promise<void> {
    const { best } = this.training;
    if (best) this.best = await watch.lookAt(best.weights, pacer);
  }

  /** Whether training is to stop, now that a step's weights were looked at. */
  judge(step: number, look: NatsLook): boolean {
    const { training, network, best } = this;
    const loss = look.told.validation;
    training.best = keepBest(training.best, network, { step, loss, asGood: training.best?.loss ?? Infinity });
    if (!best || training.best?.step === step) this.best = look;
    if (!best || !training.best || step - training.best.step < this.patience) return false;
    const risen = meanNats(look.rows.map((nats, k) => nats - best.rows[k]));
    return risen.nats > SURE * risen.error;
  }

  /** The network's averaged weights ← the best ones. */
  finish(): { step: number; look: NatsLook } | undefined {
    const { training, network, best } = this;
    const kept = training.best;
    if (!kept || !best) return undefined;
    network.mlp.setWeights("average", kept.weights);
    training.best = undefined;
    return { step: kept.step, look: best };
  }
}
