/**
 * The places of rows of finite numbers (count, dim) in lexicographic order, for up to 2³¹ rows. First numbers are sorted by the
 * engine's own way, each with its row's place in its last bits; rows that the rest of the bits does not tell apart are
 * sorted by all of their numbers.
 */
export function lexicographicOrder(values: Float64Array, count: number, dim: number): Uint32Array {
  const keys = new Float64Array(count);
  for (let i = 0; i < count; i++) keys[i] = values[i * dim] + 0; // −0 is 0
  const words = new Uint32Array(keys.buffer); // the low one first, as in WebAssembly's memory
  const place = -1 >>> Math.clz32(count);
  for (let i = 0; i < count; i++) words[2 * i] = (words[2 * i] & ~place) | i;
  keys.sort();
  const order = new Uint32Array(count);
  let run = 0;
  for (let i = 0; i < count; i++) {
    order[i] = words[2 * i] & place;
    const alike = words[2 * i + 1] === words[2 * run + 1] && ((words[2 * i] ^ words[2 * run]) & ~place) === 0;
    if (alike) continue;
    if (i - run > 1) sortRows(order.subarray(run, i), values, dim);
    run = i;
  }
  if (count - run > 1) sortRows(order.subarray(run), values, dim);
  return order;
}

function sortRows(order: Uint32Array, values: Float64Array, dim: number): void {
  order.sort((i, j) => {
    for (let d = 0; d < dim; d++) {
      const difference = values[i * dim + d] - values[j * dim + d];
      if (difference !== 0) return difference;
    }
    return 0;
  });
}
