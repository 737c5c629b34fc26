import { LangevinError } from "../support/errors.ts";

/** @throws LangevinError "diverged" for values (rows × per) that are not all finite */
export function refuseNonFinite(where: string, what: string, values: Float64Array, per: number, sigma: number): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new LangevinError(
    "diverged",
    `${where}: expected ${what} within f64, got ${values[at]} in row ${Math.floor(at / per)} from the model's mean, variance ` +
      `and score at sigma ${sigma}; try another sigmaMax, or a mean and variance nearer to the data`,
  );
}
