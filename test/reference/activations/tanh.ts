import type { ReferenceActivation } from "../activation.ts";
import { ulp32, UNIT_ROUNDOFF as u } from "../bounds.ts";
import { sigmoidDerivative } from "../sigmoid.ts";

/** 1 − tanh²(a) = 4·sigmoid(2a)·sigmoid(−2a), which keeps its digits where tanh is ±1. */
const derivative = (a: number): number => 4 * sigmoidDerivative(2 * a);

export const tanh: ReferenceActivation = {
  value: (a) => Math.tanh(a),
  derivative,
  // tanh errs by 1.5 ulp (math.test.ts). (1 − t)(1 + t): t's error δ comes in as at most 2δ; three roundings
  bounds: {
    value: (a) => 1.5 * ulp32(Math.tanh(a)),
    derivative: (a) => 3 * ulp32(Math.tanh(a)) + 3 * u * derivative(a),
  },
  boundaries: [0, 0.625, -0.625, -86, 86],
};
