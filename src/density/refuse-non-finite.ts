import { LangevinError } from "../support/errors.ts";
import type { Flow } from "./ode/flow.ts";

/** @throws LangevinError "diverged" for values (rows × per) that are not all finite */
export function refuseNonFinite(
  where: string,
  what: string,
  values: Float64Array,
  per: number,
  { sigmaMax, rowAt }: Pick<Flow, "sigmaMax" | "rowAt">,
): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new LangevinError(
    "diverged",
    `${where}: expected ${what} within f64, got ${values[at]} in row ${rowAt(Math.floor(at / per))} from the model's mean, variance ` +
      `and score at sigma ${sigmaMax}; try another sigmaMax, or a mean and variance nearer to the data`,
  );
}
