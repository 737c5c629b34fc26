/**
 * The nearest multiple of a resolution. Where 1/resolution is whole (0.01, 0.25) it is computed as k ÷ (1/resolution), which is
 * the double that the decimal number's text reads as.
 */
export function roundTo(value: number, resolution: number): number {
  const perUnit = Math.round(1 / resolution);
  if (1 / perUnit !== resolution) return noNegativeZero(Math.round(value / resolution) * resolution);
  return noNegativeZero(Math.round(value * perUnit) / perUnit);
}

function noNegativeZero(value: number): number {
  return value === 0 ? 0 : value;
}

/**
 * The largest of the candidates (descending) that the numbers are multiples of, to 1e-9 of it or what f64 can tell, but for
 * `exceptions`, a share of them; undefined if there is none.
 */
export function commonResolution(
  values: Float64Array,
  candidates: readonly number[],
  exceptions = 0,
): number | undefined {
  const present = values.filter((value) => value === value);
  if (present.length === 0) return undefined;
  return candidates.find((resolution) => {
    let allowed = Math.floor(exceptions * present.length);
    return present.every((value) => isMultiple(value, resolution) || allowed-- > 0);
  });
}

function isMultiple(value: number, resolution: number): boolean {
  const perUnit = Math.round(1 / resolution);
  const quotient = 1 / perUnit === resolution ? value * perUnit : value / resolution;
  return Math.abs(quotient - Math.round(quotient)) <= 1e-9 + Math.abs(quotient) * 4.5e-16;
}

/** 1, 0.1, … 1e-9, as the resolutions that numbers in decimals may have. */
export const decimalResolutions: readonly number[] = Array.from({ length: 10 }, (_, d) => Number(`1e-${d}`));
