import { decode as rowsOf, encode as codesOf } from "../../density/latent.ts";
import { odeOptions, type OdeOptions } from "../../density/ode/flow.ts";
import { numberRows } from "../number-rows.ts";
import { networkOperation, numbered } from "./network-model.ts";
import { followed } from "./operation.ts";
import { refuseGaps } from "./read-numbers.ts";

/** Scores that the ODE takes of a row, roughly. */
const EVALUATIONS = 150;

/** Latent codes of rows: columns z0, z1, … */
export const encode = /* @__PURE__ */ networkOperation({
  summary: "latent codes of rows under a network",
  input: "required",
  table: () => odeOptions,
  evaluations: () => EVALUATIONS,
  async compute({ model, own, values, names }, { begin }, { signal, onProgress }) {
    refuseGaps("encode", values, names, begin);
    const codes = await followed(codesOf(model, values, { ...(own as OdeOptions), offset: begin, signal }), onProgress);
    return numberRows(numbered("z", model.dim), "double", codes);
  },
});

/** Rows of latent codes. */
export const decode = /* @__PURE__ */ networkOperation({
  summary: "rows of latent codes under a network",
  input: "required",
  table: () => odeOptions,
  codes: true,
  evaluations: () => EVALUATIONS,
  async compute({ model, network, own, values, names }, { begin }, { signal, onProgress }) {
    refuseGaps("decode", values, names, begin);
    const rows = await followed(rowsOf(model, values, { ...(own as OdeOptions), offset: begin, signal }), onProgress);
    return numberRows(numbered("x", network.encoding.columns), "double", rows);
  },
});
