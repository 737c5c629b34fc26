import { checkInteger, checkNumber, invalid } from "../support/errors.ts";
import { isReadable } from "../support/readable.ts";

/** What a sampler has to know of the data to choose its own noise levels; in the model's units. */
export interface SigmaRange {
  /** The first level. */
  readonly sigmaMax: number;
  /** The last. */
  readonly sigmaMin: number;
  /** Eigenvalues of the covariance: at most 16 numbers, means of neighboring ones. */
  readonly eigenvalues: readonly number[];
  /** How many eigenvalues each of them stands for. */
  readonly shares: readonly number[];
}

const MOST = 16;
/** Bound of levels and eigenvalues, whose squares and ratios are then within f64; 1/LARGEST is the smallest level. */
const LARGEST = 1e100;

/** At most 16 numbers for all eigenvalues (in falling order): means of equal shares, with their sizes. */
export function condense(eigenvalues: ArrayLike<number>): Pick<SigmaRange, "eigenvalues" | "shares"> {
  const bins = Math.min(MOST, eigenvalues.length);
  const from = (b: number): number => Math.floor((b * eigenvalues.length) / bins);
  const shares = Array.from({ length: bins }, (_, b) => from(b + 1) - from(b));
  const means = shares.map((share, b) => {
    let sum = 0;
    for (let i = from(b); i < from(b + 1); i++) sum += eigenvalues[i];
    return sum / share;
  });
  return { eigenvalues: means, shares };
}

/** All that an explicit ladder tells: its ends, and standardized columns. */
export function rangeOfLadder(sigmas: ArrayLike<number>): SigmaRange {
  return { sigmaMax: sigmas[0], sigmaMin: sigmas[sigmas.length - 1], eigenvalues: [1], shares: [1] };
}

/**
 * All that the columns' variances tell: from ten of the largest deviation to a hundredth of the smallest, equal columns left
 * out; as with deviation 1 where all are equal.
 */
export function rangeOfMoments(variance: ArrayLike<number>): SigmaRange {
  const falling = Float64Array.from(variance).sort().reverse();
  const deviations = falling.filter((value) => value > 0).map(Math.sqrt);
  const [largest, smallest] = [deviations[0] ?? 1, deviations.at(-1) ?? 1];
  return { sigmaMax: 10 * largest, sigmaMin: smallest / 100, ...condense(falling) };
}

/** Whether levels and eigenvalues are numbers that a range may hold. */
export function isWithinBounds({ sigmaMax, sigmaMin, eigenvalues }: SigmaRange): boolean {
  return sigmaMin >= 1 / LARGEST && sigmaMax <= LARGEST && eigenvalues.every((value) => value <= LARGEST);
}

/**
 * A copy, every number of it in range.
 *
 * @throws LangevinError "invalid-argument"
 */
export function checkSigmaRange(where: string, sigmaRange: SigmaRange): SigmaRange {
  if (!isReadable(sigmaRange) || typeof sigmaRange !== "object" || sigmaRange === null)
    throw invalid(where, "sigmaRange an object", sigmaRange);
  const { sigmaMax, sigmaMin, eigenvalues, shares } = sigmaRange;
  checkNumber(where, "sigmaRange.sigmaMin", sigmaMin, 1 / LARGEST, LARGEST);
  checkNumber(where, "sigmaRange.sigmaMax", sigmaMax, 1 / LARGEST, LARGEST);
  if (sigmaMax < sigmaMin) throw invalid(where, `sigmaRange.sigmaMax of at least sigmaMin = ${sigmaMin}`, sigmaMax);
  const numbers = `an array of 1 to ${MOST} numbers`;
  if (!isReadable(eigenvalues) || !Array.isArray(eigenvalues) || eigenvalues.length === 0 || eigenvalues.length > MOST)
    throw invalid(where, `sigmaRange.eigenvalues ${numbers}`, eigenvalues);
  if (!isReadable(shares) || !Array.isArray(shares) || shares.length !== eigenvalues.length)
    throw invalid(where, `sigmaRange.shares ${numbers}, as many as eigenvalues`, shares);
  return {
    sigmaMax,
    sigmaMin,
    eigenvalues: Array.from(eigenvalues, (value, i) =>
      checkNumber(where, `sigmaRange.eigenvalues[${i}]`, value, 0, LARGEST),
    ),
    shares: Array.from(shares, (share, i) => checkInteger(where, `sigmaRange.shares[${i}]`, share, 1, 4096)),
  };
}

/** x to three significant digits: what is chosen is not known better. */
export function threeDigits(x: number): number {
  return Number(x.toPrecision(3));
}
