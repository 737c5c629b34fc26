import { arithmetics } from "../engine/index.ts";
import { checkNetworkOptions, type NetworkOptions } from "../models/network-options.ts";
import { checkChosenSigmas, type ChosenSigmas, type Reason } from "../noise/auto/chosen-sigmas.ts";
import type { SigmaRange } from "../noise/sigma-range.ts";
import { checkSettings, type TrainingSettings } from "../recipe/settings.ts";
import { checkInteger, checkNumber, checkOneOf, invalid } from "../support/errors.ts";
import { checkNames } from "../support/options.ts";
import { quote } from "../support/show.ts";
import { asFileError, bad, where } from "./file-error.ts";
import type { SavedTraining } from "./model-file.ts";
import { checkNotes } from "./notes.ts";
import { JsonReader } from "./strict-json.ts";

/** Whether an object has to have a key. */
type Keys<T> = { readonly [Key in keyof T]-?: "always" | "where in use" };

const metadataKeys = {
  ...{ format: "always", version: "always", network: "always", encoding: "always" },
  ...{ training: "where in use", autoSigmas: "where in use", notes: "where in use", for: "where in use" },
} as const;

const networkKeys: Keys<Omit<NetworkOptions, "categories">> = {
  ...{ dim: "always", hidden: "always", activation: "always", residual: "always", sigmaFrequencies: "always" },
  ...{ coordinateFrequencies: "always", maxCoordinateFrequency: "always", parameterization: "always" },
  ...{ classes: "always", seed: "always", masks: "where in use" },
  ...{ conditions: "where in use", conditionFrequencies: "where in use", maxConditionFrequency: "where in use" },
};

const trainingKeys: Keys<SavedTraining> = {
  ...{ settings: "always", step: "always", dataChecksum: "always", arithmetic: "always" },
  ...{ best: "where in use", stopped: "where in use" },
};

const bestKeys = { loss: "always", step: "always" } as const;

const settingsKeys: Keys<TrainingSettings> = {
  ...{ sigmas: "always", steps: "always", batchSize: "always", seed: "always", weighting: "always" },
  ...{ labelDropout: "always", learningRate: "always", warmupSteps: "always", decay: "always", beta1: "always" },
  ...{ beta2: "always", epsilon: "always", weightDecay: "always", maxGradientNorm: "always", emaDecay: "always" },
  ...{ noiseDistribution: "where in use", coupling: "where in use", couplingRows: "where in use" },
  ...{ pairs: "where in use", pairEvaluations: "where in use" },
  ...{ referenceRows: "where in use", conditionDropout: "where in use", maskShare: "where in use" },
  ...{ holdout: "where in use", stopEarly: "where in use" },
};

const chosenKeys: Keys<ChosenSigmas> = {
  ...{ sigmas: "always", stepsPerSigma: "always", stepSize: "always", predictedError: "always" },
  ...{ reasons: "always", sigmaRange: "always" },
};

const reasonKeys: Keys<Reason> = { name: "always", value: "always", explanation: "always" };

const rangeKeys: Keys<SigmaRange> = {
  ...{ sigmaMax: "always", sigmaMin: "always", eigenvalues: "always", shares: "always" },
};

/**
 * What the metadata says, every part of it of the right kind, in range and known.
 *
 * @throws LangevinError "invalid-file"
 */
export function readMetadata(metadata: ReadonlyMap<string, string>) {
  for (const key of metadata.keys())
    if (!Object.hasOwn(metadataKeys, key))
      throw bad(`only metadata ${Object.keys(metadataKeys).join(", ")}`, quote(key));
  const use = metadata.get("for");
  if (use !== undefined && use !== "sampling") throw bad('metadata "for" of "sampling" or none', quote(use));
  return {
    samplingOnly: use === "sampling",
    options: read("network", metadata, checkNetwork),
    saved: metadata.has("training") ? read("training", metadata, checkTraining) : undefined,
    autoSigmas: metadata.has("autoSigmas") ? read("autoSigmas", metadata, checkChosen) : undefined,
    notes: metadata.has("notes") ? read("notes", metadata, (json) => checkNotes(where, json)) : {},
  };
}

/** A metadata entry that is JSON, parsed and checked; whatever is wrong with it is wrong with the file. */
function read<T>(name: string, metadata: ReadonlyMap<string, string>, check: (json: unknown) => T): T {
  const text = metadata.get(name);
  if (text === undefined) throw bad(`metadata "${name}"`, "none");
  const json = new JsonReader(text, (expected, got) => bad(`${expected} in metadata "${name}"`, got));
  const value = json.value();
  json.end();
  return asFileError(`valid metadata "${name}"`, () => check(value));
}

function checkNetwork(json: unknown) {
  const options = checkNetworkOptions(where, json as NetworkOptions);
  checkKeys(json, networkKeys);
  return options;
}

function checkTraining(json: unknown): SavedTraining {
  checkKeys(json, trainingKeys);
  const { settings, step, dataChecksum, arithmetic, best, stopped } = json as SavedTraining;
  checkKeys(settings, settingsKeys);
  const norm: unknown = settings.maxGradientNorm;
  const checked = checkSettings(where, {
    ...settings,
    maxGradientNorm: norm === "Infinity" ? Infinity : settings.maxGradientNorm,
  });
  checkInteger(where, "step", step, 0, checked.steps);
  checkInteger(where, "dataChecksum", dataChecksum, 0);
  checkOneOf(where, "arithmetic", arithmetic, arithmetics);
  if (stopped !== undefined && stopped !== true) throw invalid(where, "stopped true or none", stopped);
  return { settings: checked, step, dataChecksum, arithmetic, ...(best && { best: checkBest(best, step) }), stopped };
}

function checkBest(best: unknown, last: number): { loss: number; step: number } {
  checkKeys(best, bestKeys);
  const { loss, step } = best as { loss: number; step: number };
  return {
    loss: checkNumber(where, "best.loss", loss, -1e300, 1e300),
    step: checkInteger(where, "best.step", step, 1, last),
  };
}

function checkChosen(json: unknown): ChosenSigmas {
  const chosen = checkChosenSigmas(where, json as ChosenSigmas);
  checkKeys(json, chosenKeys);
  const { reasons, sigmaRange } = json as ChosenSigmas;
  for (const reason of reasons) checkKeys(reason, reasonKeys);
  checkKeys(sigmaRange, rangeKeys);
  return chosen;
}

/** Refuses what is no object, keys that are not known, and the lack of one that is always there. */
function checkKeys(json: unknown, keys: Readonly<Record<string, "always" | "where in use">>): void {
  checkNames(where, json, Object.keys(keys));
  for (const [key, when] of Object.entries(keys))
    if (when === "always" && !Object.hasOwn(json as object, key))
      throw invalid(where, `option ${quote(key)}`, undefined);
}
