import { checkInteger, checkNumber, checkPositive, invalid } from "../support/errors.ts";
import { exp, expm1, log } from "../numerics/math.ts";
import { checkSigmas, geometricSigmas } from "./ladders.ts";

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

/** σ(t) on equally spaced times. */
function ladder(where: string, { sigma, tMin }: Pick<Sde, "sigma" | "tMin">, count: number): Float64Array {
  checkInteger(where, "count", count, 2);
  return checkSigmas(
    where,
    Float64Array.from({ length: count }, (_, i) => sigma(1 + ((tMin - 1) * i) / (count - 1))),
  );
}

/** Variance exploding: m = 1, σ(t) = sigmaMin·(sigmaMax/sigmaMin)^t. Song et al. 2021 (arXiv:2011.13456), appendix C. */
export function veSde({ sigmaMin, sigmaMax }: { sigmaMin: number; sigmaMax: number }): Sde {
  checkPositive("veSde", "sigmaMin", sigmaMin);
  checkPositive("veSde", "sigmaMax", sigmaMax);
  if (!(sigmaMax > sigmaMin)) throw invalid("veSde", `sigmaMax above sigmaMin = ${sigmaMin}`, sigmaMax);
  const range = log(sigmaMax / sigmaMin);
  const sigma = (t: number): number => (t === 1 ? sigmaMax : sigmaMin * exp(range * t));
  return {
    mean: () => 1,
    sigma,
    varianceRate: (t) => 2 * range * sigma(t) * sigma(t),
    tMin: 0,
    sigmas: (count) => geometricSigmas({ sigmaMax, sigmaMin, count }),
  };
}

export interface VpOptions {
  /** β(t) = betaMin + t·(betaMax − betaMin); default 0.1 and 20. */
  betaMin?: number | undefined;
  betaMax?: number | undefined;
  /** Default 1e-3. */
  tMin?: number | undefined;
}

/**
 * Variance preserving, the limit of DDPM: dx = −β(t)/2·x·dt + √β(t)·dw, ln m = −t²(betaMax − betaMin)/4 − t·betaMin/2,
 * std = √(1 − m²). Song et al. 2021 (arXiv:2011.13456), appendix C.
 */
export function vpSde(options: VpOptions = {}): Sde {
  const { lnMean, beta, tMin } = checkVp("vpSde", options);
  const sigma = (t: number): number => Math.sqrt(expm1(-2 * lnMean(t))); // (1 − m²)/m² without cancellation
  return {
    mean: (t) => exp(lnMean(t)),
    sigma,
    varianceRate: (t) => beta(t) * exp(-2 * lnMean(t)),
    tMin,
    sigmas: (count) => ladder("vpSde().sigmas", { sigma, tMin }, count),
  };
}

/** Sub-VP: {@link vpSde} with std = 1 − m², g² = β(t)·(1 − m⁴). The same source. */
export function subVpSde(options: VpOptions = {}): Sde {
  const { lnMean, beta, tMin } = checkVp("subVpSde", options);
  const sigma = (t: number): number => expm1(-lnMean(t)) - expm1(lnMean(t)); // 1/m − m without cancellation
  return {
    mean: (t) => exp(lnMean(t)),
    sigma,
    varianceRate: (t) => beta(t) * (exp(-2 * lnMean(t)) - exp(2 * lnMean(t))),
    tMin,
    sigmas: (count) => ladder("subVpSde().sigmas", { sigma, tMin }, count),
  };
}

function checkVp(
  where: string,
  { betaMin = 0.1, betaMax = 20, tMin = 1e-3 }: VpOptions,
): { lnMean: (t: number) => number; beta: (t: number) => number; tMin: number } {
  checkNumber(where, "betaMin", betaMin, 1e-6, 1000);
  checkNumber(where, "betaMax", betaMax, betaMin, 1000);
  checkNumber(where, "tMin", tMin, 1e-9, 0.5);
  return {
    lnMean: (t) => -t * (t * (betaMax - betaMin) + 2 * betaMin) * 0.25,
    beta: (t) => betaMin + t * (betaMax - betaMin),
    tMin,
  };
}
