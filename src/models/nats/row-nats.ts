import type { Pacer } from "../../support/pacer.ts";
import type { FlowField } from "../evaluator/flow-field.ts";
import type { LevelLosses } from "./level-losses.ts";
import { lengthOf } from "./levels.ts";
import type { NoisedRows } from "./noised-rows.ts";

/**
 * A bound of −ln p of each row, in nats and in the model's units, from the model's loss on noised rows and without an ODE:
 *
 *     −ln p ≤ −ln N − ∫ (‖ẑ_N − z‖² − ‖ẑ − z‖²) d ln σ from σ_min to σ_max
 *
 * with equality in the mean for the score of the rows' own law (I-MMSE: Kong et al. 2023, arXiv:2302.03792). Both errors are of the
 * same noise, so that most of its chance falls out. Sums are in f64 and in order: any number of threads gives the same bits.
 *
 * @param levels  what the loss per σ is added to
 * @returns (count)
 */
export async function rowNats(
  field: FlowField,
  rows: NoisedRows,
  pacer: Pacer,
  levels?: LevelLosses,
): Promise<Float64Array> {
  const { plan, first: firstRow, count, noise, noised, sigmas, normalErrors, normalNats } = rows;
  const { dim, draws, deviation } = plan;
  const size = Math.min(field.capacity, count * draws);
  const x = new Float64Array(size * dim);
  const velocity = new Float64Array(size * dim);
  const divergence = new Float64Array(size);
  const gains = new Float64Array(count);
  for (let first = 0; first < count * draws; first += size) {
    const some = Math.min(size, count * draws - first);
    x.set(noised.subarray(first * dim, (first + some) * dim));
    const rowsOf = Array.from({ length: some }, (_, b) => firstRow + Math.floor((first + b) / draws));
    const own = sigmas.subarray(first, first + some);
    await field.evaluate({ count: some, x, sigmas: own, rows: rowsOf, velocity, divergence });
    for (let b = 0; b < some; b++) {
      const e = first + b;
      const sigma = sigmas[e];
      let error = 0;
      for (let d = 0; d < dim; d++) {
        const off = velocity[b * dim + d] / sigma - noise[e * dim + d];
        error += off * off;
      }
      const ratio = sigma / deviation;
      const gain = (1 + ratio * ratio) * (normalErrors[e] - error);
      gains[Math.floor(e / draws)] += gain;
      levels?.add(sigma, gain);
    }
    if (pacer.due) await pacer.pause();
  }
  const length = lengthOf(plan);
  return normalNats.map((nats, k) => nats - (length * gains[k]) / draws);
}
