/** Bits of the sums, the sign included. */
const SUM_BITS = 32;
/** Activations of 12 bits and weights of 11. */
const LEAST_BITS = 23;

/** The most inputs of a layer in 16-bit integers: with more, too few bits are left for each factor. */
export const MOST_INPUTS = 1024;

/** The largest magnitudes of a layer's integers. */
export interface Limits {
  activation: number;
  weight: number;
}

/**
 * Activations of a bits and weights of w bits, the signs included, with a + w = 33 − ⌈log₂ K⌉ and a = w or w + 1: a sum of K
 * products is at most K·(2ᵃ⁻¹ − 1)·(2ʷ⁻¹ − 1) < 2³¹. 13 and 12 bits for K = 256.
 *
 * @param K  inputs of the layer, padding included
 */
export function limitsOf(K: number): Limits {
  const bits = SUM_BITS + 1 - (32 - Math.clz32(K - 1));
  if (bits < LEAST_BITS) throw new RangeError(`limitsOf: ${K} inputs leave ${bits} bits`);
  const half = bits >> 1;
  return { activation: (1 << (bits - half - 1)) - 1, weight: (1 << (half - 1)) - 1 };
}
