/** The largest power of ten that is not above a positive number. */
export function floorPowerOfTen(value: number): number {
  // The exponent as the number is written: exact, where a logarithm may be rounded
  return Number(`1e${value.toExponential().split("e")[1]}`);
}
