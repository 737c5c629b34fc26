import type { Arena } from "./arena.ts";
import { coreOf } from "./engine.ts";
import type { Pointer } from "./kernels.ts";
import type { Mlp } from "./mlp.ts";
import { TILE_ROWS } from "./plan.ts";

/** A distribution of σ as its quantiles: a ladder, each σ equally likely; or ln σ linear between quantiles. */
export interface SigmaQuantiles {
  kind: "ladder" | "interpolated";
  /** σ, or ln σ */
  values: Float32Array;
}

export const weightings = ["noise", "edm", "denoised", "velocity"] as const;
export type Weighting = (typeof weightings)[number];

export interface ObjectiveOptions {
  /** (n, dim) row-major, standardized */
  data: Float32Array;
  /** (n), 0…classes−1; −1 for none */
  labels?: Int32Array | undefined;
  /** Share of the batch trained without its label; default 0. */
  labelDropout?: number | undefined;
  batchSize: number;
  sigmas: SigmaQuantiles;
  weighting: Weighting;
  seed: number;
  /** Rows of the batch that are paired with each other's noise by optimal transport; default 0, none. */
  couplingRows?: number | undefined;
  /** Rows over which a noised row's target is averaged, at least the batch; default 0: its own noise is its target. */
  referenceRows?: number | undefined;
}

/** What one objective needs in memory: data, quantiles, a loss for every tile, noise that is coupled, reference rows. */
export class Objective {
  readonly at: Pointer;
  readonly losses: Pointer;
  /** Groups of the batch that are coupled. */
  readonly groups: number;
  readonly tiles: number;
  /** Reference rows up to a multiple of 8, and where their random words go. */
  readonly references: number;
  readonly referenceScratch: Pointer;
  private readonly scale: number;

  constructor(arena: Arena, mlp: Mlp, options: ObjectiveOptions, purpose: number) {
    const {
      data,
      labels,
      labelDropout = 0,
      batchSize,
      sigmas,
      weighting,
      couplingRows = 0,
      referenceRows = 0,
    } = options;
    const { heap } = coreOf(mlp.engine);
    const { dim } = mlp.shape;
    this.tiles = Math.ceil(batchSize / TILE_ROWS);
    this.scale = 1 / (batchSize * dim);
    const dataAt = arena.allocate(data.length * 4);
    heap.write(dataAt, data);
    const quantilesAt = arena.allocate(sigmas.values.length * 4);
    heap.write(quantilesAt, sigmas.values);
    this.losses = arena.allocate(this.tiles * 8);
    const labelsAt = labels ? arena.allocate(labels.length * 4) : 0;
    if (labels) heap.i32.set(labels, labelsAt / 4);
    this.groups = couplingRows > 0 ? Math.ceil(batchSize / couplingRows) : 0;
    const coupledAt = couplingRows > 0 ? arena.allocate(batchSize * dim * 4) : 0;
    this.references = Math.ceil(referenceRows / 8) * 8;
    const referenceBytes = this.references * (dim + 1) * 4;
    const referenceAt = referenceRows > 0 ? arena.allocate(referenceBytes + 32) : 0;
    this.referenceScratch = referenceAt + referenceBytes;
    this.at = arena.allocate(15 * 4);
    heap.i32.set(
      [
        dataAt,
        data.length / dim,
        batchSize,
        quantilesAt,
        sigmas.values.length,
        sigmas.kind === "interpolated" ? 1 : 0,
        weightings.indexOf(weighting),
        this.losses,
        purpose,
        labelsAt,
        Math.min(0xffffffff, Math.round(labelDropout * 0x100000000)),
        coupledAt,
        couplingRows,
        referenceAt,
        referenceRows,
      ],
      this.at / 4,
    );
  }

  /** Mean over the batch and the columns; tiles in order. */
  loss(doubles: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < this.tiles; i++) sum += doubles[this.losses / 8 + i];
    return sum * this.scale;
  }
}
