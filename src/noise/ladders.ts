import { checkInteger, checkNumber, checkPositive, invalid, LangevinError } from "../support/errors.ts";
import { pow } from "../numerics/math.ts";

export interface LadderOptions {
  /** First level, in units of the standardized data. */
  sigmaMax: number;
  /** Last level; above 0. */
  sigmaMin: number;
  /** Number of levels; 1 only for sigmaMax = sigmaMin. */
  count: number;
}

/** between(i/(count − 1)) on every level, with the ends as given. */
function ladder(
  where: string,
  { sigmaMax, sigmaMin, count }: LadderOptions,
  between: (t: number) => number,
): Float64Array {
  checkPositive(where, "sigmaMin", sigmaMin);
  checkPositive(where, "sigmaMax", sigmaMax);
  checkInteger(where, "count", count, 1);
  if (count === 1 && sigmaMax !== sigmaMin) throw invalid(where, "count at least 2 for two different ends", count);
  if (count > 1 && sigmaMax <= sigmaMin) throw invalid(where, `sigmaMax above sigmaMin = ${sigmaMin}`, sigmaMax);
  const sigmas = Float64Array.from({ length: count }, (_, i) => between(i / (count - 1)));
  sigmas[0] = sigmaMax;
  sigmas[count - 1] = sigmaMin;
  return checkSigmas(where, sigmas);
}

/**
 * σᵢ = sigmaMax·(sigmaMin/sigmaMax)^(i/(count − 1)), the ladder of NCSN (Song & Ermon 2019, arXiv:1907.05600).
 * Both ends exact; throws when the levels are too many to differ in f64.
 */
export function geometricSigmas(options: LadderOptions): Float64Array {
  const { sigmaMax, sigmaMin } = options;
  return ladder("geometricSigmas", options, (t) => sigmaMax * pow(sigmaMin / sigmaMax, t));
}

/** σᵢ = sigmaMax + i/(count − 1)·(sigmaMin − sigmaMax). Both ends exact. */
export function linearSigmas(options: LadderOptions): Float64Array {
  const { sigmaMax, sigmaMin } = options;
  return ladder("linearSigmas", options, (t) => sigmaMax + t * (sigmaMin - sigmaMax));
}

/**
 * σᵢ = (sigmaMax^(1/ρ) + i/(count − 1)·(sigmaMin^(1/ρ) − sigmaMax^(1/ρ)))^ρ (Karras et al. 2022, arXiv:2206.00364,
 * equation 5), without that paper's final 0. Larger ρ puts more levels near sigmaMin. Both ends exact.
 */
export function karrasSigmas({ rho = 7, ...options }: LadderOptions & { rho?: number | undefined }): Float64Array {
  checkNumber("karrasSigmas", "rho", rho, 0.01, 1000);
  const first = pow(options.sigmaMax, 1 / rho);
  const last = pow(options.sigmaMin, 1 / rho);
  return ladder("karrasSigmas", options, (t) => pow(first + t * (last - first), rho));
}

/** A copy of `sigmas` in f64; throws, naming `where`, unless they are positive, finite and strictly decreasing. */
export function checkSigmas(where: string, sigmas: ArrayLike<number>): Float64Array {
  if (!(Array.isArray(sigmas) || ArrayBuffer.isView(sigmas)) || !(sigmas.length > 0))
    throw invalid(where, "sigmas a non-empty array of numbers", sigmas);
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
