import type { Awaitable } from "../../support/after.ts";
import { Pacer } from "../../support/pacer.ts";
import { scoreOf } from "../check.ts";
import { smoothedNormal, type StartLaws } from "../moments.ts";
import { forRows } from "../per-row.ts";
import type { Evaluator } from "./evaluator.ts";
import { fitLaw, type Law } from "./fit-law.ts";

/**
 * The law of the rows noised by σ: what noise starts from, and the prior of densities. Where the model's moments are known it is
 * N(mean, diag(variance) + σ²); for rows given a condition, and for models that state no moments, the normal law that fits
 * the score at σ (docs/decisions/0012-starts.md), or for numeric conditions one step to it. A row's law depends on its condition alone.
 */
export async function startLaws(
  where: string,
  evaluator: Evaluator,
  sigma: number,
  signal: AbortSignal | undefined,
): Promise<StartLaws> {
  const { conditions, dim } = evaluator;
  const known = smoothedNormal(evaluator, sigma);
  if (conditions === undefined || conditions === -1) return known;
  const { inside } = evaluator;
  if (inside?.lawsAt) return inside.lawsAt(evaluator, sigma, signal);
  if (typeof conditions === "number") return conditionLaw(where, evaluator, sigma, 0);
  const pacer = new Pacer(signal);
  const first = new Map<number, number>();
  conditions.forEach((condition, row) => first.has(condition) || first.set(condition, row));
  const mean = new Float64Array(first.size * dim);
  const std = new Float64Array(first.size * dim);
  const place = new Map<number, number>();
  for (const [condition, row] of first) {
    const law = condition === -1 ? known : await conditionLaw(where, evaluator, sigma, row);
    mean.set(law.mean, place.size * dim);
    std.set(law.std, place.size * dim);
    place.set(condition, place.size);
    if (pacer.due) await pacer.pause();
  }
  return { mean, std, lawOf: conditions.map((condition) => place.get(condition)!) };
}

/** The law of a row's condition; where none fits, the model's moments. */
async function conditionLaw(where: string, evaluator: Evaluator, sigma: number, row: number): Promise<Law> {
  const { dim, model } = evaluator;
  const known = smoothedNormal(evaluator, sigma);
  const scores = (x: Float32Array): Awaitable<Float32Array> =>
    scoreOf(where, forRows(model, new Array<number>(x.length / dim).fill(row)), x, sigma);
  const first = { mean: Float64Array.from(known.mean), std: Float64Array.from(known.std) };
  return (await fitLaw(first, scores)) ?? first;
}
