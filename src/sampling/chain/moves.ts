/**
 * The name of an array with a value per particle and column: "x" are the particles themselves, the others are a sampler's
 * memory. A sampler says which it has; without a word it is "score".
 */
export type RegisterName = string;

/** What is done to every row; a sampler is a list of them for each level. */
export type Move =
  /** into ← score(of, σ) */
  | { readonly kind: "score"; readonly of: RegisterName; readonly into: RegisterName; readonly sigma: number }
  /** into ← Σ coefficient·register + noise·z */
  | { readonly kind: "combine"; readonly into: RegisterName; readonly terms: Terms; readonly noise: number }
  /** into ← from, wherever that is not NaN */
  | { readonly kind: "overwrite"; readonly into: RegisterName; readonly from: RegisterName }
  /** `steps` updates x ← x + (α/2)·score(x, σ) + √α·z */
  | { readonly kind: "langevin"; readonly sigma: number; readonly alpha: number; readonly steps: number };

/** One to three registers with their coefficients, added in the order they are written. */
export type Terms = Readonly<Record<RegisterName, number>>;

/**
 * `into` ← score(of, σ), of the particles into "score" unless said otherwise.
 *
 * @example
 * ```ts
 * import { score } from "langevin";
 *
 * console.log(score(0.5)); // { kind: "score", of: "x", into: "score", sigma: 0.5 }
 * ```
 */
export function score(sigma: number, of: RegisterName = "x", into: RegisterName = "score"): Move {
  return { kind: "score", of, into, sigma };
}

/**
 * `into` ← Σ coefficient·register + noise·z; `terms` has one to three registers.
 *
 * @example
 * ```ts
 * import { combine } from "langevin";
 *
 * console.log(combine("x", { x: 1, score: 0.25 }, 0.5)); // x ← x + 0.25·score + 0.5·z
 * ```
 */
export function combine(into: RegisterName, terms: Terms, noise = 0): Move {
  return { kind: "combine", into, terms, noise };
}

/** `into` ← `from`, wherever that is not NaN. */
export function overwrite(into: RegisterName, from: RegisterName): Move {
  return { kind: "overwrite", into, from };
}

/**
 * `steps` updates x ← x + (α/2)·score(x, σ) + √α·z.
 *
 * @example
 * ```ts
 * import { langevinSteps } from "langevin";
 *
 * console.log(langevinSteps(0.5, 0.25, 10)); // ten updates at σ = 0.5 with α = 0.25
 * ```
 */
export function langevinSteps(sigma: number, alpha: number, steps: number): Move {
  return { kind: "langevin", sigma, alpha, steps };
}

/**
 * x ← x + b·score(x, σ) + noise·z
 *
 * @example
 * ```ts
 * import { drift } from "langevin";
 *
 * console.log(drift(0.5, 0.25, 0.5)); // the score at σ = 0.5, then x ← x + 0.25·score + 0.5·z
 * ```
 */
export function drift(sigma: number, b: number, noise = 0): Move[] {
  return [score(sigma), combine("x", { x: 1, score: b }, noise)];
}

/** Evaluations of the model that a move takes for each row. */
export function evaluationsOf(move: Move): number {
  return move.kind === "langevin" ? move.steps : Number(move.kind === "score");
}

/** How many noises it draws for each row and column. */
export function drawsOf(move: Move): number {
  return move.kind === "langevin" ? move.steps : Number(move.kind === "combine" && move.noise !== 0);
}
