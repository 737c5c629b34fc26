import type { SigmaQuantiles } from "../engine/index.ts";
import { checkNumber, checkOneOf, invalid, LangevinError } from "../support/errors.ts";
import { checkNames } from "../support/options.ts";
import { show } from "../support/show.ts";
import { exp, log } from "../numerics/math.ts";
import { normalCdf, normalQuantile } from "../numerics/normal.ts";

/** ln σ ~ N(logMean, logStd²), cut off at the ladder's ends. */
export interface LogNormalNoise {
  /** The distribution's name. */
  kind: "log-normal";
  /** Mean of ln σ. */
  logMean: number;
  /** Standard deviation of ln σ. */
  logStd: number;
}

/**
 * How σ is drawn for a row in training, between the ladder's first and last σ:
 *
 * - `"ladder"`: one of the ladder's, each equally likely;
 * - `"log-uniform"`: ln σ uniform;
 * - `"log-normal"`: ln σ normal, in EDM's place, ln(σ/σ_d) ~ N(−1.2 + ln 2, 1.2²) (Karras et al. 2022, table 1, for σ_d = ½),
 *   or another one's;
 * - `"flow"`: t = σ/(1 + σ) uniform, as flow matching has it;
 * - `"ends"`: for paths that are straight: half of the rows at the ladder's first σ, where one evaluation starts; t of the others
 *   with density ∝ cosh(4(2t − 1)), most of it near the ends (after Lee, Lin & Fanti 2024, arXiv:2405.20320).
 */
export type NoiseDistribution = "ladder" | "log-uniform" | "log-normal" | "flow" | "ends" | LogNormalNoise;

const kinds = ["ladder", "log-uniform", "log-normal", "flow", "ends"] as const;

/** EDM's −1.2 for ln σ at σ_d = ½, moved to σ_d = 1. */
const EDM_LOG_MEAN = -1.2 + Math.LN2;
const EDM_LOG_STD = 1.2;

/** With sigmas "auto". */
export const AUTO_NOISE: LogNormalNoise = { kind: "log-normal", logMean: -1.2, logStd: 1.4 };

/** Quantiles in a table. With "flow" t is off by less than one cell of it, 2⁻¹², at any ends. */
const CELLS = 4096;

/** Every σ of a ladder equally likely, one drawn for each row, stratified over the batch. */
export function ladderQuantiles(sigmas: ArrayLike<number>): SigmaQuantiles {
  return { kind: "ladder", values: Float32Array.from(sigmas) };
}

/** The distribution with every number filled in and in range for the ladder. */
export function checkNoiseDistribution(
  where: string,
  distribution: NoiseDistribution,
  sigmas: ArrayLike<number>,
): Exclude<NoiseDistribution, "log-normal"> {
  const given = typeof distribution === "object" && distribution !== null;
  if (given) checkNames(`${where}: noiseDistribution`, distribution, ["kind", "logMean", "logStd"]);
  const kind = checkOneOf(where, "noiseDistribution", given ? distribution.kind : distribution, kinds);
  if (given && kind !== "log-normal") throw invalid(where, `noiseDistribution "${kind}" as a word`, distribution);
  if (kind !== "ladder" && sigmas.length < 2) throw invalid(where, `at least 2 sigmas with noise "${kind}"`, sigmas);
  if (kind !== "log-normal") return kind;
  const { logMean, logStd } = given ? distribution : { logMean: EDM_LOG_MEAN, logStd: EDM_LOG_STD };
  checkNumber(where, "noiseDistribution.logMean", logMean, -100, 100);
  checkNumber(where, "noiseDistribution.logStd", logStd, 1e-6, 100);
  const { low, high } = normalEnds({ logMean, logStd }, sigmas);
  if (normalCdf(high) - normalCdf(low) < 1e-6)
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected a noiseDistribution with a millionth of its probability between the first and the last of sigmas, ` +
        `got logMean ${show(logMean)}, logStd ${show(logStd)}`,
    );
  return { kind, logMean, logStd };
}

/** The table of quantiles that a batch's σ are drawn from; docs/internals/notation.md. */
export function sigmaQuantiles(
  distribution: Exclude<NoiseDistribution, "log-normal">,
  sigmas: ArrayLike<number>,
): SigmaQuantiles {
  if (distribution === "ladder") return ladderQuantiles(sigmas);
  const [sigmaMax, sigmaMin] = [sigmas[0], sigmas[sigmas.length - 1]];
  const ends = [log(sigmaMin), log(sigmaMax)] as const;
  if (distribution === "log-uniform") return { kind: "interpolated", values: Float32Array.from(ends) };
  const between = quantilesOf(distribution, sigmas);
  const values = Float32Array.from({ length: CELLS + 1 }, (_, k) => between(k / CELLS));
  values.set([ends[0]], 0);
  values.set([ends[1]], CELLS);
  return { kind: "interpolated", values };
}

/** ln σ by its quantile, of a distribution between the first and the last of sigmas. */
function quantilesOf(distribution: "flow" | "ends" | LogNormalNoise, sigmas: ArrayLike<number>): (q: number) => number {
  if (typeof distribution === "object") return normalQuantiles(distribution, sigmas);
  const [sigmaMax, sigmaMin] = [sigmas[0], sigmas[sigmas.length - 1]];
  const flow = flowQuantile(sigmaMin, sigmaMax);
  return distribution === "flow"
    ? flow
    : (q) => (q > 1 - AT_FIRST ? log(sigmaMax) : flow(nearEnds(q / (1 - AT_FIRST))));
}

/** With "ends": the share of rows at the first σ; and how much likelier the ends of 0…1 are, cosh(STEEP) times the middle. */
const [AT_FIRST, STEEP] = [0.5, 4];

/** Quantile of the density ∝ cosh(STEEP·(2t − 1)) on 0…1. */
function nearEnds(q: number): number {
  const bound = (exp(STEEP) - exp(-STEEP)) / 2;
  const s = (2 * q - 1) * bound;
  const size = log(Math.abs(s) + Math.sqrt(s * s + 1)); // asinh |s|
  return (1 + (s < 0 ? -size : size) / STEEP) / 2;
}

/** ln σ of t = σ/(1 + σ) uniform between the ends' own. */
function flowQuantile(sigmaMin: number, sigmaMax: number): (q: number) => number {
  const width = (sigmaMax - sigmaMin) / ((1 + sigmaMax) * (1 + sigmaMin)); // t_max − t_min
  // t and 1 − t without a difference of nearly equal numbers
  return (q) => log((sigmaMin / (1 + sigmaMin) + q * width) / (1 / (1 + sigmaMax) + (1 - q) * width));
}

/** The ladder's ends in deviations of the normal ln σ. */
function normalEnds({ logMean, logStd }: Omit<LogNormalNoise, "kind">, sigmas: ArrayLike<number>) {
  const [low, high] = [sigmas[sigmas.length - 1], sigmas[0]].map((sigma) => (log(sigma) - logMean) / logStd);
  return { low, high };
}

/** ln σ of a normal cut off at the ladder's ends. */
function normalQuantiles(distribution: LogNormalNoise, sigmas: ArrayLike<number>): (q: number) => number {
  const { logMean, logStd } = distribution;
  const { low, high } = normalEnds(distribution, sigmas);
  const [from, to] = [normalCdf(low), normalCdf(high)];
  return (q) => logMean + logStd * normalQuantile(from + q * (to - from));
}
