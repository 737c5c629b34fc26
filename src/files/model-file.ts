import type { Arithmetic } from "../engine/index.ts";
import type { TrainingSettings } from "../recipe/settings.ts";

export const FORMAT = "langevin-score-network";
export const VERSION = "1";

/** What a file is for. */
export const fileUses = ["training", "sampling"] as const;
export type FileUse = (typeof fileUses)[number];

/** What the metadata entry "training" holds, as JSON. */
export interface SavedTraining {
  settings: TrainingSettings;
  step: number;
  dataChecksum: number;
  arithmetic: Arithmetic;
  /** Where training is to stop early, of the best weights so far, which are tensors of their own. */
  best?: { loss: number; step: number } | undefined;
  /** Where it was stopped early. */
  stopped?: true | undefined;
}
