import { Pacer } from "../../support/pacer.ts";
import { smoothedNormal, type StartLaws } from "../moments.ts";
import { residualOf, type Law, type Residual } from "./fit-law.ts";
import { nodesAround, quadratureNodes } from "./quadrature-nodes.ts";
import type { ScoredRows } from "./scored-rows.ts";

/** Rows whose scores are asked for at a time. */
const MOST_ROWS = 1 << 14;

/** Curvatures relative to the first law's beyond which they tell nothing of a law: variances of a condition's rows are 0 to about 1. */
export const CURVATURES = [1 / 4, 4] as const;

/**
 * The law at σ of the rows of each condition, in one step of those that `fitLaw` takes, which is exact for normal rows with
 * independent columns: 1 + 2·columns scores for each different condition (beyond 16 columns 17), all of them together on all
 * threads. A condition's law depends on the condition alone.
 */
export async function oneStepLaws(evaluator: ScoredRows, sigma: number, signal?: AbortSignal): Promise<StartLaws> {
  const { dim, conditions } = evaluator;
  const { firsts, lawOf } = differentOnes(conditions);
  const known = smoothedNormal(evaluator, sigma);
  const first = { mean: Float64Array.from(known.mean), std: Float64Array.from(known.std) };
  const nodes = quadratureNodes(dim);
  const points = Float32Array.from(nodesAround(first.mean, first.std, nodes));
  const [mean, std] = [new Float64Array(firsts.length * dim), new Float64Array(firsts.length * dim)];
  const count = points.length / dim;
  const most = Math.max(1, Math.floor(MOST_ROWS / count));
  const pacer = new Pacer(signal);
  for (let begin = 0; begin < firsts.length; begin += most) {
    const rows = firsts.slice(begin, begin + most);
    const scores = await scoresAt(evaluator, points, sigma, rows, pacer);
    rows.forEach((row, k) => {
      const own = scores.subarray(k * points.length, (k + 1) * points.length);
      const at = (begin + k) * dim;
      mean.set(first.mean, at);
      std.set(first.std, at);
      if (typeof conditions === "object" && conditions[row] < 0) return; // as the network alone
      step(first, residualOf(first, nodes, points, own), mean.subarray(at, at + dim), std.subarray(at, at + dim));
    });
  }
  return { mean, std, lawOf };
}

/** A row of each different condition, and which of these each row has. */
function differentOnes(conditions: ScoredRows["conditions"]): { firsts: number[]; lawOf: Int32Array | undefined } {
  if (typeof conditions !== "object") return { firsts: [0], lawOf: undefined };
  const firsts: number[] = [];
  const laws = new Map<number, number>();
  const lawOf = conditions.map((condition, row) => {
    const law = laws.get(condition) ?? laws.size;
    if (law === laws.size) firsts.push(row);
    laws.set(condition, law);
    return law;
  });
  return { firsts, lawOf };
}

/** The score at all points under the condition of each of some rows: (rows, points, dim). */
async function scoresAt(
  evaluator: ScoredRows,
  points: Float32Array,
  sigma: number,
  rows: readonly number[],
  pacer: Pacer,
): Promise<Float32Array> {
  const { dim } = evaluator;
  const each = points.length / dim;
  const count = rows.length * each;
  const own = evaluator.forRows(rows.flatMap((row) => new Array<number>(each).fill(row)));
  const particles = own.particles(own.engine!, { dim, count, offset: 0, seed: 0, registers: 2 });
  try {
    for (let k = 0; k < rows.length; k++) particles.replace(k * each, points);
    const stride = own.rowsAtOnce(1);
    for (let begin = 0; begin < count; begin += stride) {
      await own.score("start", particles, { begin, end: Math.min(count, begin + stride) }, { of: 0, into: 1, sigma });
      if (pacer.due) await pacer.pause();
      own.check("start");
    }
    return particles.rows(0, count, 1);
  } finally {
    particles.dispose();
  }
}

/** One step of Newton's from the first law; where a curvature tells nothing, the first law's deviation. */
function step(first: Law, { score, curvature }: Residual, mean: Float64Array, std: Float64Array): void {
  curvature.forEach((c, j) => {
    const held = c > CURVATURES[0] && c < CURVATURES[1] ? c : 1;
    const shift = (score[j] * first.std[j] * first.std[j]) / held;
    mean[j] = first.mean[j] + (Number.isFinite(shift) ? shift : 0);
    std[j] = first.std[j] / Math.sqrt(held);
  });
}
