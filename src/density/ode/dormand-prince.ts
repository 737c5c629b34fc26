import { LangevinError } from "../../support/errors.ts";
import { exp, log, pow } from "../../numerics/math.ts";
import { Pacer } from "../../support/pacer.ts";
import type { FlowField } from "../../models/evaluator/flow-field.ts";
import { freshHistory, stepFactor, type StepHistory } from "./step-control.ts";
import { errorWeights, nodes, weights } from "./tableau.ts";

export interface PathOptions {
  /** σ at the rows given, and at the rows wanted: up or down. */
  from: number;
  to: number;
  /** Bound of one step's error in each column, relative to the spread √(variance + σ²) there or to |x − mean| beyond it. */
  tolerance: number;
  mean: ArrayLike<number>;
  variance: ArrayLike<number>;
  /** What errors call row k. */
  rowAt: (k: number) => number;
  signal: AbortSignal | undefined;
}

/** How far an integration along the probability-flow ODE has come. */
export interface OdeProgress {
  /** Part of the way in ln σ that is done, over all rows, 0…1. */
  fraction: number;
  /** Estimate of the time that is left, the loop's body not counted. */
  secondsLeft: number;
  /** σ of the row that has the farthest to go. */
  sigma: number;
  /** Rows that have arrived. */
  rowsDone: number;
}

export interface FlowResult {
  /** (count): ln p at the end less ln p at the start, in nats; 0 where the field is not traced. */
  logChange: Float64Array;
  /**
   * (count): estimates of the steps' errors, added up: in nats where the field is traced, else relative as the
   * tolerance is.
   */
  error: Float64Array;
  /** (count): evaluations of the field. */
  evaluations: Uint32Array;
}

/** A row whose step became too short. */
interface StuckRow {
  row: number;
  sigma: number;
}

/** The least step in ln σ: f32 does not tell closer σ apart. */
const LEAST_STEP = 1e-6;

/** A traced step may be wrong by this much, in nats, for each unit of tolerance. */
const NATS = 10;

/**
 * Carries rows along the probability-flow ODE from one σ to another, in f64: Dormand & Prince's pair of orders 5 and 4 in
 * s = ln σ, each row with steps of its own, so that a row's result depends on the row alone; only so many rows at a time as the
 * field takes, and a row that arrives makes room for the next.
 *
 * Where the field is traced, a step's error in nats is its error in ∫ divergence plus |score·(its error in x)|.
 *
 * @param x  (count, dim), overwritten row by row, always a point of the row's path
 * @throws LangevinError "diverged" naming σ and rows, when a step would be shorter than 1e-6
 */
export async function* integrate(
  where: string,
  field: FlowField,
  x: Float64Array,
  { from, to, tolerance, mean, variance, rowAt, signal }: PathOptions,
): AsyncGenerator<OdeProgress, FlowResult, void> {
  const { dim, traced } = field;
  const total = x.length / dim;
  const size = Math.min(field.capacity, total);
  const [begin, end] = [log(from), log(to)];
  const firstStep = pow(tolerance, 1 / 5) * (end < begin ? -1 : 1);

  // Rows under way are in slots 0…busy−1
  const rows = new Uint32Array(size);
  const s = new Float64Array(size);
  const h = new Float64Array(size);
  const histories: StepHistory[] = [];
  const points = new Float64Array(size * dim);
  const sigmas = new Float64Array(size);
  const stages = nodes.map(() => ({ velocity: new Float64Array(size * dim), divergence: new Float64Array(size) }));
  let busy = 0;
  let next = 0;

  const logChange = new Float64Array(total);
  const error = new Float64Array(total);
  const evaluations = new Uint32Array(total);
  const pacer = new Pacer(signal);
  const began = performance.now();
  let paused = false;
  signal?.throwIfAborted();

  while (busy > 0 || next < total) {
    const fresh = busy;
    for (; busy < size && next < total; busy++) start(busy, next++);
    if (busy > fresh) await evaluate(0, fresh);
    for (let stage = 1; stage < stages.length; stage++) {
      for (let slot = 0; slot < busy; slot++) moveTo(stage, slot);
      await evaluate(stage, 0);
    }
    const stuck: StuckRow[] = [];
    for (let slot = busy - 1; slot >= 0; slot--) finishStep(slot, stuck);
    if (stuck.length > 0) throw diverged(stuck);
    if (!paused) continue;
    paused = false;
    yield progress();
    signal?.throwIfAborted();
  }
  return { logChange, error, evaluations };

  function start(slot: number, row: number): void {
    rows[slot] = row;
    s[slot] = begin;
    h[slot] = clip(firstStep, begin);
    histories[slot] = freshHistory();
    points.set(x.subarray(row * dim, (row + 1) * dim), slot * dim);
    sigmas[slot] = from;
  }

  /** A step that goes to the end where it would go beyond. */
  function clip(step: number, at: number): number {
    return Math.abs(end - at) <= Math.abs(step) * (1 + 1e-9) ? end - at : step;
  }

  /** The point and σ at which a stage is evaluated. */
  function moveTo(stage: number, slot: number): void {
    const at = rows[slot] * dim;
    for (let d = 0; d < dim; d++) {
      let sum = 0;
      weights[stage].forEach((weight, j) => (sum += weight * stages[j].velocity[slot * dim + d]));
      points[slot * dim + d] = x[at + d] + h[slot] * sum;
    }
    const arrives = nodes[stage] === 1 && h[slot] === end - s[slot];
    sigmas[slot] = arrives ? to : exp(s[slot] + nodes[stage] * h[slot]);
  }

  async function evaluate(stage: number, first: number): Promise<void> {
    const { velocity, divergence } = stages[stage];
    const pending = field.evaluate({
      count: busy - first,
      x: points.subarray(first * dim),
      sigmas: sigmas.subarray(first),
      rows: rows.subarray(first),
      velocity: velocity.subarray(first * dim),
      divergence: divergence.subarray(first),
    });
    if (pending) await pending;
    for (let slot = first; slot < busy; slot++) evaluations[rows[slot]]++;
    if (!pacer.due) return;
    await pacer.pause();
    paused = true;
  }

  /** Accepts a step or not, sets the next one's length, and gives the slot away when the row has arrived. */
  function finishStep(slot: number, stuck: StuckRow[]): void {
    const row = rows[slot];
    const { relative, nats } = stepError(slot);
    const scaled = Math.max(relative, nats / NATS) / tolerance;
    const factor = stepFactor(scaled, histories[slot]);
    if (!(scaled <= 1)) {
      h[slot] *= factor;
      if (Math.abs(h[slot]) < LEAST_STEP) stuck.push({ row, sigma: exp(s[slot]) });
      return;
    }
    error[row] += traced ? nats : relative;
    if (traced) weights[6].forEach((weight, j) => (logChange[row] -= h[slot] * weight * stages[j].divergence[slot]));
    x.set(points.subarray(slot * dim, (slot + 1) * dim), row * dim);
    if (h[slot] === end - s[slot]) return vacate(slot);
    s[slot] += h[slot];
    h[slot] = clip(h[slot] * factor, s[slot]);
    copyStage(6, slot, slot);
  }

  /** Root mean square over columns in units of the scale there, and in nats. NaN where something is not finite. */
  function stepError(slot: number): { relative: number; nats: number } {
    const row = rows[slot];
    const sigma = sigmas[slot];
    let squares = 0;
    let along = 0; // (error in x)·(σ²·score)
    for (let d = 0; d < dim; d++) {
      const at = slot * dim + d;
      let sum = 0;
      errorWeights.forEach((weight, j) => (sum += weight * stages[j].velocity[at]));
      const farthest = Math.max(Math.abs(x[row * dim + d] - mean[d]), Math.abs(points[at] - mean[d]));
      const scaled = (h[slot] * sum) / Math.max(Math.sqrt(variance[d] + sigma * sigma), farthest);
      squares += scaled * scaled;
      along += h[slot] * sum * stages[6].velocity[at];
    }
    const relative = Math.sqrt(squares / dim);
    if (!traced) return { relative, nats: 0 };
    let change = 0;
    errorWeights.forEach((weight, j) => (change += weight * stages[j].divergence[slot]));
    return { relative, nats: Math.abs(h[slot] * change) + Math.abs(along) / (sigma * sigma) };
  }

  /** The last slot's row moves into this one. */
  function vacate(slot: number): void {
    busy--;
    rows[slot] = rows[busy];
    s[slot] = s[busy];
    h[slot] = h[busy];
    histories[slot] = histories[busy];
    copyStage(0, busy, slot);
  }

  /** What a stage has at one slot becomes the first stage of another. */
  function copyStage(stage: number, slot: number, into: number): void {
    const { velocity, divergence } = stages[stage];
    stages[0].velocity.set(velocity.subarray(slot * dim, (slot + 1) * dim), into * dim);
    stages[0].divergence[into] = divergence[slot];
  }

  function progress(): OdeProgress {
    let way = 0;
    let farthest = next < total ? begin : end;
    for (let slot = 0; slot < busy; slot++) {
      way += (s[slot] - begin) / (end - begin);
      if (Math.abs(end - s[slot]) > Math.abs(end - farthest)) farthest = s[slot];
    }
    const rowsDone = next - busy;
    const fraction = (rowsDone + way) / total;
    const secondsLeft = ((performance.now() - began) / 1000) * (1 / fraction - 1);
    return { fraction, secondsLeft, sigma: exp(farthest), rowsDone };
  }

  function diverged([{ row, sigma }, ...others]: readonly StuckRow[]): LangevinError {
    const rest = others.length > 0 ? ` and in rows ${others.map((other) => rowAt(other.row)).join(", ")}` : "";
    return new LangevinError(
      "diverged",
      `${where}: expected a score that steps of ${LEAST_STEP} in ln sigma can follow, got one that they cannot at sigma ` +
        `${sigma} in row ${rowAt(row)}${rest}; try a larger tolerance`,
    );
  }
}
