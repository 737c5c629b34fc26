import { RowEvaluator, type RowResults } from "../engine/jacobian.ts";
import { TILE_ROWS } from "../engine/plan.ts";
import type { ScoreNetwork } from "../network.ts";
import type { FlowBatch, FlowField, Trace } from "./field.ts";

/** Floating-point operations of one evaluation on a thread: a few milliseconds. */
const EVALUATION = 5e7;

/** The most rows of a batch for each thread. */
const MOST_ROWS = 1024;

/** The flow of a network: σ·ẑ and σ·tr ∂ẑ/∂x, with x and σ rounded to f32. */
export function networkField(
  where: string,
  { mlp, dim, engine }: ScoreNetwork,
  trace: Trace,
  labels: Int32Array | undefined,
): FlowField {
  const passes = trace === "none" ? 1 : trace === "exact" ? 1 + dim : 2 * trace.length;
  const rows = Math.min(MOST_ROWS, Math.floor(EVALUATION / (passes * mlp.operationsPerRow)));
  const capacity = engine.threads * Math.max(1, Math.floor(rows / TILE_ROWS)) * TILE_ROWS;
  const evaluator = new RowEvaluator(mlp, capacity);
  const ownLabels = new Int32Array(labels ? capacity : 0);
  const ownProbes = new Float32Array(typeof trace === "string" ? 0 : capacity * dim);
  return {
    dim,
    capacity,
    traced: trace !== "none",
    async evaluate({ count, x, sigmas, rows, velocity, divergence }) {
      const batch = {
        count,
        x: x.subarray(0, count * dim),
        sigmas: sigmas.subarray(0, count),
        labels: labels && ownLabels.subarray(0, count),
      };
      if (labels) for (let b = 0; b < count; b++) ownLabels[b] = labels[rows[b]];
      if (typeof trace === "string") {
        mlp.check(where);
        const results = await evaluator.evaluate(batch, trace === "exact" ? "trace" : "none");
        scaleNoise({ count, sigmas, velocity }, results);
        if (trace === "exact")
          for (let b = 0; b < count; b++) divergence[b] = Math.fround(sigmas[b]) * results.trace[b];
        return;
      }
      divergence.fill(0, 0, count);
      for (const signs of trace) {
        gatherProbes(ownProbes, signs, rows, count, dim);
        mlp.check(where);
        const probes = ownProbes.subarray(0, count * dim);
        const results = await evaluator.evaluate({ ...batch, probes }, "probed-trace");
        scaleNoise({ count, sigmas, velocity }, results);
        for (let b = 0; b < count; b++) divergence[b] += (Math.fround(sigmas[b]) * results.trace[b]) / trace.length;
      }
    },
    dispose: () => evaluator.dispose(),
  };

  /** σ·ẑ, with the σ that the network was given. */
  function scaleNoise(
    { count, sigmas, velocity }: Pick<FlowBatch, "count" | "sigmas" | "velocity">,
    { noise }: RowResults,
  ): void {
    for (let b = 0, k = 0; b < count; b++) {
      const sigma = Math.fround(sigmas[b]);
      for (let d = 0; d < dim; d++, k++) velocity[k] = sigma * noise[k];
    }
  }
}

function gatherProbes(into: Float32Array, signs: Int8Array, rows: ArrayLike<number>, count: number, dim: number): void {
  for (let b = 0, k = 0; b < count; b++) for (let d = 0; d < dim; d++, k++) into[k] = signs[rows[b] * dim + d];
}
