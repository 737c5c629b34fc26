import type { Core } from "./core.ts";
import { conditionSums, type Pointer } from "./generated/kernels.ts";
import { inPrecision, type Precision } from "./precision.ts";

/** Where a network lies, as far as sums go. */
interface Network {
  planAt: Pointer;
  tile: Pointer;
  average: Pointer;
  scratch: Pointer;
}

/** Where conditions are, (…, conditions), standardized; which of them are meant, i32 (count), −1 for none; where their sums go. */
interface Sums {
  conditions: Pointer;
  which: Pointer;
  sums: Pointer;
  count: number;
}

/** sums ← what each adds to the first layer's sums, by the averaged weights. */
export function writeConditionSums(
  core: Core,
  { planAt, tile, average, scratch }: Readonly<Network>,
  precision: Precision,
  given: Sums,
): void {
  core.call(inPrecision(conditionSums, precision), { plan: planAt, tile, parameters: average, scratch, ...given });
}
