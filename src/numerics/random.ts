import { checkInteger } from "../support/errors.ts";
import { log } from "./math.ts";
import { cos, sin } from "./trigonometry.ts";

/** Two 32-bit words. */
export type RandomKey = Uint32Array | readonly [number, number];

/** What a stream of random numbers is for; streams of different purposes never meet (docs/internals/notation.md). */
export const purposes = {
  initialWeights: 1,
  batchRows: 2,
  batchNoise: 3,
  validationRows: 4,
  validationNoise: 5,
  samplerStart: 6,
  samplerSteps: 7,
  exactDensity: 8,
  metrics: 9,
  divergenceProbes: 10,
  acceptance: 11,
  pilots: 12,
  tableRows: 13,
  tableDither: 14,
  tableHoldout: 15,
  tableAttempts: 16,
  protection: 17,
  attackNoise: 18,
  sweepSettings: 19,
  sweepHoldout: 20,
  tableTexts: 21,
  simulations: 22,
  lossInNats: 23,
  trainingHoldout: 24,
  particles: 25,
  reflowPairs: 26,
} as const;

export type Purpose = (typeof purposes)[keyof typeof purposes];

const rotations = [13, 15, 26, 6, 17, 29, 16, 24];

/**
 * Threefry2x32-20: the two words at counter (c0, c1) of the stream `key` (Salmon et al. 2011; the constants of
 * Random123). A bijection of counters mod 2³² for each key; the words are integers 0…2³²−1, written to `out` when given.
 */
export function threefry2x32(
  key: RandomKey,
  c0: number,
  c1: number,
  out: Uint32Array = new Uint32Array(2),
): Uint32Array {
  const k0 = key[0] | 0;
  const k1 = key[1] | 0;
  const schedule = [k0, k1, k0 ^ k1 ^ 0x1bd11bda];
  let x0 = ((c0 | 0) + k0) | 0;
  let x1 = ((c1 | 0) + k1) | 0;
  for (let round = 0; round < 20; round++) {
    const r = rotations[round & 7];
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << r) | (x1 >>> (32 - r))) ^ x0;
    if ((round & 3) === 3) {
      const injection = (round + 1) >> 2;
      x0 = (x0 + schedule[injection % 3]) | 0;
      x1 = (x1 + schedule[(injection + 1) % 3] + injection) | 0;
    }
  }
  out[0] = x0;
  out[1] = x1;
  return out;
}

/** The seed, if it is an integer 0…2⁵³−1; throws a typed error naming `where` otherwise. */
export function checkSeed(where: string, seed: unknown): number {
  return checkInteger(where, "seed", seed, 0, Number.MAX_SAFE_INTEGER);
}

/** (seed mod 2³², ⌊seed/2³²⌋ + block), the block of the rows whose numbers are drawn (row-blocks.ts). */
export function seedKey(seed: number, block = 0): Uint32Array {
  return Uint32Array.of(seed % 4294967296, Math.floor(seed / 4294967296) + block);
}

/** T(key, (a, b)): the key of a step (a = step) or of a level's step (a = level, b = step) within a stream. */
export function foldKey(key: RandomKey, a: number, b: number): Uint32Array {
  return threefry2x32(key, a, b);
}

/** T(seedKey, (purpose, 0)). */
export function streamKey(seed: number, purpose: Purpose, block = 0): Uint32Array {
  return foldKey(seedKey(seed, block), purpose, 0);
}

const words = new Uint32Array(2);

/** The uniform at counter (row, j), in f64: (52 bits + ½)·2⁻⁵², so never 0 or 1. */
export function uniformAt(key: RandomKey, row: number, j: number): number {
  threefry2x32(key, row, j, words);
  return (words[0] * 1048576 + (words[1] >>> 12) + 0.5) / 4503599627370496;
}

/**
 * The numbers of one row, in f64 and in order: draw n of a row depends on (key, row, n) only, however many rows others
 * draw. A uniform takes one counter (row, j), a pair of normals two (Box & Muller 1958: radius from j, angle from j + 1);
 * the second normal of a pair is the next one returned.
 */
export class RowRandom {
  readonly #key: RandomKey;
  readonly #row: number;
  #next = 0;
  #spare = NaN;

  /** @param key  that of the row's block */
  constructor(key: RandomKey, row: number) {
    this.#key = key;
    this.#row = row;
  }

  /** Uniform on the open interval (0, 1). */
  uniform(): number {
    return uniformAt(this.#key, this.#row, this.#next++);
  }

  /** N(0, 1), within ±8.6. */
  normal(): number {
    const spare = this.#spare;
    this.#spare = NaN;
    if (spare === spare) return spare;
    const radius = Math.sqrt(-2 * log(this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spare = radius * sin(angle);
    return radius * cos(angle);
  }
}
