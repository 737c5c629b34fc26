import { type Combination, type Register, X } from "../../engine/index.ts";
import { momentsOf } from "../../models/moments.ts";
import type { ScoreModel } from "../../models/score-model.ts";

export { X, type Register };

/** The register a score goes to unless a sampler says otherwise. */
export const SCORE: Register = 1;

/** What is done to every row; a sampler is a list of them for each level. */
export type Move =
  /** into ← score(of, σ); with `labeled` false, of a network given labels, the score without them */
  | { kind: "score"; of: Register; into: Register; sigma: number; labeled?: boolean | undefined }
  | ({ kind: "combine" } & Combination)
  /** into ← from, wherever that is not NaN */
  | { kind: "overwrite"; into: Register; from: Register }
  /** `steps` updates x ← x + (α/2)·score(x, σ) + √α·z */
  | { kind: "langevin"; sigma: number; alpha: number; steps: number };

export interface Level {
  /** What progress reports. */
  sigma: number;
  moves: readonly Move[];
}

export interface Chain {
  levels: readonly Level[];
  /** Of the start: N(mean, diag(std²)) in the model's units. */
  startMean: ArrayLike<number>;
  startStd: ArrayLike<number>;
  /** σ of a last noiseless step x + σ²·score(x, σ), or undefined for none. */
  denoise: number | undefined;
  /** Arrays of rows, x included; default 2: x and a score. */
  registers?: number | undefined;
  /** Rows that a register holds from the start, (count, dim) in the model's units. */
  constant?: { register: Register; rows: ArrayLike<number> } | undefined;
  /** The rows that are moved, ascending; default all. */
  blocks?: readonly Block[] | undefined;
}

/** Rows [begin, end). */
export interface Block {
  begin: number;
  end: number;
}

/** Whether a move evaluates the model, which is what takes the time. */
export function isEvaluation(move: Move): boolean {
  return move.kind === "score" || move.kind === "langevin";
}

export function stepsOf(move: Move): number {
  return move.kind === "langevin" ? move.steps : 1;
}

/** into ← score(of, σ) */
export function score(sigma: number, of: Register = X, into: Register = SCORE): Move {
  return { kind: "score", of, into, sigma };
}

/** into ← Σ coefficient·register + noise·z, at most three terms. */
export function combine(into: Register, terms: Combination["terms"], noise = 0): Move {
  return { kind: "combine", into, terms, noise };
}

/** into ← from, wherever that is not NaN */
export function overwrite(into: Register, from: Register): Move {
  return { kind: "overwrite", into, from };
}

/** x ← x + b·score(x, σ) + noise·z */
export function drift(sigma: number, b: number, noise = 0): Move[] {
  return [
    score(sigma),
    combine(
      X,
      [
        [1, X],
        [b, SCORE],
      ],
      noise,
    ),
  ];
}

export function langevin(sigma: number, alpha: number, steps: number): Move {
  return { kind: "langevin", sigma, alpha, steps };
}

/** The data smoothed by σ_max, as far as its first two moments are known: N(mean, diag(variance) + σ_max²). */
export function noiseStart(model: ScoreModel, sigmaMax: number): Pick<Chain, "startMean" | "startStd"> {
  const { mean, variance } = momentsOf(model);
  return { startMean: mean, startStd: Float64Array.from(variance, (v) => Math.sqrt(v + sigmaMax * sigmaMax)) };
}
