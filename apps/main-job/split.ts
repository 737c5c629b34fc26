import { createCipheriv, createHash } from "node:crypto";

/**
 * The numbers 0…count−1 in a random order that depends on `count` and `seed` alone (Fisher & Yates, words from AES-128 in
 * counter mode under a key made of the seed).
 */
export function shuffledOrder(count: number, seed: number): Uint32Array {
  const key = createHash("sha256").update(`row order, seed ${seed}`).digest().subarray(0, 16);
  const stream = createCipheriv("aes-128-ctr", key, Buffer.alloc(16)).update(Buffer.alloc(4 * count));
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor((stream.readUInt32LE(4 * i) * (i + 1)) / 2 ** 32);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** Rows `order[0]`, `order[1]`, … of a (·, dim) row-major array, copied. */
export function takeRows(rows: Float32Array | Float64Array, dim: number, order: ArrayLike<number>): Float64Array {
  const taken = new Float64Array(order.length * dim);
  for (let i = 0; i < order.length; i++) for (let d = 0; d < dim; d++) taken[i * dim + d] = rows[order[i] * dim + d];
  return taken;
}

/** Cuts shuffled rows in two: the last `heldOutShare` of them are for judging only. Both parts stay shuffled. */
export function splitRows(rows: Float64Array, dim: number, { seed = 0, heldOutShare = 0.2 } = {}) {
  const order = shuffledOrder(rows.length / dim, seed);
  const trainCount = order.length - Math.round(order.length * heldOutShare);
  return {
    train: takeRows(rows, dim, order.subarray(0, trainCount)),
    heldOut: takeRows(rows, dim, order.subarray(trainCount)),
  };
}
