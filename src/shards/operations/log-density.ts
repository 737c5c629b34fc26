import { logDensity as densityOf, logDensityOptions, type LogDensityOptions } from "../../density/log-density.ts";
import { numbersByRow } from "../number-rows.ts";
import { networkOperation } from "./network-model.ts";
import { followed } from "./operation.ts";
import { refuseGaps } from "./read-numbers.ts";

/** ln p of rows under a network, with its error and the evaluations that it took. */
export const logDensity = /* @__PURE__ */ networkOperation({
  summary: "ln p of rows under a network",
  input: "required",
  table: () => logDensityOptions,
  // Some 100 steps of 6 scores, each with a pass for every column or probe
  evaluations: ({ trace, probes = 1 }, { dim }) => 100 * (1 + (trace === "hutchinson" ? (probes as number) : dim)),
  async compute({ model, own, values, names }, { begin }, { signal, onProgress }) {
    refuseGaps("logDensity", values, names, begin);
    const options = { ...(own as LogDensityOptions), offset: begin, signal };
    const { logDensity, error, evaluations } = await followed(densityOf(model, values, options), onProgress);
    const columns = [logDensity, error, Float64Array.from(evaluations)];
    return numbersByRow(["log_density", "error", "evaluations"], "double", columns);
  },
});
