import type { ScoreModel } from "../models/score-model.ts";
import { geometricSigmas } from "../noise/ladders.ts";
import { thetaAdams } from "../sampling/samplers/theta-adams.ts";
import { resolve } from "../models/resolve.ts";

/** Observations whose posteriors are looked at, and rows of each. */
const [PARTS, ROWS] = [16, 256];
/** The last σ, in deviations of a posterior given one observation. */
const FINEST = 0.1;

/**
 * Levels for annealed Langevin dynamics of several observations: down to a tenth of the narrowest deviation of the posteriors given one
 * of them. Their sum at σ has the precision Σ 1/(v + σ²) in the place of Σ 1/v, 1 % less; and a network's score, whose error is that of
 * its output divided by σ, would rule at a σ far below.
 */
export async function severalSigmas(
  model: ScoreModel,
  parts: readonly ScoreModel[],
  count: number,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  let narrowest = Infinity;
  for (const part of parts.slice(0, PARTS)) {
    const rows = await thetaAdams(part, "auto", { count: ROWS, evaluations: 20, signal });
    for (let column = 0; column < part.dim; column++) {
      const values = rows.filter((_, i) => i % part.dim === column);
      const mean = values.reduce((sum, value) => sum + value / ROWS, 0);
      narrowest = Math.min(narrowest, Math.sqrt(values.reduce((sum, x) => sum + ((x - mean) * (x - mean)) / ROWS, 0)));
    }
  }
  const { sigmaMax, sigmaMin } = resolve("posterior.sample", model).sigmaRange!;
  const last = Math.min(sigmaMax / 2, Math.max(sigmaMin, FINEST * narrowest));
  return geometricSigmas({ sigmaMax, sigmaMin: last, count });
}
