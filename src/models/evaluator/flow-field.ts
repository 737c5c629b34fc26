/** Rows at which the flow is evaluated, each at its own σ. */
export interface FlowBatch {
  count: number;
  /** (count, dim) */
  x: Float64Array;
  /** (count) */
  sigmas: Float64Array;
  /** (count): which of all rows each is; its label and its probes go with it. */
  rows: ArrayLike<number>;
  /** out (count, dim): dx/d ln σ */
  velocity: Float64Array;
  /** out (count): Σ ∂velocity_j/∂x_j, where it is asked for */
  divergence: Float64Array;
}

/**
 * The probability-flow ODE of a model in s = ln σ: `dx/ds = x − D(x, σ) = σ·ẑ = −σ²·score(x, σ)`, along which
 * `d ln p_σ(x)/ds = −Σ ∂(dx/ds)_j/∂x_j` (Song et al. 2021, arXiv:2011.13456, equations 13 and 39).
 */
export interface FlowField {
  readonly dim: number;
  /** The most rows of a batch. */
  readonly capacity: number;
  /** Whether the divergence is computed. */
  readonly traced: boolean;
  evaluate(batch: FlowBatch): void | Promise<void>;
  dispose(): void;
}

/** How the divergence is found: not at all, exactly, or with probes. */
export type Trace =
  | "none"
  | "exact"
  /** Mean of vᵀJv over the row's probes, each (rows, dim) of ±1. */
  | readonly Int8Array[];
