// WebAssembly → text that any bundler keeps as it is and gzip packs as well as the bytes: printable letters, one or two a byte. And
// the two arithmetics, which differ in two operations: src/engine/kernel-text.ts puts them in.

/**
 * The kernels are compiled once, with f32x4.relaxed_min and relaxed_max for the product and the sum of a·b + c, in this order;
 * nothing else uses these. Strict kernels have f32x4.mul and add there, fused ones three nops and f32x4.relaxed_madd.
 */
export const standIns = [
  [0xfd, 0x8d, 0x02],
  [0xfd, 0x8e, 0x02],
];
export const operations = {
  strict: [
    [0xfd, 0xe6, 0x01],
    [0xfd, 0xe4, 0x01],
  ],
  fused: [
    [0x01, 0x01, 0x01],
    [0xfd, 0x85, 0x02],
  ],
};

/** The place of a stand-in among both, or −1. */
const standInAt = (bytes, i) => standIns.findIndex((standIn) => standIn.every((byte, k) => bytes[i + k] === byte));

/** The bytes with the operations of an arithmetic in place of the stand-ins. */
export function withArithmetic(bytes, arithmetic) {
  const copy = Uint8Array.from(bytes);
  for (let i = 0; i < bytes.length; i++)
    if (standInAt(bytes, i) >= 0) copy.set(operations[arithmetic][standInAt(bytes, i)], i);
  return copy;
}

/** Letters that some tool would write in another way, or take for the end of a script. */
const unused = "\"'`\\$<";
const letters = Array.from({ length: 127 - 32 }, (_, i) => String.fromCharCode(32 + i)).filter(
  (c) => !unused.includes(c),
);
/** What stands before the second and the third page of letters, and for the two operations. */
const [SECOND, THIRD, FIRST_OPERATION] = [256, 257, 258];

/**
 * The text of some wasm, and a bit for each byte that has a letter of its own, the most frequent ones. The letters stand for
 * the four numbers above 255 and these bytes; those of the two other pages for all other bytes; both in rising order.
 */
export function encodeText(bytes) {
  const symbols = [];
  for (let i = 0; i < bytes.length; i++) {
    const operation = standInAt(bytes, i);
    symbols.push(operation < 0 ? bytes[i] : FIRST_OPERATION + operation);
    if (operation >= 0) i += 2;
  }
  const counts = Array.from({ length: 256 }, (_, byte) => ({ byte, count: 0 }));
  for (const symbol of symbols) if (symbol < 256) counts[symbol].count++;
  const frequent = new Set(
    counts
      .sort((a, b) => b.count - a.count)
      .slice(0, letters.length - 4)
      .map(({ byte }) => byte),
  );
  const all = Array.from({ length: 256 }, (_, byte) => byte);
  const order = [SECOND, THIRD, FIRST_OPERATION, FIRST_OPERATION + 1].concat(
    all.filter((byte) => frequent.has(byte)),
    all.filter((byte) => !frequent.has(byte)),
  );
  const spell = (symbol) => {
    const place = order.indexOf(symbol);
    const page = Math.floor(place / letters.length);
    return (page > 0 ? letters[order.indexOf(255 + page)] : "") + letters[place % letters.length];
  };
  const spelled = order.map((_, symbol) => spell(symbol));
  const digits = Array.from({ length: 64 }, (_, i) =>
    [0, 1, 2, 3].reduce((sum, k) => sum + (frequent.has(4 * i + k) ? 1 << k : 0), 0).toString(16),
  );
  return { text: symbols.map((symbol) => spelled[symbol]).join(""), frequent: digits.join("") };
}
