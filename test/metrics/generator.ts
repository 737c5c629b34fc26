/** Normals for tests, from a generator unrelated to the library's (mulberry32, Box–Muller). */
export function normals(count: number, seed: number): Float64Array {
  const uniform = uniforms(seed);
  return Float64Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
}

export function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The rows in another order. */
export function shuffled<T extends Float32Array | Float64Array>(rows: T, dim: number, seed: number): T {
  const uniform = uniforms(seed);
  const order = Array.from({ length: rows.length / dim }, (_, i) => [uniform(), i]).sort((p, q) => p[0] - q[0]);
  const out = rows.slice() as T;
  order.forEach(([, from], to) => out.set(rows.subarray(from * dim, (from + 1) * dim), to * dim));
  return out;
}

/** Every row `times` times over. */
export function repeated(rows: Float64Array, dim: number, times: number): Float64Array {
  const out = new Float64Array(rows.length * times);
  for (let i = 0; i < rows.length / dim; i++)
    for (let t = 0; t < times; t++) out.set(rows.subarray(i * dim, (i + 1) * dim), (i * times + t) * dim);
  return out;
}
