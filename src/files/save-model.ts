import type { LayerParameters, LayerShape } from "../engine/index.ts";
import { canGoOn } from "../models/network-state.ts";
import { checkNetwork, type ScoreNetwork } from "../models/network.ts";
import { invalid, LangevinError } from "../support/errors.ts";
import { oneOf, readOptions, type Spec } from "../support/options.ts";
import { FORMAT, fileUses, VERSION, type FileUse, type SavedTraining } from "./model-file.ts";
import { encodeSafetensors } from "./encode-safetensors.ts";
import { checkNotes } from "./notes.ts";
import { MOST_HEADER_BYTES, type Tensor } from "./safetensors.ts";

/** Options of {@link saveModel}. */
export interface SaveModelOptions {
  /**
   * What the file is for. "sampling": a quarter of the size, without the weights that training changes and AdamW's moments; a
   * network that is loaded from it gives the same bits and cannot be resumed.
   *
   * @default "training"; "sampling" for a network that was loaded from such a file
   */
  for?: "training" | "sampling" | undefined;
}

export const saveModelSpec = { for: oneOf(fileUses) } satisfies Spec<SaveModelOptions>;

/**
 * A network as a safetensors file: weights, their moving average, encoding and, once it was trained, all that a
 * resumed training needs to go on bit for bit (moments, step, seed, settings), what was chosen with
 * sigmas "auto", and your own `network.notes`. Deterministic, sealed by a checksum. With `for: "sampling"`, what samples need alone.
 *
 * @throws LangevinError "disposed"; "invalid-argument" for what is no network, for notes that are no strings, for `for: "training"` where
 *   a file for sampling was all there was, and for a
 *   network whose file would be refused: trained on 100,000 sigmas and more, or with notes of two million characters
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
export function saveModel(network: ScoreNetwork, options: SaveModelOptions = {}): Uint8Array {
  const where = "saveModel";
  const { tensors, metadata } = networkParts(where, network, options);
  return sealedFile(where, tensors, { ...metadata, format: FORMAT, version: VERSION });
}

/** What the file of a network is for: what was asked, or as much as there is. */
function useOf(where: string, { training }: ScoreNetwork, asked: FileUse | undefined): FileUse {
  const least = training && !canGoOn(training) ? "sampling" : "training";
  if (asked === "training" && least === "sampling")
    throw invalid(where, 'for "sampling" for a network from a file for sampling, which has no more', asked);
  return asked ?? least;
}

/** Tensors and metadata of a file that has a network in it. */
export function networkParts(where: string, network: ScoreNetwork, options: SaveModelOptions): FileParts {
  checkNetwork(where, network);
  const use = useOf(where, network, readOptions(where, options, saveModelSpec).for);
  const { mlp, training, encoding, autoSigmas } = network;
  const { categories, conditions, conditionFrequencies, maxConditionFrequency, masks, ...plain } = network.options;
  const conditioned = { conditions, conditionFrequencies, maxConditionFrequency };
  // Only where they are in use, so that other model files stay as they are, byte for byte
  const shape = { ...plain, ...(conditions > 0 && conditioned), ...(masks && { masks }) };
  const tensors = new Map<string, Tensor>();
  for (const [name, data] of Object.entries(encoding.parameters))
    tensors.set(`encoding.${name}`, { dtype: "F64", shape: [data.length], data });
  for (const [name, data] of Object.entries(network.conditionEncoding?.parameters ?? {}))
    tensors.set(`conditions.${name}`, { dtype: "F64", shape: [data.length], data });
  categories.forEach(({ codes, probabilities }, j) => {
    const levels = probabilities.length;
    tensors.set(`categories.${j}.codes`, { dtype: "F64", shape: [levels, codes.length / levels], data: codes });
    tensors.set(`categories.${j}.probabilities`, { dtype: "F64", shape: [levels], data: probabilities });
  });
  if (use === "training") addLayers(tensors, mlp.layers, "weights", mlp.weights("current"));
  addLayers(tensors, mlp.layers, "average", mlp.weights("average"));
  const metadata: Record<string, string> = {
    network: JSON.stringify(shape),
    encoding: encoding.kind,
    ...(use === "sampling" && { for: use }),
  };
  if (training) {
    const { settings, step, dataChecksum, arithmetic, trainer, moments, stopped } = training;
    const best = use === "training" ? training.best : undefined;
    if (use === "training") {
      const { m, v } = trainer?.moments() ?? moments!;
      addLayers(tensors, mlp.layers, "adam.m", m);
      addLayers(tensors, mlp.layers, "adam.v", v);
      if (best) addLayers(tensors, mlp.layers, "best", best.weights);
    }
    // JSON has no Infinity
    const saved: SavedTraining = {
      ...{ settings, step, dataChecksum, arithmetic },
      ...(best && { best: { loss: best.loss, step: best.step } }),
      ...(stopped && { stopped }),
    };
    metadata["training"] = JSON.stringify(saved, (_, value: unknown) => (value === Infinity ? "Infinity" : value));
  }
  if (autoSigmas) metadata["autoSigmas"] = JSON.stringify(autoSigmas);
  const notes = checkNotes(where, network.notes);
  if (Object.keys(notes).length > 0) metadata["notes"] = JSON.stringify(notes);
  return { tensors, metadata };
}

/** What a file holds. */
export interface FileParts {
  tensors: Map<string, Tensor>;
  metadata: Record<string, string>;
}

/** A file of ours, unless its header would be refused on reading. */
export function sealedFile(
  where: string,
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const file = encodeSafetensors(tensors, metadata);
  const header = new DataView(file.buffer).getBigUint64(0, true);
  if (header > MOST_HEADER_BYTES)
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected a header of at most ${MOST_HEADER_BYTES} bytes, got ${header}; train on fewer sigmas, or keep shorter notes`,
    );
  return file;
}

/** Adds a tensor for each layer's weights and biases. */
export function addLayers(
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
