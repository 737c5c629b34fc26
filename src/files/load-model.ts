import type { CategoryBlock } from "../data/category-block.ts";
import type { Encoding } from "../data/encoding.ts";
import { encodingNames, encodings } from "../data/encodings/registry.ts";
import { checkEngine, layerShapes, type Engine, type LayerParameters, type LayerShape } from "../engine/index.ts";
import { checkNetworkOptions } from "../models/network-options.ts";
import { ScoreNetwork } from "../models/network.ts";
import type { Training } from "../models/network-state.ts";
import { checkOneOf } from "../support/errors.ts";
import { oneOf, readOptions, type Spec } from "../support/options.ts";
import { quote } from "../support/show.ts";
import { asFileError, bad, where } from "./file-error.ts";
import { FORMAT, VERSION } from "./model-file.ts";
import { readMetadata } from "./model-metadata.ts";
import { openFile } from "./open-file.ts";
import type { Tensor } from "./safetensors.ts";

/** Options of {@link loadModel}. */
export interface LoadModelOptions {
  /**
   * "optional": a file without a checksum is taken, as other programs write them; nothing then tells whether numbers in it were
   * damaged. One that is there has to be right either way.
   *
   * @default "required"
   */
  checksum?: "required" | "optional" | undefined;
}

export const loadModelSpec = {
  checksum: oneOf(["required", "optional"], { default: "required" }),
} satisfies Spec<LoadModelOptions>;

/**
 * The network of a file that {@link saveModel} made: samples the same rows, and `train(…, { resume: true })` goes on unless the file
 * was made for sampling. Then its current weights are its averaged ones.
 *
 * @throws LangevinError "invalid-file" for anything but an intact file of ours, before a network is made;
 *   "out-of-memory"; "disposed"; "invalid-argument" for options that are none
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
export function loadModel(
  engine: Engine,
  file: Uint8Array | ArrayBuffer,
  options: LoadModelOptions = {},
): ScoreNetwork {
  checkEngine(where, engine);
  const { checksum } = readOptions(where, options, loadModelSpec);
  const { tensors, metadata } = openFile(where, file, { format: FORMAT, version: VERSION, checksum });
  return networkOf(engine, tensors, metadata);
}

/**
 * The network of a file's tensors, which are taken out, and its metadata; no others may be there.
 *
 * @throws LangevinError "invalid-file"
 */
export function networkOf(
  engine: Engine,
  tensors: Map<string, Tensor>,
  metadata: ReadonlyMap<string, string>,
): ScoreNetwork {
  const { options: shape, samplingOnly, saved, autoSigmas, notes } = readMetadata(metadata);
  const categories = readCategories(tensors);
  const options = asFileError("valid categories", () => checkNetworkOptions(where, { ...shape, categories }));
  const shapes = layerShapes(options);
  const take = tensorReader(tensors);
  const encoding = readEncoding(tensors, "encoding", metadata.get("encoding"), options.dim);
  const kind = tensors.has("conditions.mean") ? "standard" : "identity";
  const conditionEncoding = options.conditions > 0 ? readEncoding(tensors, "conditions", kind, options.conditions) : undefined; // prettier-ignore
  const weights = samplingOnly ? undefined : takeLayers(take, shapes, "weights");
  const average = takeLayers(take, shapes, "average");
  const moments = samplingOnly
    ? undefined
    : saved && { m: takeLayers(take, shapes, "adam.m"), v: takeLayers(take, shapes, "adam.v") };
  const best = saved?.best && { ...saved.best, weights: takeLayers(take, shapes, "best") };
  if (moments?.v.some(({ weight, bias }) => weight.some((v) => v < 0) || bias.some((v) => v < 0)))
    throw bad("second moments of 0 or more", "a negative one");
  if (tensors.size > 0) throw bad("no further tensors", quote([...tensors.keys()][0]));

  const network = new ScoreNetwork(engine, options);
  network.mlp.setWeights("current", weights ?? average);
  network.mlp.setWeights("average", average);
  network.encoding = encoding;
  network.conditionEncoding = conditionEncoding;
  network.autoSigmas = autoSigmas;
  network.notes = notes;
  if (saved) {
    const stopped = saved.stopped ?? false;
    network.training = { ...saved, best, stopped, trainer: undefined, moments, running: false } satisfies Training;
  }
  return network;
}

/** The blocks of categories, in order; what is wrong with them is found with the network's options. */
function readCategories(tensors: Map<string, Tensor>): CategoryBlock[] {
  const blocks: CategoryBlock[] = [];
  for (let j = 0; tensors.has(`categories.${j}.codes`); j++) {
    const [codes, probabilities] = ["codes", "probabilities"].map((name) => {
      const key = `categories.${j}.${name}`;
      const tensor = tensors.get(key);
      if (tensor?.dtype !== "F64") throw bad(`tensor "${key}" of F64`, tensor ? tensor.dtype : "none");
      tensors.delete(key);
      return tensor.data as Float64Array;
    });
    blocks.push({ codes, probabilities });
  }
  return blocks;
}

/** The encoding of the named kind, of the tensors that are left of it: those whose names begin with `prefix`. */
function readEncoding(
  tensors: Map<string, Tensor>,
  prefix: string,
  kind: string | undefined,
  columns: number,
): Encoding {
  const names = [...tensors.keys()].filter((name) => name.startsWith(`${prefix}.`));
  const parameters = Object.fromEntries(
    names.map((name) => {
      const { dtype, shape, data } = tensors.get(name)!;
      if (dtype !== "F64" || shape.length !== 1) throw bad(`tensor "${name}" of F64 in one dimension`, dtype);
      tensors.delete(name);
      return [name.slice(prefix.length + 1), data as Float64Array];
    }),
  );
  return asFileError(prefix === "encoding" ? "a valid encoding" : `valid ${prefix}`, () =>
    encodings[checkOneOf(where, "encoding", kind, encodingNames)].restore(where, columns, parameters),
  );
}

/** Takes a tensor out by its name, of the dtype and shape that it has to have. */
export type Take = (name: string, dtype: Tensor["dtype"], shape: readonly number[]) => Float32Array | Float64Array;

/** Takes tensors out of the map one by one, so that what is left at the end is too much. */
export function tensorReader(tensors: Map<string, Tensor>): Take {
  return (name, dtype, shape) => {
    const tensor = tensors.get(name);
    if (!tensor) throw bad(`a tensor "${name}"`, "none");
    if (tensor.dtype !== dtype || tensor.shape.length !== shape.length || tensor.shape.some((n, i) => n !== shape[i]))
      throw bad(`tensor "${name}" of ${dtype} [${shape.join(", ")}]`, `${tensor.dtype} [${showShape(tensor.shape)}]`);
    tensors.delete(name);
    return tensor.data;
  };
}

export function takeLayers(take: Take, shapes: readonly LayerShape[], prefix: string): LayerParameters[] {
  return shapes.map(({ inputs, outputs }, l) => ({
    weight: take(`${prefix}.${l}.weight`, "F32", [inputs, outputs]) as Float32Array,
    bias: take(`${prefix}.${l}.bias`, "F32", [outputs]) as Float32Array,
  }));
}

/** The first sizes of a shape, however many a file claims. */
function showShape(shape: readonly number[]): string {
  return shape.length > 8 ? `${shape.slice(0, 8).join(", ")}, …` : shape.join(", ");
}
