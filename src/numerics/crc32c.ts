const table = /* @__PURE__ */ makeTable();

/**
 * CRC-32C (Castagnoli) of `bytes`: polynomial 0x1EDC6F41, reflected, initial value and final xor 0xFFFFFFFF, as in
 * RFC 3720 §12.1. `crc` is the checksum of what came before: `crc32c(b, crc32c(a))` is that of a followed by b.
 *
 * The polynomial is (x + 1) times a primitive one of degree 31, so among messages with their checksum of at most
 * 2³¹ − 1 bits (256 MiB) every change of one, two or any odd number of bits shows, as does every burst of up to 32 bits;
 * other changes go unseen with probability 2⁻³². It guards against damage, not against someone who recomputes it.
 *
 * @returns an integer from 0 to 2³² − 1
 */
export function crc32c(bytes: Uint8Array, crc = 0): number {
  let state = ~crc;
  for (let i = 0; i < bytes.length; i++) state = (state >>> 8) ^ table[(state ^ bytes[i]) & 0xff];
  return ~state >>> 0;
}

function makeTable(): Uint32Array {
  const entries = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let state = byte;
    for (let bit = 0; bit < 8; bit++) state = state & 1 ? (state >>> 1) ^ 0x82f63b78 : state >>> 1;
    entries[byte] = state;
  }
  return entries;
}
