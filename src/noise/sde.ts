import { checkInteger, checkNumber, invalid } from "../support/errors.ts";
import { number, readOptions, type Spec } from "../support/options.ts";
import { exp, expm1, log } from "../numerics/math.ts";
import { checkSigmas, geometricLadder, MOST_LEVELS } from "./ladders.ts";

/**
 * A forward SDE dx = f(t)·x·dt + g(t)·dw on t from 0 to 1, whose rows at t are m(t)·x₀ + std(t)·z. After division by
 * m(t) it is data with noise of σ(t) = std(t)/m(t) added, which is all that a sampler has to know of it.
 */
export interface Sde {
  /** m(t) */
  mean(t: number): number;
  /** std(t)/m(t) */
  sigma(t: number): number;
  /** dσ²/dt = (g(t)/m(t))² */
  varianceRate(t: number): number;
  /** Where sampling ends; it begins at t = 1. */
  readonly tMin: number;
  /** σ(t) at `count` equally spaced t from 1 to tMin: the SDE's ladder for any sampler. */
  sigmas(count: number): Float64Array;
}

/** The functions of t of an SDE, for t from 0 to 1. */
type Coefficients = Record<"mean" | "sigma" | "varianceRate", (t: number) => number>;

/** The SDE of a name and its functions, with their arguments checked. */
function sde(name: string, tMin: number, coefficients: Coefficients, ladder?: (count: number) => Float64Array): Sde {
  const checked = (method: keyof Coefficients) => (t: number) =>
    coefficients[method](checkNumber(`${name}().${method}`, "t", t, 0, 1));
  const equallySpaced = (count: number): Float64Array =>
    Float64Array.from({ length: count }, (_, i) => coefficients.sigma(1 + ((tMin - 1) * i) / (count - 1)));
  return {
    mean: checked("mean"),
    sigma: checked("sigma"),
    varianceRate: checked("varianceRate"),
    tMin,
    sigmas(count) {
      const where = `${name}().sigmas`;
      return checkSigmas(where, (ladder ?? equallySpaced)(checkInteger(where, "count", count, 2, MOST_LEVELS)));
    },
  };
}

/** Options of {@link veSde}. */
export interface VeOptions {
  /** σ(0); from 1e-150, so that the squares of both are within f64. */
  sigmaMin: number;
  /** σ(1); above sigmaMin, up to 1e150. */
  sigmaMax: number;
}

export const veSpec = {
  sigmaMin: number(1e-150, 1e150, { required: true }),
  sigmaMax: number(1e-150, 1e150, { required: true }),
} satisfies Spec<VeOptions>;

/**
 * Variance exploding: m = 1, σ(t) = sigmaMin·(sigmaMax/sigmaMin)^t. Song et al. 2021 (arXiv:2011.13456), appendix C.
 *
 * @throws LangevinError "invalid-argument"
 *
 * @example
 * ```ts
 * import { veSde } from "langevin";
 *
 * const sde = veSde({ sigmaMax: 10, sigmaMin: 0.01 });
 * console.log(sde.sigma(0), sde.sigma(1)); // 0.01, 10
 * ```
 */
export function veSde(options: VeOptions): Sde {
  const { sigmaMin, sigmaMax } = readOptions("veSde", options, veSpec);
  if (!(sigmaMax > sigmaMin)) throw invalid("veSde", `sigmaMax above sigmaMin = ${sigmaMin}`, sigmaMax);
  const range = log(sigmaMax / sigmaMin);
  const sigma = (t: number): number => (t === 1 ? sigmaMax : sigmaMin * exp(range * t));
  const coefficients = { mean: () => 1, sigma, varianceRate: (t: number) => 2 * range * sigma(t) * sigma(t) };
  return sde("veSde", 0, coefficients, (count) => geometricLadder("veSde().sigmas", { sigmaMax, sigmaMin, count }));
}

/** Options of {@link vpSde} and {@link subVpSde}. */
export interface VpOptions {
  /** β(0) of β(t) = betaMin + t·(betaMax − betaMin); 1e-6 to 1000. @default 0.1 */
  betaMin?: number | undefined;
  /** β(1); betaMin to 1000. @default 20 */
  betaMax?: number | undefined;
  /** Where sampling ends; 1e-9 to 0.5. @default 0.001 */
  tMin?: number | undefined;
}

export const vpSpec = {
  betaMin: number(1e-6, 1000, { default: 0.1 }),
  betaMax: number(1e-6, 1000, { default: 20 }),
  tMin: number(1e-9, 0.5, { default: 1e-3 }),
} satisfies Spec<VpOptions>;

/**
 * Variance preserving, the limit of DDPM: dx = −β(t)/2·x·dt + √β(t)·dw, ln m = −t²(betaMax − betaMin)/4 − t·betaMin/2,
 * std = √(1 − m²). Song et al. 2021 (arXiv:2011.13456), appendix C.
 *
 * @throws LangevinError "invalid-argument"
 *
 * @example
 * ```ts
 * import { vpSde } from "langevin";
 *
 * console.log(vpSde().sigmas(1000)); // the noise levels of DDPM
 * ```
 */
export function vpSde(options: VpOptions = {}): Sde {
  const { lnMean, beta, tMin } = readVp("vpSde", options);
  return sde("vpSde", tMin, {
    mean: (t) => exp(lnMean(t)),
    sigma: (t) => Math.sqrt(expm1(-2 * lnMean(t))), // (1 − m²)/m² without cancellation
    varianceRate: (t) => beta(t) * exp(-2 * lnMean(t)),
  });
}

/**
 * Sub-VP: {@link vpSde} with std = 1 − m², g² = β(t)·(1 − m⁴). The same source.
 *
 * @throws LangevinError "invalid-argument"
 *
 * @example
 * ```ts
 * import { subVpSde } from "langevin";
 *
 * console.log(subVpSde().sigmas(10));
 * ```
 */
export function subVpSde(options: VpOptions = {}): Sde {
  const { lnMean, beta, tMin } = readVp("subVpSde", options);
  return sde("subVpSde", tMin, {
    mean: (t) => exp(lnMean(t)),
    sigma: (t) => expm1(-lnMean(t)) - expm1(lnMean(t)), // 1/m − m without cancellation
    varianceRate: (t) => beta(t) * (exp(-2 * lnMean(t)) - exp(2 * lnMean(t))),
  });
}

/** ln m(t), β(t) and tMin. */
function readVp(where: string, options: VpOptions) {
  const { betaMin, betaMax, tMin } = readOptions(where, options, vpSpec);
  checkNumber(where, "betaMax", betaMax, betaMin, 1000);
  return {
    lnMean: (t: number) => -t * (t * (betaMax - betaMin) + 2 * betaMin) * 0.25,
    beta: (t: number) => betaMin + t * (betaMax - betaMin),
    tMin,
  };
}
