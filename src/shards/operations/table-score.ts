import { logProbabilitySpec, type LogProbabilityOptions } from "../../table/model/log-probability.ts";
import { withNumbers } from "./cell-rows.ts";
import { followed } from "./operation.ts";
import { tableOperation } from "./table-model.ts";

/** Rows with the logarithm of their probability behind them, and its error. */
export const tableScore = /* @__PURE__ */ tableOperation({
  summary: "rows of a table with ln P of each",
  input: "required",
  table: logProbabilitySpec,
  evaluations: ({ draws = 4 }) => 200 * (draws as number),
  async compute({ model, own, cells }, { begin, input }, { signal, onProgress }) {
    const options = { ...(own as LogProbabilityOptions), offset: begin, signal };
    const table = await input!.cells();
    const { logProbability, error } = await followed(model.logProbability(table, options), onProgress);
    const scored = withNumbers(cells(table), "log_probability", logProbability);
    return withNumbers(scored, "log_probability_error", error);
  },
});
