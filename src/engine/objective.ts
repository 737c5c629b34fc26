import type { Purpose } from "../numerics/random.ts";
import { blockSize, levelsOf, plainColumns } from "../data/category-block.ts";
import { nearestLevel } from "../data/codes/nearest-level.ts";
import type { Arena } from "./arena.ts";
import { coreOf } from "./engine.ts";
import { objectiveWords, TILE_ROWS, weightings, type Weighting } from "./generated/contract.ts";
import { layReference, type Pointer } from "./generated/kernels.ts";
import { wordsInOrder } from "./job.ts";
import { memoryOf, type Mlp } from "./mlp.ts";
import type { NetworkShape } from "./plan.ts";
import { layOutReference, writeRows } from "./reference-rows.ts";

/** A distribution of σ as its quantiles: a ladder, each σ equally likely; or ln σ linear between quantiles. */
export interface SigmaQuantiles {
  kind: "ladder" | "interpolated";
  /** σ, or ln σ */
  values: Float32Array;
}

export interface ObjectiveOptions {
  /** (n, dim) row-major, standardized */
  data: Float32Array;
  /** (n), 0…classes−1; −1 for none */
  labels?: Int32Array | undefined;
  /** (n, conditions), standardized; NaN for none. */
  conditions?: Float32Array | undefined;
  /** Share of the batch trained without its label or conditions; default 0. */
  labelDropout?: number | undefined;
  /** Share of the batch of which some values are known, for a network with masks; default 0. */
  maskShare?: number | undefined;
  batchSize: number;
  sigmas: SigmaQuantiles;
  weighting: Weighting;
  seed: number;
  /** Rows of the batch that are paired with each other's noise by optimal transport; default 0, none. */
  couplingRows?: number | undefined;
  /** (n, dim): the one noise that each row goes with; default: noise is drawn for every batch. */
  pairedNoise?: Float32Array | undefined;
  /** Rows over which a noised row's target is averaged, about; default 0: its own noise is its target. */
  referenceRows?: number | undefined;
}

/** What the random numbers of an objective are for: those that draw rows and σ, and the noise. */
export interface ObjectivePurposes {
  rows: Purpose;
  noise: Purpose;
}

/** What one objective needs in memory: data, quantiles, a loss for every tile, noise that is coupled, reference rows. */
export class Objective {
  readonly at: Pointer;
  readonly losses: Pointer;
  /** Groups of the batch that are coupled. */
  readonly groups: number;
  readonly tiles: number;
  /** Rows that a target is averaged over; 0 where it is the row's own noise. */
  readonly references: number;
  private readonly scale: number;

  constructor(arena: Arena, mlp: Mlp, options: ObjectiveOptions, purposes: ObjectivePurposes) {
    const {
      data,
      labels,
      conditions,
      labelDropout = 0,
      maskShare = 0,
      batchSize,
      sigmas,
      weighting,
      couplingRows = 0,
      pairedNoise,
      referenceRows = 0,
    } = options;
    const { heap } = coreOf(mlp.engine);
    const { dim } = mlp.shape;
    this.tiles = Math.ceil(batchSize / TILE_ROWS);
    const { categories = [] } = mlp.shape;
    this.scale = 1 / (batchSize * (plainColumns(mlp.shape) + categories.length));
    const layout = referenceRows > 0 ? layOutReference(data, dim, labels !== undefined) : undefined;
    const dataAt = arena.allocate(data.length * 4);
    writeRows(heap.f32.subarray(dataAt / 4), data, dim, layout?.order);
    const quantilesAt = arena.allocate(sigmas.values.length * 4);
    heap.write(quantilesAt, sigmas.values);
    this.losses = arena.allocate(this.tiles * 8);
    const levelsAt = categories.length > 0 ? arena.allocate((data.length / dim) * categories.length * 4) : 0;
    if (levelsAt > 0) heap.i32.set(levelsOfRows(data, mlp.shape), levelsAt / 4);
    const labelsAt = labels ? arena.allocate(labels.length * 4) : 0;
    if (labels) writeRows(heap.i32.subarray(labelsAt / 4), labels, 1, layout?.order);
    const conditionsAt = conditions ? arena.allocate(conditions.length * 4) : 0;
    if (conditions) writeRows(heap.f32.subarray(conditionsAt / 4), conditions, mlp.shape.conditions!, layout?.order);
    this.groups = couplingRows > 0 ? Math.ceil(batchSize / couplingRows) : 0;
    const coupledAt = couplingRows > 0 ? arena.allocate(batchSize * dim * 4) : 0;
    const pairedAt = pairedNoise ? arena.allocate(pairedNoise.length * 4) : 0;
    if (pairedNoise) heap.write(pairedAt, pairedNoise);
    this.references = Math.min(referenceRows, data.length / dim);
    const words = wordsInOrder(objectiveWords, {
      data: dataAt,
      dataRows: data.length / dim,
      batchSize,
      quantiles: quantilesAt,
      quantileCount: sigmas.values.length,
      interpolated: Number(sigmas.kind === "interpolated"),
      weighting: weightings.indexOf(weighting),
      losses: this.losses,
      rowsPurpose: purposes.rows,
      noisePurpose: purposes.noise,
      labels: labelsAt,
      conditions: conditionsAt,
      levels: levelsAt,
      labelDropout: share(labelDropout),
      maskShare: share(maskShare),
      coupledNoise: coupledAt,
      couplingRows,
      pairedNoise: pairedAt,
      reference: layout ? arena.allocate(layout.bytes) : 0,
      referenceRows,
      referenceClasses: layout?.classes ?? 0,
      referenceBlocks: layout?.blocks ?? 0,
      referenceBoxes: layout ? arena.allocate(layout.boxBytes) : 0,
    });
    this.at = arena.allocate(words.length * 4);
    heap.i32.set(words, this.at / 4);
    if (layout) coreOf(mlp.engine).call(layReference, { plan: memoryOf(mlp).planAt, objective: this.at });
  }

  /** Mean over the batch and the columns; tiles in order. */
  loss(doubles: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < this.tiles; i++) sum += doubles[this.losses / 8 + i];
    return sum * this.scale;
  }
}

/** A share as the random words below it. */
function share(value: number): number {
  return Math.min(0xffffffff, Math.round(value * 0x100000000));
}

/** The level of each row in each block, counted over all blocks: (n, blocks). */
function levelsOfRows(data: Float32Array, shape: NetworkShape): Int32Array {
  const { dim, categories = [] } = shape;
  const rows = data.length / dim;
  const levels = new Int32Array(rows * categories.length);
  let column = plainColumns(shape);
  let first = 0;
  categories.forEach((block, j) => {
    for (let r = 0; r < rows; r++)
      levels[r * categories.length + j] = first + nearestLevel(block, data, r * dim + column);
    column += blockSize(block);
    first += levelsOf(block);
  });
  return levels;
}
