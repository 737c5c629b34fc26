import { invalid } from "../../support/errors.ts";
import { learnedKey } from "../../table/model/row-keys.ts";
import { sampleTableSpec, type SampleTableOptions } from "../../table/model/sample-table.ts";
import { followed } from "./operation.ts";
import { tableOperation } from "./table-model.ts";

/** New rows of a table; those of an input with its cells kept and its gaps drawn. */
export const tableSample = /* @__PURE__ */ tableOperation({
  summary: "new rows of a table",
  input: "optional",
  table: sampleTableSpec,
  evaluations: ({ evaluations }, { parts }) => (evaluations as number | undefined) ?? parts.state.evaluations,
  checkModel(where, { schema }) {
    const key = learnedKey(schema);
    if (key.length > 0)
      throw invalid(where, "a model without a learned primary key, by which rows depend on each other", key);
  },
  async compute({ model, own, cells }, { begin, count, input }, { signal, onProgress }) {
    const options = {
      ...(own as SampleTableOptions),
      ...(input && { given: await input.cells() }),
      offset: begin,
      signal,
    };
    return cells(await followed(model.sample(count, options), onProgress));
  },
});
