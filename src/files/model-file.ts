import { checkChosenSigmas, type ChosenSigmas } from "../noise/auto/chosen-sigmas.ts";
import type { Engine } from "../engine/engine.ts";
import { arithmetics, type Arithmetic } from "../engine/loader.ts";
import type { LayerParameters } from "../engine/mlp.ts";
import { planNetwork, type Plan } from "../engine/plan.ts";
import { checkOneOf, LangevinError } from "../support/errors.ts";
import { messageOf, quote, show } from "../support/show.ts";
import { checkNetworkOptions, ScoreNetwork, type NetworkOptions } from "../models/network.ts";
import type { Training } from "../models/network-state.ts";
import { checkSettings, type TrainingSettings } from "../recipe/settings.ts";
import { decodeSafetensors, encodeSafetensors, type Tensor } from "./safetensors.ts";

const FORMAT = "langevin-score-network";
const VERSION = "1";

/** What the metadata entry "training" holds, as JSON. */
interface SavedTraining {
  settings: TrainingSettings;
  step: number;
  dataChecksum: number;
  arithmetic: Arithmetic;
}

/**
 * A network as a safetensors file: weights, their moving average, standardization and, once it was trained, all that a
 * resumed training needs to go on bit for bit (moments, step, seed, settings) and what was chosen with sigmas "auto". Deterministic, sealed by a checksum.
 */
export function saveModel(network: ScoreNetwork): Uint8Array {
  const { mlp, training, options, standardization, autoSigmas } = network;
  mlp.check("saveModel");
  const tensors = new Map<string, Tensor>();
  const { mean, std } = standardization;
  tensors.set("standardization.mean", { dtype: "F64", shape: [mean.length], data: mean });
  tensors.set("standardization.std", { dtype: "F64", shape: [std.length], data: std });
  addLayers(tensors, mlp.plan, "weights", mlp.readLayers(mlp.parameters));
  addLayers(tensors, mlp.plan, "average", mlp.readLayers(mlp.average));
  const metadata: Record<string, string> = { format: FORMAT, version: VERSION, network: JSON.stringify(options) };
  if (training) {
    const { settings, step, dataChecksum, arithmetic, trainer, moments } = training;
    addLayers(tensors, mlp.plan, "adam.m", trainer ? mlp.readLayers(trainer.m) : moments!.m);
    addLayers(tensors, mlp.plan, "adam.v", trainer ? mlp.readLayers(trainer.v) : moments!.v);
    // JSON has no Infinity
    const saved = { settings, step, dataChecksum, arithmetic } satisfies SavedTraining;
    metadata["training"] = JSON.stringify(saved, (_, value: unknown) => (value === Infinity ? "Infinity" : value));
  }
  if (autoSigmas) metadata["autoSigmas"] = JSON.stringify(autoSigmas);
  return encodeSafetensors(tensors, metadata);
}

/**
 * The network of a file that {@link saveModel} made: samples the same rows, and `train(…, { resume: true })` goes on.
 *
 * @throws LangevinError "invalid-file" for anything but an intact file of ours, before a network is made;
 *   "out-of-memory"; "disposed"
 */
export function loadModel(engine: Engine, file: Uint8Array | ArrayBuffer): ScoreNetwork {
  engine.check("loadModel");
  const { tensors, metadata } = decodeSafetensors(file);
  if (metadata.get("format") !== FORMAT) throw bad(`format "${FORMAT}"`, show(metadata.get("format")));
  if (metadata.get("version") !== VERSION) throw bad(`version "${VERSION}"`, show(metadata.get("version")));
  const options = read("network", metadata, (json) => checkNetworkOptions("loadModel", json as NetworkOptions));
  const saved = metadata.has("training") ? read("training", metadata, checkTraining) : undefined;
  const autoSigmas = metadata.has("autoSigmas")
    ? read("autoSigmas", metadata, (json) => checkChosenSigmas("loadModel", json as ChosenSigmas))
    : undefined;
  const plan = planNetwork(options);
  const take = tensorReader(tensors);
  const standardization = {
    mean: take("standardization.mean", "F64", [options.dim]) as Float64Array,
    std: take("standardization.std", "F64", [options.dim]) as Float64Array,
  };
  const column = standardization.std.findIndex((std) => !(std > 0));
  if (column >= 0) throw bad("positive standardization.std", show(standardization.std[column]));
  const weights = takeLayers(take, plan, "weights");
  const average = takeLayers(take, plan, "average");
  const moments = saved && { m: takeLayers(take, plan, "adam.m"), v: takeLayers(take, plan, "adam.v") };
  if (moments?.v.some(({ weight, bias }) => weight.some((v) => v < 0) || bias.some((v) => v < 0)))
    throw bad("second moments of 0 or more", "a negative one");
  if (tensors.size > 0) throw bad("no further tensors", quote([...tensors.keys()][0]));

  const network = new ScoreNetwork(engine, options);
  network.mlp.writeLayers(network.mlp.parameters, weights);
  network.mlp.writeLayers(network.mlp.average, average);
  network.standardization = standardization;
  network.autoSigmas = autoSigmas;
  if (saved && moments) network.training = { ...saved, trainer: undefined, moments, running: false } satisfies Training;
  return network;
}

function addLayers(tensors: Map<string, Tensor>, plan: Plan, prefix: string, layers: readonly LayerParameters[]): void {
  layers.forEach(({ weight, bias }, l) => {
    const { inputs, outputs } = plan.layers[l];
    tensors.set(`${prefix}.${l}.weight`, { dtype: "F32", shape: [inputs, outputs], data: weight });
    tensors.set(`${prefix}.${l}.bias`, { dtype: "F32", shape: [outputs], data: bias });
  });
}

type Take = (name: string, dtype: Tensor["dtype"], shape: readonly number[]) => Float32Array | Float64Array;

/** Takes tensors out of the map one by one, so that what is left at the end is too much. */
function tensorReader(tensors: Map<string, Tensor>): Take {
  return (name, dtype, shape) => {
    const tensor = tensors.get(name);
    if (!tensor) throw bad(`a tensor "${name}"`, "none");
    if (tensor.dtype !== dtype || tensor.shape.length !== shape.length || tensor.shape.some((n, i) => n !== shape[i]))
      throw bad(`tensor "${name}" of ${dtype} [${shape.join(", ")}]`, `${tensor.dtype} [${showShape(tensor.shape)}]`);
    tensors.delete(name);
    return tensor.data;
  };
}

function takeLayers(take: Take, plan: Plan, prefix: string): LayerParameters[] {
  return plan.layers.map(({ inputs, outputs }, l) => ({
    weight: take(`${prefix}.${l}.weight`, "F32", [inputs, outputs]) as Float32Array,
    bias: take(`${prefix}.${l}.bias`, "F32", [outputs]) as Float32Array,
  }));
}

/** A metadata entry that is JSON, parsed and checked; whatever is wrong with it is wrong with the file. */
function read<T>(name: string, metadata: ReadonlyMap<string, string>, check: (json: unknown) => T): T {
  const text = metadata.get(name);
  if (text === undefined) throw bad(`metadata "${name}"`, "none");
  try {
    return check(JSON.parse(text));
  } catch (cause) {
    throw new LangevinError("invalid-file", `loadModel: expected valid metadata "${name}", got: ${messageOf(cause)}`, {
      cause,
    });
  }
}

function checkTraining(json: unknown): SavedTraining {
  const { settings, step, dataChecksum, arithmetic } = (json ?? {}) as Partial<SavedTraining>;
  if (typeof settings !== "object" || settings === null) throw bad("training settings", show(settings));
  const norm: unknown = settings.maxGradientNorm;
  const checked = checkSettings("loadModel", {
    ...settings,
    maxGradientNorm: norm === "Infinity" ? Infinity : settings.maxGradientNorm,
  });
  if (!Number.isInteger(step) || step! < 0 || step! > checked.steps)
    throw bad(`step 0 to ${checked.steps}`, show(step));
  if (!Number.isInteger(dataChecksum)) throw bad("an integer dataChecksum", show(dataChecksum));
  checkOneOf("loadModel", "arithmetic", arithmetic, arithmetics);
  return { settings: checked, step: step!, dataChecksum: dataChecksum!, arithmetic: arithmetic! };
}

function bad(expected: string, got: string): LangevinError {
  return new LangevinError("invalid-file", `loadModel: expected ${expected}, got ${got}`);
}

/** The first sizes of a shape, however many a file claims. */
function showShape(shape: readonly number[]): string {
  return shape.length > 8 ? `${shape.slice(0, 8).join(", ")}, …` : shape.join(", ");
}
