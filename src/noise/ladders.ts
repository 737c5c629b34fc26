import { invalid, LangevinError } from "../support/errors.ts";
import { isList } from "../support/lists.ts";
import { integer, number, positive, readOptions, type Settled, type Spec } from "../support/options.ts";
import { pow } from "../numerics/math.ts";

/** Each level costs a sampler at least one evaluation of the model: more would not end. */
export const MOST_LEVELS = 1_000_000;

/** Ends and number of levels of a ladder. */
export interface LadderOptions {
  /** First level, in units of the standardized data. */
  sigmaMax: number;
  /** Last level; above 0. */
  sigmaMin: number;
  /** Number of levels, up to 1,000,000; 1 only for sigmaMax = sigmaMin. */
  count: number;
}

export interface KarrasOptions extends LadderOptions {
  /** Larger ρ puts more levels near sigmaMin; 0.01 to 1000. @default 7 */
  rho?: number | undefined;
}

export const ladderSpec = {
  sigmaMax: positive({ required: true }),
  sigmaMin: positive({ required: true }),
  count: integer(1, MOST_LEVELS, { required: true }),
} satisfies Spec<LadderOptions>;

export const karrasSpec = { ...ladderSpec, rho: number(0.01, 1000, { default: 7 }) } satisfies Spec<KarrasOptions>;

/** between(i/(count − 1)) on every level, with the ends as given. */
export function ladder(
  where: string,
  { sigmaMax, sigmaMin, count }: Settled<typeof ladderSpec>,
  between: (t: number) => number,
): Float64Array {
  if (count === 1 && sigmaMax !== sigmaMin) throw invalid(where, "count at least 2 for two different ends", count);
  if (count > 1 && sigmaMax <= sigmaMin) throw invalid(where, `sigmaMax above sigmaMin = ${sigmaMin}`, sigmaMax);
  const sigmas = Float64Array.from({ length: count }, (_, i) => between(i / (count - 1)));
  sigmas[0] = sigmaMax;
  sigmas[count - 1] = sigmaMin;
  return checkSigmas(where, sigmas);
}

/**
 * σᵢ = sigmaMax·(sigmaMin/sigmaMax)^(i/(count − 1)), the ladder of NCSN (Song & Ermon 2019, arXiv:1907.05600).
 * Both ends exact.
 *
 * @throws LangevinError "invalid-argument", also for more levels than differ in f64
 *
 * @example
 * ```ts
 * import { geometricSigmas } from "langevin";
 *
 * console.log(geometricSigmas({ sigmaMax: 8, sigmaMin: 1, count: 4 })); // 8, 4, 2, 1
 * ```
 */
export function geometricSigmas(options: LadderOptions): Float64Array {
  const where = "geometricSigmas";
  return geometricLadder(where, readOptions(where, options, ladderSpec));
}

/** {@link geometricSigmas} of options that are checked; errors name `where`. */
export function geometricLadder(where: string, options: Settled<typeof ladderSpec>): Float64Array {
  const { sigmaMax, sigmaMin } = options;
  return ladder(where, options, (t) => sigmaMax * pow(sigmaMin / sigmaMax, t));
}

/**
 * σᵢ = sigmaMax + i/(count − 1)·(sigmaMin − sigmaMax). Both ends exact.
 *
 * @throws LangevinError "invalid-argument", also for more levels than differ in f64
 *
 * @example
 * ```ts
 * import { linearSigmas } from "langevin";
 *
 * console.log(linearSigmas({ sigmaMax: 4, sigmaMin: 1, count: 4 })); // 4, 3, 2, 1
 * ```
 */
export function linearSigmas(options: LadderOptions): Float64Array {
  const where = "linearSigmas";
  const settled = readOptions(where, options, ladderSpec);
  const { sigmaMax, sigmaMin } = settled;
  return ladder(where, settled, (t) => sigmaMax + t * (sigmaMin - sigmaMax));
}

/**
 * σᵢ = (sigmaMax^(1/ρ) + i/(count − 1)·(sigmaMin^(1/ρ) − sigmaMax^(1/ρ)))^ρ (Karras et al. 2022, arXiv:2206.00364,
 * equation 5), without that paper's final 0. Both ends exact.
 *
 * @throws LangevinError "invalid-argument", also for more levels than differ in f64
 *
 * @example
 * ```ts
 * import { karrasSigmas } from "langevin";
 *
 * console.log(karrasSigmas({ sigmaMax: 80, sigmaMin: 0.002, count: 18 }));
 * ```
 */
export function karrasSigmas(options: KarrasOptions): Float64Array {
  const where = "karrasSigmas";
  const settled = readOptions(where, options, karrasSpec);
  const { sigmaMax, sigmaMin, rho } = settled;
  const first = pow(sigmaMax, 1 / rho);
  const last = pow(sigmaMin, 1 / rho);
  return ladder(where, settled, (t) => pow(first + t * (last - first), rho));
}

/** A copy of `sigmas` in f64; throws, naming `where`, unless they are positive, finite and strictly decreasing. */
export function checkSigmas(where: string, sigmas: ArrayLike<number>): Float64Array {
  if (!isList(sigmas) || sigmas.length === 0) throw invalid(where, "sigmas a non-empty array of numbers", sigmas);
  for (let i = 0; i < sigmas.length; i++) {
    const sigma: unknown = sigmas[i];
    if (typeof sigma !== "number" || !(sigma > 0) || sigma === Infinity)
      throw invalid(where, `sigmas[${i}] a positive finite number`, sigma);
    if (i > 0 && !(sigma < sigmas[i - 1])) {
      const got = `got ${sigma} after ${sigmas[i - 1]} (index ${i})`;
      throw new LangevinError("invalid-argument", `${where}: expected sigmas strictly decreasing, ${got}`);
    }
  }
  return Float64Array.from(sigmas);
}
