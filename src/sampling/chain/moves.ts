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

/** `into` ← score(of, σ), of the particles into "score" unless said otherwise. */
export function score(sigma: number, of: RegisterName = "x", into: RegisterName = "score"): Move {
  return { kind: "score", of, into, sigma };
}

/** `into` ← Σ coefficient·register + noise·z; `terms` has one to three registers. */
export function combine(into: RegisterName, terms: Terms, noise = 0): Move {
  return { kind: "combine", into, terms, noise };
}

/** `into` ← `from`, wherever that is not NaN. */
export function overwrite(into: RegisterName, from: RegisterName): Move {
  return { kind: "overwrite", into, from };
}

/** `steps` updates x ← x + (α/2)·score(x, σ) + √α·z. */
export function langevinSteps(sigma: number, alpha: number, steps: number): Move {
  return { kind: "langevin", sigma, alpha, steps };
}

/** x ← x + b·score(x, σ) + noise·z */
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
