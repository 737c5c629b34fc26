import { checkChosenSigmas, type ChosenSigmas } from "../noise/auto/chosen-sigmas.ts";
import type { Encoding } from "../data/encoding.ts";
import { encodingNames, encodings } from "../data/encodings/index.ts";
import {
  type Arithmetic,
  arithmetics,
  type Engine,
  layerShapes,
  type LayerParameters,
  type LayerShape,
} from "../engine/index.ts";
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
 * A network as a safetensors file: weights, their moving average, encoding and, once it was trained, all that a
 * resumed training needs to go on bit for bit (moments, step, seed, settings) and what was chosen with sigmas "auto". Deterministic, sealed by a checksum.
 *
 * @example
 * ```ts
 * import { createEngine, createScoreNetwork, loadModel, saveModel } from "langevin";
 *
 * const engine = await createEngine();
 * const bytes = saveModel(createScoreNetwork(engine, { dim: 2, hidden: [32, 32] }));
 * console.log(loadModel(engine, bytes).dim);
 * engine.dispose();
 * ```
 */
export function saveModel(network: ScoreNetwork): Uint8Array {
  const { mlp, training, options, encoding, autoSigmas } = network;
  mlp.check("saveModel");
  const tensors = new Map<string, Tensor>();
  for (const [name, data] of Object.entries(encoding.parameters))
    tensors.set(`encoding.${name}`, { dtype: "F64", shape: [data.length], data });
  addLayers(tensors, mlp.layers, "weights", mlp.weights("current"));
  addLayers(tensors, mlp.layers, "average", mlp.weights("average"));
  const metadata: Record<string, string> = {
    format: FORMAT,
    version: VERSION,
    network: JSON.stringify(options),
    encoding: encoding.kind,
  };
  if (training) {
    const { settings, step, dataChecksum, arithmetic, trainer, moments } = training;
    const { m, v } = trainer?.moments() ?? moments!;
    addLayers(tensors, mlp.layers, "adam.m", m);
    addLayers(tensors, mlp.layers, "adam.v", v);
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
 *
 * @example
 * ```ts
 * import { createEngine, createScoreNetwork, loadModel, saveModel } from "langevin";
 *
 * const engine = await createEngine();
 * const bytes = saveModel(createScoreNetwork(engine, { dim: 2, hidden: [32, 32] }));
 * console.log(loadModel(engine, bytes).dim);
 * engine.dispose();
 * ```
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
  const shapes = layerShapes(options);
  const take = tensorReader(tensors);
  const encoding = readEncoding(tensors, metadata.get("encoding"), options.dim);
  const weights = takeLayers(take, shapes, "weights");
  const average = takeLayers(take, shapes, "average");
  const moments = saved && { m: takeLayers(take, shapes, "adam.m"), v: takeLayers(take, shapes, "adam.v") };
  if (moments?.v.some(({ weight, bias }) => weight.some((v) => v < 0) || bias.some((v) => v < 0)))
    throw bad("second moments of 0 or more", "a negative one");
  if (tensors.size > 0) throw bad("no further tensors", quote([...tensors.keys()][0]));

  const network = new ScoreNetwork(engine, options);
  network.mlp.setWeights("current", weights);
  network.mlp.setWeights("average", average);
  network.encoding = encoding;
  network.autoSigmas = autoSigmas;
  if (saved && moments) network.training = { ...saved, trainer: undefined, moments, running: false } satisfies Training;
  return network;
}

function addLayers(
  tensors: Map<string, Tensor>,
  shapes: readonly LayerShape[],
  prefix: string,
  layers: readonly LayerParameters[],
): void {
  layers.forEach(({ weight, bias }, l) => {
    const { inputs, outputs } = shapes[l];
    tensors.set(`${prefix}.${l}.weight`, { dtype: "F32", shape: [inputs, outputs], data: weight });
    tensors.set(`${prefix}.${l}.bias`, { dtype: "F32", shape: [outputs], data: bias });
  });
}

/** The encoding of the named kind, of the tensors that are left of it. */
function readEncoding(tensors: Map<string, Tensor>, kind: string | undefined, columns: number): Encoding {
  const names = [...tensors.keys()].filter((name) => name.startsWith("encoding."));
  const parameters = Object.fromEntries(
    names.map((name) => {
      const { dtype, shape, data } = tensors.get(name)!;
      if (dtype !== "F64" || shape.length !== 1) throw bad(`tensor "${name}" of F64 in one dimension`, dtype);
      tensors.delete(name);
      return [name.slice("encoding.".length), data as Float64Array];
    }),
  );
  return asFileError("a valid encoding", () =>
    encodings[checkOneOf("loadModel", "encoding", kind, encodingNames)].restore("loadModel", columns, parameters),
  );
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

function takeLayers(take: Take, shapes: readonly LayerShape[], prefix: string): LayerParameters[] {
  return shapes.map(({ inputs, outputs }, l) => ({
    weight: take(`${prefix}.${l}.weight`, "F32", [inputs, outputs]) as Float32Array,
    bias: take(`${prefix}.${l}.bias`, "F32", [outputs]) as Float32Array,
  }));
}

/** A metadata entry that is JSON, parsed and checked; whatever is wrong with it is wrong with the file. */
function read<T>(name: string, metadata: ReadonlyMap<string, string>, check: (json: unknown) => T): T {
  const text = metadata.get(name);
  if (text === undefined) throw bad(`metadata "${name}"`, "none");
  return asFileError(`valid metadata "${name}"`, () => check(JSON.parse(text)));
}

/** The result of `act`; what it throws is the file's fault. */
function asFileError<T>(expected: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw new LangevinError("invalid-file", `loadModel: expected ${expected}, got: ${messageOf(cause)}`, { cause });
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
