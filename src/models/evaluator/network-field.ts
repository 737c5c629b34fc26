import { RowEvaluator, TILE_ROWS } from "../../engine/index.ts";
import type { FlowBatch, FlowField, Trace } from "./flow-field.ts";
import type { NetworkModel } from "./network-model.ts";

/** Floating-point operations of one evaluation on a thread: a few milliseconds. */
const EVALUATION = 5e7;

/** The most rows of a batch for each thread. */
const MOST_ROWS = 1024;

/**
 * The flow of a network: σ·ẑ and σ·tr ∂ẑ/∂x, with x and σ rounded to f32; of a guided one `(1 − w)·` that without labels and
 * `w·` that with them. Where the network is of rows with known values, the flow and its trace are those of the free columns.
 */
export function networkField(where: string, model: NetworkModel, trace: Trace): FlowField {
  const { network, labels, conditionTable, guidance, interval, known, free } = model;
  const { mlp, engine } = network;
  const width = network.dim;
  const dim = free?.length ?? width;
  const columns = free ?? Int32Array.from({ length: width }, (_, d) => d);
  const probes = typeof trace === "string" ? undefined : trace;
  const derivative = probes ? "probed-trace" : trace === "exact" ? "trace" : "none";
  // Which of both are needed at any σ
  const sides = [false, true].filter((labeled) => (labeled ? guidance !== 0 || interval : guidance !== 1));
  const weightOf = (labeled: boolean, sigma: number): number => {
    const given = model.guidanceAt(sigma);
    return labeled ? given : 1 - given;
  };

  const passes = sides.length * (probes ? 2 * probes.length : trace === "exact" ? 1 + dim : 1);
  const most = Math.min(MOST_ROWS, Math.floor(EVALUATION / (passes * mlp.operationsPerRow)));
  const capacity = engine.threads * Math.max(1, Math.floor(most / TILE_ROWS)) * TILE_ROWS;
  const evaluator = new RowEvaluator(mlp, capacity, conditionTable);
  const ownLabels = new Int32Array(capacity);
  const ownProbes = new Float32Array(probes ? capacity * width : 0);
  const ownX = new Float64Array(free ? capacity * width : 0);
  const ownKnown = new Float32Array(known ? capacity * width : 0);

  /** Adds one side's flow, or one of so many equal parts of it: that along one probe. */
  async function add(batch: FlowBatch, labeled: boolean, parts: number, signs?: Int8Array): Promise<void> {
    const { count, rows, velocity, divergence } = batch;
    for (let b = 0; b < count; b++) ownLabels[b] = typeof labels === "number" ? labels : labels[rows[b]];
    for (let b = 0; b < count; b++) {
      if (signs) for (let i = 0; i < dim; i++) ownProbes[b * width + columns[i]] = signs[rows[b] * dim + i];
      if (free) for (let i = 0; i < dim; i++) ownX[b * width + columns[i]] = batch.x[b * dim + i];
      if (known) ownKnown.set(known.subarray(rows[b] * width, (rows[b] + 1) * width), b * width);
    }
    const given = {
      count,
      x: (free ? ownX : batch.x).subarray(0, count * width),
      sigmas: batch.sigmas.subarray(0, count),
      labels: labeled ? ownLabels.subarray(0, count) : undefined,
      known: known && ownKnown.subarray(0, count * width),
      columns: free,
      probes: signs && ownProbes.subarray(0, count * width),
    };
    mlp.check(where);
    const { noise, trace: traces } = await evaluator.evaluate(given, derivative);
    for (let b = 0; b < count; b++) {
      const weight = weightOf(labeled, batch.sigmas[b]) / parts;
      const scale = weight * Math.fround(batch.sigmas[b]);
      for (let i = 0; i < dim; i++) velocity[b * dim + i] += scale * noise[b * width + columns[i]];
      if (derivative !== "none") divergence[b] += scale * traces[b];
    }
  }

  return {
    dim,
    capacity,
    traced: trace !== "none",
    async evaluate(batch) {
      batch.velocity.fill(0, 0, batch.count * dim);
      batch.divergence.fill(0, 0, batch.count);
      for (const labeled of sides) {
        if (!probes) await add(batch, labeled, 1);
        else for (const signs of probes) await add(batch, labeled, probes.length, signs);
      }
    },
    dispose: () => evaluator.dispose(),
  };
}
