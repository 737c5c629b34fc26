import { checkEngine, layerShapes, type Engine } from "../../engine/index.ts";
import { openFile } from "../../files/open-file.ts";
import { networkOf, takeLayers, tensorReader } from "../../files/load-model.ts";
import type { Tensor } from "../../files/safetensors.ts";
import { JsonReader } from "../../files/strict-json.ts";
import type { ScoreNetwork } from "../../models/network.ts";
import { LangevinError } from "../../support/errors.ts";
import { messageOf, quote, show } from "../../support/show.ts";
import { restoreTableEncoding, type TableEncoding } from "../encodings/table-encoding.ts";
import { readSchema } from "../schema/read-schema.ts";
import { isObject } from "../schema/schema-options.ts";
import type { TableSchema } from "../schema/table-schema.ts";
import { checkFitState, checkSavedSteps } from "./check-saved.ts";
import { restColumns } from "./constraints.ts";
import type { FitState } from "./fit-state.ts";
import { FORMAT, VERSION } from "./model-file.ts";
import { layoutOf } from "./table-layout.ts";
import { TableModel } from "./table-model.ts";

const where = "loadTableModel";

/** Metadata of ours; the network's beside it. */
const OURS = ["format", "version", "hasNetwork", "schema", "constraints", "fit"];

/**
 * The model of a file that {@link saveTableModel} made: draws the same rows; an unfinished one is resumed by `fitTable` unless the file
 * was made for sampling.
 *
 * @throws LangevinError "invalid-file" for anything but an intact file of ours; "out-of-memory"; "disposed"
 *
 * @example
 * ```ts
 * import { createEngine } from "langevin";
 * import { fitTable, loadTableModel, saveTableModel } from "langevin/table";
 *
 * const engine = await createEngine();
 * const model = await fitTable(engine, { size: [1, 2, 3, 4], kind: ["a", "b", "a", "b"] }, { steps: 10 });
 * const bytes = saveTableModel(model);
 * console.log(loadTableModel(engine, bytes).rows); // 4
 * engine.dispose();
 * ```
 */
export function loadTableModel(engine: Engine, file: Uint8Array | ArrayBuffer): TableModel {
  checkEngine(where, engine);
  const { tensors, metadata } = openFile(where, file, { format: FORMAT, version: VERSION });
  let network: ScoreNetwork | undefined;
  try {
    const ours = takeTable(tensors);
    const schema = savedSchema(json(metadata, "schema"));
    const steps = checkSavedSteps(where, json(metadata, "constraints"), schema.fields.length, ours.combinations);
    const columns = schema.fields.length + restColumns(steps);
    const encoding = restoreTableEncoding(where, columns, ours.encoding);
    const { state, best } = checkFitState(where, json(metadata, "fit"), schema);
    const layout = layoutOf(where, schema, steps);
    if (metadata.get("hasNetwork") === "true")
      network = takeNetwork(engine, tensors, metadata, ours.best, { encoding, state, best });
    else if (encoding.width > 0 || tensors.size > 0) throw bad("a network beside an encoding of coordinates", "none");
    return new TableModel({ layout, encoding, network, state });
  } catch (cause) {
    network?.dispose();
    if (cause instanceof LangevinError && ["out-of-memory", "disposed"].includes(cause.code)) throw cause;
    if (cause instanceof LangevinError && cause.code === "invalid-file")
      throw new LangevinError("invalid-file", cause.message.replace(/^loadModel:/, `${where}:`), { cause });
    throw new LangevinError("invalid-file", `${where}: expected a valid model of a table, got: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** A schema as it is, checked: one whose properties were put in order would be saved as other bytes. */
function savedSchema(json: unknown): TableSchema {
  if (!isObject(json)) throw bad("a schema that is an object", show(json));
  readSchema(where, json);
  return json as unknown as TableSchema;
}

function takeNetwork(
  engine: Engine,
  tensors: Map<string, Tensor>,
  metadata: ReadonlyMap<string, string>,
  bestTensors: Map<string, Tensor>,
  {
    encoding,
    state,
    best,
  }: { encoding: TableEncoding; state: FitState; best: { loss: number; step: number } | undefined },
): ScoreNetwork {
  const entries = [...metadata].filter(([name]) => !OURS.includes(name) || name === "format" || name === "version");
  const network = networkOf(engine, tensors, new Map(entries));
  try {
    checkAgreement(network, encoding, state);
    if (best) {
      const weights = takeLayers(tensorReader(bestTensors), layerShapes(network.options), "table.best");
      state.best = { ...best, weights };
    }
    if (bestTensors.size > 0) throw bad("no further tensors", quote([...bestTensors.keys()][0]));
    return network;
  } catch (error) {
    network.dispose();
    throw error;
  }
}

/** Refuses a network that is not of the encoding's coordinates. */
function checkAgreement(network: ScoreNetwork, encoding: TableEncoding, state: FitState): void {
  const { dim, options, training } = network;
  const { categories } = options;
  const agrees =
    dim === encoding.width &&
    network.encoding.kind === "identity" &&
    categories.length === encoding.categories.length &&
    categories.every(({ codes, probabilities }, j) => {
      const own = encoding.categories[j];
      return same(codes, own.codes) && same(probabilities, own.probabilities);
    });
  if (!agrees) throw bad("a network of the encoding's coordinates", `one of ${dim} columns for ${encoding.width}`);
  if (!training || training.step !== state.step || training.settings.steps !== state.steps)
    throw bad(`training at step ${state.step} of ${state.steps}`, training ? `step ${training.step}` : "none");
}

function same(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** Takes our tensors out of the map, by what they are of. */
function takeTable(tensors: Map<string, Tensor>): {
  encoding: Record<string, Float64Array>;
  combinations: Map<number, Float64Array>;
  best: Map<string, Tensor>;
} {
  const found = {
    encoding: {} as Record<string, Float64Array>,
    combinations: new Map<number, Float64Array>(),
    best: new Map<string, Tensor>(),
  };
  for (const [name, tensor] of [...tensors]) {
    if (!name.startsWith("table.")) continue;
    tensors.delete(name);
    if (name.startsWith("table.best.")) {
      found.best.set(name, tensor);
      continue;
    }
    if (tensor.dtype !== "F64" || tensor.shape.length !== 1)
      throw bad(`tensor ${quote(name)} of F64 in one dimension`, tensor.dtype);
    const combination = /^table\.combination\.(\d{1,4})$/.exec(name);
    if (combination) found.combinations.set(Number(combination[1]), tensor.data as Float64Array);
    else if (name.startsWith("table.encoding."))
      found.encoding[name.slice("table.encoding.".length)] = tensor.data as Float64Array;
    else throw bad("no further tensors", quote(name));
  }
  return found;
}

function json(metadata: ReadonlyMap<string, string>, name: string): unknown {
  const text = metadata.get(name);
  if (text === undefined) throw bad(`metadata "${name}"`, "none");
  const reader = new JsonReader(text, (expected, got) => bad(`${expected} in metadata "${name}"`, got));
  const value = reader.value();
  reader.end();
  return value;
}

function bad(expected: string, got: string): LangevinError {
  return new LangevinError("invalid-file", `${where}: expected ${expected}, got ${got}`);
}
