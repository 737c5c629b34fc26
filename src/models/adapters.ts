import { checkNumbers, checkSigma } from "./check.ts";
import type { ScoreModel } from "./score-model.ts";
import { after, type Awaitable } from "../support/after.ts";
import { checkInteger, invalid } from "../support/errors.ts";
import { isReadable } from "../support/readable.ts";

/** What a model may tell of itself beside its score. */
type Known = Omit<ScoreModel, "score" | "divergence" | "logDensity">;

/** A denoiser, and what is known of its density. */
export interface DenoiserModel extends Known {
  /** D(x, σ) = E[row | x = row + σz] at every row of x (rows × dim, row-major), or a promise of it. */
  denoise(x: Float32Array, sigma: number): Awaitable<ArrayLike<number>>;
}

/** A noise prediction, and what is known of its density. */
export interface NoiseModel extends Known {
  /** ẑ(x, σ) = E[z | x = row + σz] at every row of x (rows × dim, row-major), or a promise of it. */
  predictNoise(x: Float32Array, sigma: number): Awaitable<ArrayLike<number>>;
}

/**
 * The model of a denoiser D: score(x, σ) = (D(x, σ) − x)/σ² (Tweedie's formula: Robbins 1956; Efron 2011).
 *
 * @example
 * ```ts
 * import { eulerOde, fromDenoiser, karrasSigmas } from "langevin";
 *
 * // Rows of N(0, 1): the mean of the row given the noised one is x/(1 + σ²)
 * const model = fromDenoiser({ dim: 1, denoise: (x, sigma) => x.map((value) => value / (1 + sigma * sigma)) });
 * const rows = await eulerOde(model, karrasSigmas({ sigmaMax: 10, sigmaMin: 0.01, count: 40 }), { count: 5 });
 * console.log(rows.length); // 5
 * ```
 *
 * @param model  `dim`, `denoise` and, where known, `mean`, `variance`, `sigmaRange`, `encoding`
 * @throws LangevinError "invalid-argument"; what the denoiser returns is checked at every call
 */
export function fromDenoiser(model: DenoiserModel): ScoreModel {
  return adapt("fromDenoiser", model, "denoise", (denoised, x, sigma) => (denoised - x) / (sigma * sigma));
}

/**
 * The model of a noise prediction ẑ: score(x, σ) = −ẑ(x, σ)/σ (Ho et al. 2020, arXiv:2006.11239, equation 11, in σ).
 *
 * @example
 * ```ts
 * import { eulerOde, fromNoise, karrasSigmas } from "langevin";
 *
 * // Rows of N(0, 1): the mean of the noise given the noised row is σx/(1 + σ²)
 * const model = fromNoise({ dim: 1, predictNoise: (x, sigma) => x.map((value) => (sigma * value) / (1 + sigma * sigma)) });
 * const rows = await eulerOde(model, karrasSigmas({ sigmaMax: 10, sigmaMin: 0.01, count: 40 }), { count: 5 });
 * console.log(rows.length); // 5
 * ```
 *
 * @param model  `dim`, `predictNoise` and, where known, `mean`, `variance`, `sigmaRange`, `encoding`
 * @throws LangevinError "invalid-argument"; what the function returns is checked at every call
 */
export function fromNoise(model: NoiseModel): ScoreModel {
  return adapt("fromNoise", model, "predictNoise", (noise, _x, sigma) => -noise / sigma);
}

/** A model whose score is made of another function's values, one by one. */
function adapt<Name extends string>(
  where: string,
  model: Known & { [N in Name]: (x: Float32Array, sigma: number) => Awaitable<ArrayLike<number>> },
  name: Name,
  scoreOf: (value: number, x: number, sigma: number) => number,
): ScoreModel {
  if (!isReadable(model) || typeof model?.[name] !== "function")
    throw invalid(where, `a model with ${name}(x, sigma)`, model);
  const { encoding, mean, variance, sigmaRange } = model;
  const dim = checkInteger(where, "dim", model.dim, 1, 4096);
  return {
    ...{ dim, encoding, mean, variance, sigmaRange },
    score(x, sigma) {
      checkSigma(where, sigma, false);
      checkNumbers(where, x, dim);
      return after(model[name](x, sigma), (values: ArrayLike<number> | null | undefined) => {
        if (values?.length !== x.length)
          throw invalid(where, `${name} to return ${x.length} numbers`, values?.length ?? values);
        return Float32Array.from(x, (value, i) => {
          if (!Number.isFinite(values[i]))
            throw invalid(where, `${name} to return finite numbers, at index ${i}`, values[i]);
          const score = Math.fround(scoreOf(values[i], value, sigma));
          if (!Number.isFinite(score)) throw invalid(where, `scores that f32 holds, at index ${i}`, score);
          return score;
        });
      });
    },
  };
}
