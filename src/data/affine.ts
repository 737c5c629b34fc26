import type { Encoding } from "./encoding.ts";

/** Mean and deviation of each column. */
export interface Affine {
  readonly mean: Float64Array;
  readonly std: Float64Array;
}

/** Mean and deviation of each column, of an encoding that is (row − mean)/std; undefined of any other. */
export function affine({ kind, width, parameters }: Encoding): Affine | undefined {
  if (kind === "identity") return { mean: new Float64Array(width), std: new Float64Array(width).fill(1) };
  const { mean, std } = parameters as Partial<Record<string, Float64Array>>;
  return kind === "standard" && mean && std ? { mean, std } : undefined;
}
