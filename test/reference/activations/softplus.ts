import type { ReferenceActivation } from "../activation.ts";
import { ulp32 } from "../bounds.ts";
import { sigmoid, sigmoidFloor } from "../sigmoid.ts";

const value = (a: number): number => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));

export const softplus: ReferenceActivation = {
  value,
  derivative: sigmoid,
  // Both 3 ulp (math.test.ts)
  bounds: {
    value: (a) => 3 * ulp32(value(a)) + sigmoidFloor(a),
    derivative: (a) => 3 * ulp32(sigmoid(a)) + sigmoidFloor(a),
  },
  boundaries: [0, -86, 86, -104],
};
