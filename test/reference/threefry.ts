/** Two unsigned 32-bit words: a key, a counter, or what the generator makes of them. */
export type Words = readonly [number, number];

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24];
const PARITY = 0x1bd11bda;
const ROUNDS = 20;

const rotateLeft = (word: number, by: number): number => ((word << by) | (word >>> (32 - by))) >>> 0;

/**
 * Threefry2x32-20: two words from a key and a counter (Salmon, Moraes, Dror & Shaw 2011, section 3.3).
 *
 * Twenty rounds of add, rotate, xor; after every fourth the key schedule (k₀, k₁, parity ⊕ k₀ ⊕ k₁) is added.
 */
export function threefry2x32(key: Words, counter: Words): [number, number] {
  const schedule = [key[0], key[1], (PARITY ^ key[0] ^ key[1]) >>> 0];
  let x0 = (counter[0] + schedule[0]) >>> 0;
  let x1 = (counter[1] + schedule[1]) >>> 0;
  for (let round = 1; round <= ROUNDS; round++) {
    x0 = (x0 + x1) >>> 0;
    x1 = rotateLeft(x1, ROTATIONS[(round - 1) % 8]) ^ x0;
    if (round % 4 === 0) {
      const injection = round / 4;
      x0 = (x0 + schedule[injection % 3]) >>> 0;
      x1 = (x1 + schedule[(injection + 1) % 3] + injection) >>> 0;
    }
  }
  return [x0 >>> 0, x1 >>> 0];
}

/** What a stream of random numbers is for: the first address word below the seed (docs/internals/notation.md). */
export const PURPOSE = {
  initialWeights: 1,
  batchRows: 2,
  batchNoise: 3,
  validationRows: 4,
  validationNoise: 5,
  start: 6,
  steps: 7,
  density: 8,
} as const;

/** The words of an integer seed in 0…2⁵³−1, low word first. */
export function seedKey(seed: number): Words {
  return [Number(BigInt(seed) & 0xffffffffn), Number(BigInt(seed) >> 32n)];
}

/** The key under which counter (row, j) addresses words: T(T(seedKey, (purpose, 0)), (a, b)). */
export function stepKey(seed: number, purpose: number, a = 0, b = 0): Words {
  return threefry2x32(threefry2x32(seedKey(seed), [purpose, 0]), [a, b]);
}
