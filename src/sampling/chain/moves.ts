import { langevinNoises, type LangevinNoise } from "../../noise/langevin-rule.ts";
import { checkOneOf, invalid } from "../../support/errors.ts";

/**
 * The name of an array with a value per particle and column: "x" are the particles themselves, the others are a sampler's
 * memory. A sampler says which it has; without a word it is "score".
 */
export type RegisterName = string;

/** What is done to every row; a sampler is a list of them for each level. */
export type Move =
  /** into ← score(of, σ) */
  | { readonly kind: "score"; readonly of: RegisterName; readonly into: RegisterName; readonly sigma: number }
  /** into ← Σ coefficient·register + noise·z; z is drawn, or with `again` the one that was drawn last */
  | {
      readonly kind: "combine";
      readonly into: RegisterName;
      readonly terms: Terms;
      readonly noise: number;
      readonly again?: boolean | undefined;
    }
  /** into ← from, wherever that is not NaN */
  | { readonly kind: "overwrite"; readonly into: RegisterName; readonly from: RegisterName }
  /** `steps` updates x ← x + before·z, x ← x + drift·score(x, σ) + after·z, each with its own z */
  | {
      readonly kind: "langevin";
      readonly sigma: number;
      readonly drift: number;
      readonly before: number;
      readonly after: number;
      readonly steps: number;
    };

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
 * `steps` Langevin updates at σ: x ← x + (α/2)·score(x, σ) + √α·z, or with averaged noise x ← x + ½√α·z and then
 * x ← x + (α/2)·score(x, σ) + ½√α·z with the same z.
 *
 * @example
 * ```ts
 * import { langevinSteps } from "langevin";
 *
 * console.log(langevinSteps(0.5, 0.25, 10)); // ten updates at σ = 0.5 with α = 0.25
 * ```
 *
 * @param extraDrift  added to α/2
 * @throws LangevinError "invalid-argument"; for σ and `steps` when the sampler takes its step
 */
export function langevinSteps(
  sigma: number,
  alpha: number,
  steps: number,
  noise: LangevinNoise = "independent",
  extraDrift = 0,
): Move {
  const where = "langevinSteps";
  if (typeof alpha !== "number" || !(alpha >= 0)) throw invalid(where, "alpha a number not below 0", alpha);
  if (typeof extraDrift !== "number") throw invalid(where, "extraDrift a number", extraDrift);
  checkOneOf(where, "noise", noise, langevinNoises);
  const root = Math.sqrt(alpha);
  const [before, after] = noise === "averaged" ? [root / 2, root / 2] : [0, root];
  return { kind: "langevin", sigma, drift: alpha / 2 + extraDrift, before, after, steps };
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
  if (move.kind === "langevin") return move.before !== 0 || move.after !== 0 ? move.steps : 0;
  return Number(move.kind === "combine" && move.noise !== 0 && !move.again);
}

/** The moves that a Langevin update is made of. */
export function updateMoves({ sigma, drift: b, before, after }: Extract<Move, { kind: "langevin" }>): Move[] {
  if (before === 0) return drift(sigma, b, after);
  const again: Move = { kind: "combine", into: "x", terms: { x: 1, score: b }, noise: after, again: true };
  return [combine("x", { x: 1 }, before), score(sigma), again];
}
