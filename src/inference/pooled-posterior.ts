import type { LogDensityResult } from "../density/log-density.ts";
import { exp, log } from "../numerics/math.ts";
import { readOptions } from "../support/options.ts";
import { posteriorSampleSpec, type Posterior } from "./posterior.ts";

/** Rows between the first ones of two networks, so that none of theirs have the same noise. */
const APART = 17_592_186_044_416;

/** The mixture of posteriors that count the same: row n is one of the n-th of them, counted from the first again and again. */
export function poolPosteriors(posteriors: readonly Posterior[]): Posterior {
  const parts = posteriors.length;
  if (parts === 1) return posteriors[0];
  const [{ dim }] = posteriors;
  return {
    dim,
    models: posteriors.flatMap(({ models }) => models),
    async sample(options) {
      const { count, offset, ...others } = readOptions("posterior.sample", options, posteriorSampleSpec);
      const parameters = new Float64Array(count * dim);
      let outside = 0;
      for (const [k, posterior] of posteriors.entries()) {
        const [first, end] = [offset, offset + count].map((row) => Math.max(0, Math.ceil((row - k) / parts)));
        if (first === end) continue;
        const draws = await posterior.sample({ ...others, count: end - first, offset: k * APART + first });
        for (let row = first; row < end; row++) {
          const at = (row - first) * dim;
          parameters.set(draws.parameters.subarray(at, at + dim), (row * parts + k - offset) * dim);
        }
        outside += draws.outside;
      }
      return { parameters, outside };
    },
    async logDensity(rows, options) {
      const results: LogDensityResult[] = [];
      for (const posterior of posteriors) results.push(await posterior.logDensity(rows, options));
      const [{ logDensity, error, evaluations }] = results;
      const most = logDensity.map((_, row) => Math.max(...results.map((each) => each.logDensity[row])));
      // An outer row has density 0 in all
      const shares = results.map((each) =>
        each.logDensity.map((value, row) => (most[row] > -Infinity ? exp(value - most[row]) : 1)),
      );
      const sums = most.map((_, row) => shares.reduce((sum, share) => sum + share[row], 0));
      return {
        logDensity: most.map((value, row) => value + log(sums[row] / parts)),
        error: error.map((_, row) =>
          results.reduce((sum, each, k) => sum + (shares[k][row] / sums[row]) * each.error[row], 0),
        ),
        evaluations: evaluations.map((_, row) => results.reduce((sum, each) => sum + each.evaluations[row], 0)),
      };
    },
  };
}
