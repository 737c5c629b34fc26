// What is done with particles, as samplers say it.

/** A piece of a level's work: rows [begin, end), steps [from, to). */
export interface Burst {
  begin: number;
  end: number;
  from: number;
  to: number;
}

/** x ← x + before·z, then x ← x + drift·score(x, σ) + after·z. */
export interface LangevinStep {
  sigma: number;
  drift: number;
  before: number;
  after: number;
}

/** One array of a value per particle and column: 0 is the particles themselves, others are a sampler's memory. */
export type Register = number;

/** The particles. */
export const X: Register = 0;

/** into ← Σ coefficient·register + noise·z, over at most three terms. */
export interface Combination {
  into: Register;
  terms: readonly (readonly [coefficient: number, register: Register])[];
  noise: number;
}
