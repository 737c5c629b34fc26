import { LangevinError } from "../../support/errors.ts";

/**
 * Results as they are.
 *
 * @param what   what they are, and the numbers they have to be among
 * @param width  numbers of a row of results
 * @throws LangevinError "invalid-data" for one that is not finite
 */
export function finiteResults<T extends Float32Array | Float64Array>(
  where: string,
  what: string,
  results: T,
  width: number,
): T {
  const at = results.findIndex((value: number) => !Number.isFinite(value));
  if (at < 0) return results;
  const got = `got ${results[at]} for row ${Math.floor(at / width)}`;
  throw new LangevinError("invalid-data", `${where}: expected x and sigma whose ${what}, ${got}`);
}

export const withinF32 = "is within f32, up to 3.4e38";
export const withinF64 = "is within f64, up to 1.8e308";
