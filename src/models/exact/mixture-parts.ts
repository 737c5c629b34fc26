import { invalid, LangevinError } from "../../support/errors.ts";
import { isList } from "../../support/lists.ts";
import { checkVector } from "../check.ts";
import { checkVariance } from "./normal-component.ts";

/** Shares: numbers not below 0 that sum to 1 (to 1e-9). */
export function checkShares(where: string, name: string, value: ArrayLike<number>, length = 0): Float64Array {
  const shares = checkVector(where, name, value, length);
  shares.forEach((share, k) => {
    if (share < 0) throw invalid(where, `${name}[${k}] a number not below 0`, share);
  });
  const sum = shares.reduce((total, share) => total + share, 0);
  if (!(Math.abs(sum - 1) <= 1e-9))
    throw new LangevinError("invalid-argument", `${where}: expected ${name} that sum to 1, got a sum of ${sum}`);
  return shares;
}

/** Refuses what has no entry for each weight. */
export function checkCount(where: string, name: string, value: ArrayLike<unknown>, expected: number): void {
  if (!isList(value) || value.length !== expected)
    throw invalid(where, `${name} an array of ${expected} (one for each weight)`, value);
}

/** One row of as many numbers for each weight. */
export function checkMeans(where: string, means: ArrayLike<ArrayLike<number>>, count: number): Float64Array[] {
  checkCount(where, "means", means, count);
  const dim = checkVector(where, "means[0]", means[0]).length;
  return Array.from(means, (mean, k) => checkVector(where, `means[${k}]`, mean, dim));
}

/** Variances of each component: one number for all, or an entry for each weight, a number or dim numbers. */
export function checkVariances(
  where: string,
  variance: number | ArrayLike<number | ArrayLike<number>>,
  count: number,
  dim: number,
): Float64Array[] {
  if (typeof variance !== "number") checkCount(where, "variance", variance, count);
  return Array.from({ length: count }, (_, k) =>
    typeof variance === "number"
      ? checkVariance(where, "variance", variance, dim)
      : checkVariance(where, `variance[${k}]`, variance[k], dim),
  );
}
