import type { Arithmetic, LayerParameters, Moments, Trainer } from "../engine/index.ts";
import type { TrainingSettings } from "../recipe/settings.ts";

/** The least loss of validation rows so far, the step of the weights that are kept, and these: averaged ones. */
export interface BestWeights {
  loss: number;
  step: number;
  weights: LayerParameters[];
}

/** Where a network's training stands. @internal */
export interface Training {
  settings: TrainingSettings;
  /** Steps done. */
  step: number;
  /** Checksum of the encoded data, so that a resumed run is refused other data. */
  dataChecksum: number;
  /** Arithmetic of the engine it began on: the other one gives other bits. */
  arithmetic: Arithmetic;
  /** AdamW's moments: in a live trainer, or as read from a file; in neither where the file was for sampling alone. */
  trainer: Trainer | undefined;
  moments: Moments | undefined;
  running: boolean;
  /** The best weights so far, where training is to stop early; taken at its end. */
  best: BestWeights | undefined;
  /** Whether it was stopped early, and is at its end. */
  stopped: boolean;
}

/** Whether a training can go on. @internal */
export function canGoOn({ trainer, moments }: Training): boolean {
  return trainer !== undefined || moments !== undefined;
}
