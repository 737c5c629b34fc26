import type { LayerParameters, LayerShape } from "../engine/index.ts";
import { checkNetwork, type ScoreNetwork } from "../models/network.ts";
import { LangevinError } from "../support/errors.ts";
import { FORMAT, VERSION, type SavedTraining } from "./model-file.ts";
import { encodeSafetensors } from "./encode-safetensors.ts";
import { checkNotes } from "./notes.ts";
import { MOST_HEADER_BYTES, type Tensor } from "./safetensors.ts";

/**
 * A network as a safetensors file: weights, their moving average, encoding and, once it was trained, all that a
 * resumed training needs to go on bit for bit (moments, step, seed, settings), what was chosen with
 * sigmas "auto", and your own `network.notes`. Deterministic, sealed by a checksum.
 *
 * @throws LangevinError "disposed"; "invalid-argument" for what is no network, for notes that are no strings, and for a
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
export function saveModel(network: ScoreNetwork): Uint8Array {
  const where = "saveModel";
  const { tensors, metadata } = networkParts(where, network);
  return sealedFile(where, tensors, { ...metadata, format: FORMAT, version: VERSION });
}

/** Tensors and metadata of a file that has a network in it. */
export function networkParts(where: string, network: ScoreNetwork): FileParts {
  checkNetwork(where, network);
  const { mlp, training, encoding, autoSigmas } = network;
  const { categories, masks, ...plain } = network.options;
  const shape = masks ? { ...plain, masks } : plain;
  const tensors = new Map<string, Tensor>();
  for (const [name, data] of Object.entries(encoding.parameters))
    tensors.set(`encoding.${name}`, { dtype: "F64", shape: [data.length], data });
  categories.forEach(({ codes, probabilities }, j) => {
    const levels = probabilities.length;
    tensors.set(`categories.${j}.codes`, { dtype: "F64", shape: [levels, codes.length / levels], data: codes });
    tensors.set(`categories.${j}.probabilities`, { dtype: "F64", shape: [levels], data: probabilities });
  });
  addLayers(tensors, mlp.layers, "weights", mlp.weights("current"));
  addLayers(tensors, mlp.layers, "average", mlp.weights("average"));
  const metadata: Record<string, string> = {
    network: JSON.stringify(shape),
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
