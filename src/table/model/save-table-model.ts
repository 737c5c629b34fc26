import { layerShapes } from "../../engine/index.ts";
import { addLayers, networkParts, saveModelSpec, sealedFile, type SaveModelOptions } from "../../files/save-model.ts";
import type { Tensor } from "../../files/safetensors.ts";
import { invalid } from "../../support/errors.ts";
import { readOptions } from "../../support/options.ts";
import { FORMAT, GAP, VERSION } from "./model-file.ts";
import { TableModel } from "./table-model.ts";

/**
 * A model of a table as one safetensors file: schema, encodings, constraints, network and settings. Of an unfinished fit all that
 * it takes to go on bit for bit; with `for: "sampling"` what its rows and probabilities need alone. Deterministic, sealed by a checksum.
 *
 * @throws LangevinError "invalid-argument" for what is no such model, or for a schema of more than two million characters; "disposed"
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
export function saveTableModel(model: TableModel, options: SaveModelOptions = {}): Uint8Array {
  const where = "saveTableModel";
  if (!(model instanceof TableModel)) throw invalid(where, "a model of fitTable or loadTableModel", model);
  readOptions(where, options, saveModelSpec);
  const { layout, encoding, network, state } = model.parts;
  const { tensors, metadata } = network
    ? networkParts(where, network, options)
    : { tensors: new Map<string, Tensor>(), metadata: {} };
  const isWhole = metadata["for"] !== "sampling";
  for (const [name, data] of Object.entries(encoding.parameters))
    tensors.set(`table.encoding.${name}`, { dtype: "F64", shape: [data.length], data });
  const steps = layout.steps.map((step, k) => {
    if (step.kind === "difference") return { ...step, rest: step.rest ?? -1 };
    const data = step.values.map((value) => (value === value ? value : GAP));
    tensors.set(`table.combination.${k}`, { dtype: "F64", shape: [data.length], data });
    return { kind: step.kind, columns: step.columns };
  });
  const { target = null } = state;
  const best = isWhole ? state.best : undefined;
  if (best && network) addLayers(tensors, layerShapes(network.options), "table.best", best.weights);
  const { rows, seed, step, steps: planned, finished, holdout, copies, validateEvery, patience, evaluations } = state;
  const saved = {
    ...{ rows, seed, step, steps: planned, finished, target, holdout, copies, validateEvery, patience, evaluations },
    ...(best && { best: { loss: best.loss, step: best.step } }),
  };
  return sealedFile(where, tensors, {
    ...metadata,
    ...{ format: FORMAT, version: VERSION, hasNetwork: String(network !== undefined) },
    ...{ schema: JSON.stringify(layout.schema), constraints: JSON.stringify(steps), fit: JSON.stringify(saved) },
  });
}
