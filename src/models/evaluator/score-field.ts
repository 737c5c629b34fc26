import { scoreOf } from "../check.ts";
import { forRows } from "../per-row.ts";
import type { ScoreModel } from "../score-model.ts";
import type { FlowField, Trace } from "./flow-field.ts";

const MOST_ROWS = 256;

/**
 * The flow of any model: −σ²·score and −σ²·Σ ∂score_j/∂x_j. Rows of equal σ are handed over together, in f32. The
 * divergence is the model's own where it has one, else by differences of the score.
 */
export function scoreField(where: string, model: ScoreModel, trace: Trace): FlowField {
  const { dim } = model;
  return {
    dim,
    capacity: MOST_ROWS,
    traced: trace !== "none",
    async evaluate({ count, x, sigmas, rows, velocity, divergence }) {
      for (const [sigma, members] of groupBySigma(sigmas, count)) {
        const own = new Float32Array(members.length * dim);
        members.forEach((b, m) => own.set(x.subarray(b * dim, (b + 1) * dim), m * dim));
        const variance = sigma * sigma;
        const which = members.map((b) => rows[b]);
        const score = await scoreOf(where, forRows(model, which), own, sigma);
        members.forEach((b, m) => {
          for (let d = 0; d < dim; d++) velocity[b * dim + d] = -variance * score[m * dim + d];
        });
        if (trace === "none") continue;
        const traces = await divergences(where, model, { x: own, sigma, rows: which }, trace);
        members.forEach((b, m) => (divergence[b] = -variance * traces[m]));
      }
    },
    dispose: () => undefined,
  };
}

function groupBySigma(sigmas: Float64Array, count: number): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (let b = 0; b < count; b++) {
    const members = groups.get(sigmas[b]);
    if (members) members.push(b);
    else groups.set(sigmas[b], [b]);
  }
  return groups;
}

interface Scored {
  /** (rows, dim) */
  x: Float32Array;
  sigma: number;
  /** Which of all rows each is. */
  rows: readonly number[];
}

/** Σ ∂score_j/∂x_j of each row, or its mean estimate vᵀ(∂score/∂x)v. */
async function divergences(where: string, model: ScoreModel, scored: Scored, trace: "exact" | readonly Int8Array[]) {
  const { dim } = model;
  const { x, sigma, rows } = scored;
  if (trace !== "exact") {
    const sums = new Float64Array(rows.length);
    const probe = new Float32Array(x.length);
    for (const signs of trace) {
      for (let k = 0; k < probe.length; k++) probe[k] = signs[rows[Math.floor(k / dim)] * dim + (k % dim)];
      (await curvatures(where, model, scored, probe, Math.sqrt(dim))).forEach((c, m) => (sums[m] += c / trace.length));
    }
    return sums;
  }
  if (model.divergence) return model.divergence(x, sigma);
  const sums = new Float64Array(rows.length);
  for (let d = 0; d < dim; d++) {
    const unit = x.map((_, k) => Number(k % dim === d));
    (await curvatures(where, model, scored, unit, 1)).forEach((c, m) => (sums[m] += c));
  }
  return sums;
}

/**
 * vᵀ(∂score/∂x)v of each row by central differences of fourth order, `(8(f₁ − f₋₁) − (f₂ − f₋₂))/12h`, f_k = vᵀscore(x + k·h·v);
 * h·|v| is 1/16 to 1/8 of σ, the length over which p_σ varies, and a power of 2, so that the moves are exact in f32.
 */
async function curvatures(
  where: string,
  model: ScoreModel,
  { x, sigma, rows }: Scored,
  v: Float32Array,
  length: number,
) {
  const { dim } = model;
  const most = sigma / (8 * length);
  let h = 1;
  while (h > most) h /= 2;
  while (2 * h <= most) h *= 2;
  const steps = [1, -1, 2, -2];
  const weights = [8, -8, -1, 1];
  const all = new Float32Array(steps.length * x.length);
  steps.forEach((step, i) => x.forEach((value, k) => (all[i * x.length + k] = value + step * h * v[k])));
  const conditioned = forRows(
    model,
    steps.flatMap(() => rows),
  );
  const score = await scoreOf(where, conditioned, all, sigma);
  const sums = new Float64Array(rows.length);
  for (let k = 0; k < all.length; k++) {
    const at = k % x.length;
    sums[Math.floor(at / dim)] += (weights[Math.floor(k / x.length)] * v[at] * score[k]) / (12 * h);
  }
  return sums;
}
