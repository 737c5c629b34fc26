import { checkInteger, checkNumber, checkPositive, invalid } from "../support/errors.ts";

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
 * A copy, every number of it in range.
 *
 * @throws LangevinError "invalid-argument"
 */
export function checkSigmaRange(where: string, sigmaRange: SigmaRange): SigmaRange {
  if (typeof sigmaRange !== "object" || sigmaRange === null) throw invalid(where, "sigmaRange an object", sigmaRange);
  const { sigmaMax, sigmaMin, eigenvalues, shares } = sigmaRange;
  checkPositive(where, "sigmaRange.sigmaMin", sigmaMin);
  checkPositive(where, "sigmaRange.sigmaMax", sigmaMax);
  if (sigmaMax < sigmaMin) throw invalid(where, `sigmaRange.sigmaMax of at least sigmaMin = ${sigmaMin}`, sigmaMax);
  for (const [name, list] of Object.entries({ eigenvalues, shares }))
    if (!Array.isArray(list) || list.length === 0 || list.length > MOST || list.length !== shares.length)
      throw invalid(where, `sigmaRange.${name} an array of 1 to ${MOST} numbers, as many of both`, list);
  eigenvalues.forEach((value, i) => checkNumber(where, `sigmaRange.eigenvalues[${i}]`, value, 0, Number.MAX_VALUE));
  shares.forEach((share, i) => checkInteger(where, `sigmaRange.shares[${i}]`, share, 1, 4096));
  return { sigmaMax, sigmaMin, eigenvalues: [...eigenvalues], shares: [...shares] };
}

/** x to three significant digits: what is chosen is not known better. */
export function threeDigits(x: number): number {
  return Number(x.toPrecision(3));
}
