import { quantize } from "../../int16/index.ts";
import { subVpSde, veSde, vpSde, type VeOptions, type VpOptions } from "../../noise/sde.ts";
import { sample as sampleBest, sampleSpec } from "../../sampling/sample.ts";
import { samplers, type SamplerName } from "../../sampling/samplers/registry.ts";
import { checkOneOf, invalid } from "../../support/errors.ts";
import { isList } from "../../support/lists.ts";
import { oneOf, option } from "../../support/options.ts";
import type { Json, JsonObject } from "../../work/canonical-json.ts";
import { numberRows } from "../number-rows.ts";
import { networkOperation } from "./network-model.ts";
import { followed } from "./operation.ts";

const names = Object.keys(samplers) as SamplerName[];

/** SDEs by the names that `levels` has for them. */
const sdes = {
  ve: (options: JsonObject) => veSde(options as unknown as VeOptions),
  vp: (options: JsonObject) => vpSde(options as VpOptions),
  subVp: (options: JsonObject) => subVpSde(options as VpOptions),
};

/** What a sampler's second argument may be, in JSON. */
const levelsOption = /* @__PURE__ */ option((where, name, value) => {
  const isLadder = isList(value) && Array.from(value).every((sigma) => typeof sigma === "number");
  if (value === "auto" || typeof value === "number" || isLadder) return value;
  if (typeof value === "object" && value !== null && !isList(value)) return sdeOf(where, name, value as JsonObject);
  throw invalid(where, `${name} "auto", a number, an array of them or { sde: "ve", "vp" or "subVp", … }`, value);
});

function sdeOf(where: string, name: string, { sde, ...options }: JsonObject): unknown {
  return sdes[checkOneOf(where, `${name}.sde`, sde, Object.keys(sdes) as (keyof typeof sdes)[])](options);
}

/** What scores are computed in. */
const precisionOption = /* @__PURE__ */ oneOf(["f32", "int16"], { default: "f32" });

const samplerOption = /* @__PURE__ */ option((where, name, value) => checkOneOf(where, name, value, names));

/** Rows of a network by any sampler; without one by the sampler that is recommended. */
export const sample = /* @__PURE__ */ networkOperation({
  summary: "rows of a network, by the sampler of a name",
  input: "optional",
  table(where, { sampler }) {
    const own = { sampler: samplerOption, precision: precisionOption };
    if (sampler === undefined) return { ...sampleSpec, ...own };
    const { options } = samplers[checkOneOf(where, "sampler", sampler, names)].description;
    return { ...(options as typeof sampleSpec), ...own, levels: levelsOption };
  },
  evaluations({ sampler, evaluations, levels }) {
    if (typeof evaluations === "number") return evaluations;
    if (isList(levels)) return (levels as ArrayLike<unknown>).length;
    return sampler === undefined ? 20 : (samplers[sampler as SamplerName].description.evaluations ?? 600);
  },
  async compute({ model: given, own, names: columns }, { begin, count }, { signal, onProgress }) {
    const { sampler, levels = "auto", precision = "f32", ...rest } = own;
    const model = precision === "int16" ? await quantize(given) : given;
    const options = { ...rest, count, offset: begin, signal };
    const run =
      sampler === undefined
        ? sampleBest(model, options)
        : samplers[sampler as SamplerName](model, givenLevels(levels) as never, options as never);
    return numberRows(columns, "float", await followed(run, onProgress));
  },
});

function givenLevels(levels: Json): unknown {
  return levelsOption.check("sample", "levels", levels);
}
