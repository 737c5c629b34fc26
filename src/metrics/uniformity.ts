import { toTable } from "../data/rows.ts";
import { andersonDarling, andersonDarlingTail } from "../numerics/anderson-darling.ts";
import { LangevinError } from "../support/errors.ts";
import { show } from "../support/show.ts";

/** Fewer numbers have a law that the formula does not know. */
export const FEWEST_VALUES = 8;

/** What {@link uniformityTest} finds. */
export interface UniformityTest {
  /** A², Anderson & Darling's distance; 1 on average of uniform numbers. */
  statistic: number;
  /** The probability of a larger A² where the numbers are uniform; uniform itself then. */
  pValue: number;
}

/**
 * Whether numbers are independent draws of the uniform law on (0, 1): Anderson & Darling's test (1954),
 *
 *     A² = −n − (1/n)·Σᵢ (2i − 1)·(ln u₍ᵢ₎ + ln(1 − u₍ₙ₊₁₋ᵢ₎))
 *
 * The null: A² has a law that does not depend on anything but n; its probabilities are Marsaglia & Marsaglia's (JSS 9(2), 2004),
 * right to 1e-3. It weights the ends: it is better than Kolmogorov's at finding forecasts that are too narrow or too wide.
 * For the probability transform F(y) of a forecast whose distribution function is known; {@link calibrationRanks} tells those of
 * forecasts by draws.
 *
 * @param values  8 or more numbers of 0…1, without units
 * @throws LangevinError "invalid-data" for other numbers, and fewer
 *
 * @example
 * ```ts
 * import { uniformityTest } from "langevin/metrics";
 *
 * const even = Array.from({ length: 20 }, (_, i) => (i + 0.5) / 20);
 * console.log(uniformityTest(even).pValue > 0.99, uniformityTest(even.map((u) => u / 2)).pValue < 1e-3); // true, true
 * ```
 */
export function uniformityTest(values: ArrayLike<number>): UniformityTest {
  const where = "uniformityTest";
  const { values: sorted, count } = toTable(where, "values", values, 1);
  if (count < FEWEST_VALUES)
    throw new LangevinError("invalid-data", `${where}: expected ${FEWEST_VALUES} values or more, got ${count}`);
  const wrong = sorted.findIndex((value) => !(value >= 0 && value <= 1));
  if (wrong >= 0)
    throw new LangevinError(
      "invalid-data",
      `${where}: expected values of 0 to 1, got ${show(sorted[wrong])} at index ${wrong}`,
    );
  return testUniformity(sorted);
}

/** The same of numbers that are in order, or will be: they are sorted in place. */
export function testUniformity(values: Float64Array): UniformityTest {
  const statistic = andersonDarling(values.sort());
  return { statistic, pValue: andersonDarlingTail(statistic, values.length) };
}
