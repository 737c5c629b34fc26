/** The row that each of a run's rows is a copy of, the copies of a row one after another. */
export function copiedRows(count: number, copies: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.floor(i / copies));
}

/** Every row `copies` times in succession. */
export function repeat<T extends Float32Array | Float64Array>(values: T, dim: number, copies: number): T {
  if (copies === 1) return values;
  const repeated = new (values.constructor as new (length: number) => T)(values.length * copies);
  for (let at = 0; at < repeated.length; at += dim) {
    const from = Math.floor(at / dim / copies) * dim;
    repeated.set(values.subarray(from, from + dim), at);
  }
  return repeated;
}
