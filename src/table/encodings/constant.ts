import { checkFlatRows } from "../../data/encoding.ts";
import type { ColumnEncoding, ColumnKind } from "./column-encoding.ts";
import { takeParameter } from "./parameters.ts";

/** A column of one value, or of none: no coordinate of the model; every decoded row has it again. */
export const constant: ColumnKind = {
  fit: (_where, values) => constantEncoding(values.length > 0 ? values[0] : NaN),
  restore: (where, parameters) =>
    constantEncoding("missing" in parameters ? NaN : takeParameter(where, parameters, "value", 1)[0]),
};

function constantEncoding(value: number): ColumnEncoding {
  return {
    kind: "constant",
    columns: 1,
    width: 0,
    categories: [],
    holdsMissing: value !== value,
    thin: 0,
    present: new Float32Array(0),
    parameters: value === value ? { value: Float64Array.of(value) } : { missing: Float64Array.of(1) },
    encode(values) {
      checkFlatRows("encoding.encode", values, 1);
      return new Float32Array(0);
    },
    // Rows of no coordinates have no number: whoever decodes them knows how many there are
    decode: () => Float64Array.of(value),
    logScale(values) {
      checkFlatRows("encoding.logScale", values, 1);
      return new Float64Array(values.length);
    },
  };
}
