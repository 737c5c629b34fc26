// Minibatch optimal transport: which noise goes with which row of a batch (Tong et al. 2023, arXiv:2302.00482, §3.3;
// Pooladian et al. 2023, arXiv:2304.14772). docs/internals/notation.md.

import { assignment, assignmentScratch } from "./assignment";
import { columnAt } from "./conditioning";
import { quadRows, splat, TILE_ROWS } from "./lanes";
import { normals } from "./normal";
import * as Objective from "./objective";
import * as Plan from "./plan";
import { stepKey, threefry } from "./threefry";

// Scratch of one thread for groups of R rows, s = R up to the next multiple of 4; offsets in bytes.
/** 32 bytes for random words. */
const TILE: usize = 64;
/** A tile (T, D) of normals in panels. */
// @ts-ignore: decorator
@inline
function tileBytes(plan: usize): usize { return <usize>((Plan.dim(plan) + 7) >> 3) * TILE_ROWS * 32; }
/** The group's noise, (D, s) f32: columns of the noise are rows here. */
// @ts-ignore: decorator
@inline
function noiseBytes(plan: usize, stride: i32): usize { return <usize>(Plan.dim(plan) * stride) << 2; }
/** i32: of a row of the group its data row, and the row whose noise it gets. */
// @ts-ignore: decorator
@inline
function rowBytes(stride: i32): usize { return <usize>stride << 2; }
/** Costs (R, s) f32. */
// @ts-ignore: decorator
@inline
function costBytes(stride: i32): usize { return <usize>(stride * stride) << 2; }

/** Bytes of scratch a thread needs, a multiple of 64. */
export function couplingScratch(plan: usize, objective: usize): usize {
  const stride = quadRows(Objective.couplingRows(objective));
  const bytes = TILE + tileBytes(plan) + noiseBytes(plan, stride) + 2 * rowBytes(stride) + costBytes(stride);
  return (bytes + assignmentScratch(stride) + 63) & ~63;
}

/**
 * coupledNoise ← the noise of step `step`'s batch, within each of the groups [begin, end) of `couplingRows` rows permuted
 * so that Σ ‖x − z‖² of its rows x and noises z is least; the last group may be smaller. A row with a label takes the
 * noise of rows of that label only, so that the noise of every label's rows stays N(0, I).
 *
 * x and z are those the tiles would draw themselves. Groups are independent: any split over threads gives the same bits.
 * Costs are f32, each within (D + 2)·2⁻²⁴ of exact.
 */
export function coupleNoise(
  plan: usize, objective: usize, scratch: usize, seed0: i32, seed1: i32, step: i32, begin: i32, end: i32,
): void {
  const D = Plan.dim(plan);
  const stride = quadRows(Objective.couplingRows(objective));
  const noise = scratch + TILE + tileBytes(plan);
  const rows = noise + noiseBytes(plan, stride);
  const partners = rows + rowBytes(stride);
  const costs = partners + rowBytes(stride);
  for (let group = begin; group < end; group++) {
    const first = group * Objective.couplingRows(objective);
    const count = min(Objective.batchSize(objective) - first, Objective.couplingRows(objective));
    stepKey(scratch, seed0, seed1, Objective.noisePurpose(objective), step, 0);
    drawNoise(noise, D, quadRows(count), load<i32>(scratch), load<i32>(scratch, 4), first, count, scratch);
    stepKey(scratch, seed0, seed1, Objective.rowsPurpose(objective), step, 0);
    const key0 = load<i32>(scratch), key1 = load<i32>(scratch, 4);
    for (let r = 0; r < count; r++) {
      threefry(scratch, key0, key1, first + r, 0);
      store<i32>(rows + (<usize>r << 2), <i32>Objective.drawnRow(objective, load<u32>(scratch)));
    }
    squaredDistances(costs, objective, rows, noise, D, count);
    if (Objective.labels(objective) != 0) forbidOtherLabels(costs, Objective.labels(objective), rows, count);
    assignment(partners, costs, count, costs + costBytes(stride));
    const out = Objective.coupledNoise(objective) + (<usize>(first * D) << 2);
    for (let r = 0; r < count; r++) {
      const from = noise + (<usize>load<i32>(partners + (<usize>r << 2)) << 2);
      for (let d = 0; d < D; d++)
        store<f32>(out + (<usize>(r * D + d) << 2), load<f32>(from + (<usize>(d * quadRows(count)) << 2)));
    }
  }
}

/** noise[d, r] ← z of row first + r, zero past `count`; noise (D, stride). */
function drawNoise(
  noise: usize, D: i32, stride: i32, key0: i32, key1: i32, first: i32, count: i32, scratch: usize,
): void {
  const tile = scratch + TILE;
  for (let r = 0; r < stride; r += TILE_ROWS) {
    const rows = min(stride - r, TILE_ROWS);
    normals(tile, rows, D, key0, key1, first + r, scratch);
    for (let d = 0; d < D; d++) {
      for (let i = 0; i < rows; i++)
        store<f32>(noise + (<usize>(d * stride + r + i) << 2), load<f32>(columnAt(tile, d) + <usize>i * 32));
    }
  }
}

/** costs[i, j] ← ‖x_i − z_j‖², at most the largest f32; costs (count, s), noise (D, s), s = count up to a multiple of 4. */
function squaredDistances(costs: usize, objective: usize, rows: usize, noise: usize, D: i32, count: i32): void {
  const bytes = <usize>quadRows(count) << 2;
  for (let i = 0; i < count; i++) {
    const x = Objective.data(objective) + ((<usize>load<i32>(rows + (<usize>i << 2)) * D) << 2);
    const out = costs + <usize>i * bytes;
    for (let j: usize = 0; j < bytes; j += 16) {
      let sum = splat(0);
      for (let d = 0; d < D; d++) {
        const gap = f32x4.sub(v128.load32_splat(x + (<usize>d << 2)), v128.load(noise + <usize>d * bytes + j));
        sum = f32x4.add(sum, f32x4.mul(gap, gap));
      }
      v128.store(out + j, f32x4.min(sum, splat(f32.MAX_VALUE)));
    }
  }
}

/** costs[i, j] ← ∞ where rows i and j have different labels. */
function forbidOtherLabels(costs: usize, labels: usize, rows: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const label = load<i32>(labels + (<usize>load<i32>(rows + (<usize>i << 2)) << 2));
    for (let j = 0; j < count; j++) {
      if (load<i32>(labels + (<usize>load<i32>(rows + (<usize>j << 2)) << 2)) != label)
        store<f32>(costs + (<usize>(i * quadRows(count) + j) << 2), <f32>Infinity);
    }
  }
}
