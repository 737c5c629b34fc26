import { impute as imputeRows, imputeOptions, type ImputeOptions } from "../../sampling/impute.ts";
import { numberRows } from "../number-rows.ts";
import { networkOperation } from "./network-model.ts";
import { followed } from "./operation.ts";

/** Gaps of rows filled by a network. */
export const impute = /* @__PURE__ */ networkOperation({
  summary: "rows whose gaps a network fills",
  input: "required",
  table: () => imputeOptions,
  copies: ({ copies = 1 }) => copies as number,
  evaluations: ({ evaluations, copies = 1, method }, { options }) =>
    (copies as number) * ((evaluations as number | undefined) ?? (options.masks && method !== "repaint" ? 40 : 1000)),
  async compute({ model, own, values, names }, { begin }, { signal, onProgress }) {
    const options = { ...(own as ImputeOptions), offset: begin, signal };
    return numberRows(names, "double", await followed(imputeRows(model, values, options), onProgress));
  },
});
