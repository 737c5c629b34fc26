/** Bits of a row's place on the curve, at most, and of a key, which is that place and the row's number. */
const [PLACE_BITS, KEY_BITS] = [32, 53];
/** Values are told apart up to here on both sides of 0. */
const EXTENT = 4;

/**
 * Rows in the order of a Morton curve, which takes the bits of all columns in turn (Morton 1966): rows in a run of it are mostly
 * near each other. Rows at the same place stay in their order.
 *
 * @param data  (n, dim) row-major, standardized
 */
export function mortonOrder(data: Float32Array, dim: number): Uint32Array {
  const rows = data.length / dim;
  const numberBits = 32 - Math.clz32(Math.max(rows - 1, 1));
  const numbers = 1 << numberBits;
  const bits = Math.max(1, Math.floor(Math.min(PLACE_BITS, KEY_BITS - numberBits) / dim));
  const columns = Math.min(dim, PLACE_BITS);
  const cells = 2 * ((1 << (bits - 1)) >>> 0);
  const scale = cells / (2 * EXTENT);
  const cell = new Uint32Array(columns);
  const keys = new Float64Array(rows);
  for (let r = 0; r < rows; r++) {
    for (let d = 0; d < columns; d++)
      cell[d] = Math.max(0, Math.min(cells - 1, Math.floor((data[r * dim + d] + EXTENT) * scale)));
    let place = 0;
    for (let bit = bits - 1; bit >= 0; bit--)
      for (let d = 0; d < columns; d++) place = (place << 1) | ((cell[d] >>> bit) & 1);
    keys[r] = (place >>> 0) * numbers + r;
  }
  keys.sort();
  return Uint32Array.from(keys, (key) => key % numbers);
}
