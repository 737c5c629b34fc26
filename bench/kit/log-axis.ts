/** From a value to its place, 0…1, on a logarithmic axis a little longer than all values. */
export function logAxis(values: readonly number[]): (value: number) => number {
  const [low, high] = [Math.log(0.9 * Math.min(...values)), Math.log(1.1 * Math.max(...values))];
  return (value) => (Math.log(value) - low) / (high - low);
}
