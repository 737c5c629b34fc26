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
  evaluations({ copies = 1, method, ...given }, { options, dim }) {
    const { evaluations = 40, particles = 16 } = given as ImputeOptions;
    if (options.masks && (method ?? "masks") === "masks") return (copies as number) * evaluations;
    return (copies as number) * (method === "smc" ? evaluations * particles * dim : 1000);
  },
  async compute({ model, own, values, names }, { begin }, { signal, onProgress }) {
    const options = { ...(own as ImputeOptions), offset: begin, signal };
    return numberRows(names, "double", await followed(imputeRows(model, values, options), onProgress));
  },
});
