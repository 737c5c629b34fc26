import type { ReferenceActivation } from "../activation.ts";
import { SMALLEST_F32, UNIT_ROUNDOFF as u } from "../bounds.ts";
import { sigmoid, sigmoidFloor } from "../sigmoid.ts";

export const silu: ReferenceActivation = {
  value: (a) => a * sigmoid(a),
  derivative: (a) => sigmoid(a) * (1 + a * sigmoid(-a)),
  // sigmoid errs by 6u, or 3 of the smallest f32 (math.test.ts). One rounding of the product; the derivative is
  // s + a·s·(1 − s), whose second term has 7u, 6u and a rounding, 14u, and a rounding of the sum
  bounds: {
    value: (a) =>
      7 * u * Math.abs(a) * sigmoid(a) + (3 * Math.abs(a) + 1) * SMALLEST_F32 + sigmoidFloor(a) * Math.abs(a),
    derivative: (a) => {
      const s = sigmoid(a);
      const rounding = 15 * u * Math.abs(a) * s * sigmoid(-a) + 7 * u * s + (6 * Math.abs(a) + 6) * SMALLEST_F32;
      return rounding + sigmoidFloor(a) * (Math.abs(a) + 1);
    },
  },
  boundaries: [0, -1.2784645, -86, 86, -104],
};
