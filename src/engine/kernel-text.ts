/** WebAssembly as letters; scripts/kernel-text.mjs makes it, and says how. */
export interface KernelText {
  text: string;
  /** A bit for each byte that has a letter of its own, as hexadecimal digits, the lowest bit first. */
  frequent: string;
  /** Bytes of the module. */
  bytes: number;
}

/** Printable letters that stand for nothing. */
const UNUSED = "\"'`\\$<";

/** The module of a text; `operations` are the bytes of those two that depend on the arithmetic. */
export function readKernelText(
  { text, frequent, bytes }: KernelText,
  operations: readonly (readonly number[])[] = [],
): Uint8Array<ArrayBuffer> {
  const letters: number[] = [];
  for (let code = 32; code < 127; code++) if (!UNUSED.includes(String.fromCharCode(code))) letters.push(code);
  const order = [256, 257, 258, 259]; // the second and the third page, the two operations
  for (const own of [1, 0])
    for (let byte = 0; byte < 256; byte++)
      if (((parseInt(frequent[byte >> 2], 16) >> (byte & 3)) & 1) === own) order.push(byte);
  const meanings = new Uint16Array(3 * 128);
  order.forEach((symbol, place) => {
    const page = Math.floor(place / letters.length);
    meanings[128 * page + letters[place % letters.length]] = symbol;
  });
  const module = new Uint8Array(bytes);
  // As short as it can be: it is interpreted
  const codes = new TextEncoder().encode(text);
  for (let i = 0, at = 0; at < bytes; i++) {
    let symbol = meanings[codes[i]];
    if (symbol > 257) {
      module.set(operations[symbol - 258], at);
      at += 3;
      continue;
    }
    if (symbol > 255) symbol = meanings[128 * (symbol - 255) + codes[++i]];
    module[at++] = symbol;
  }
  return module;
}
