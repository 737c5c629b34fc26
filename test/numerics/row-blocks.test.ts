import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { purposes, streamKey, threefry2x32, uniformAt } from "../../src/numerics/random.ts";
import { blockOf, blockParts, checkOffset, rowKeys } from "../../src/numerics/row-blocks.ts";

const BLOCK = 2n ** 32n;

test("blocks are ⌊row/2³²⌋, to the last row", () => {
  for (const row of [0, 2 ** 32 - 1, 2 ** 32, 2 ** 33 - 1, 2 ** 33, 2 ** 53 - 1])
    expect(BigInt(blockOf(row))).toBe(BigInt(row) / BLOCK);
});

test("a run's parts cover its rows in order, each within one block", () => {
  const row = fc.oneof(
    fc.maxSafeNat(),
    fc.tuple(fc.nat(2 ** 21 - 1), fc.integer({ min: -50, max: 50 })).map(([b, d]) => Math.max(0, b * 2 ** 32 + d)),
  );
  fc.assert(
    fc.property(row, fc.nat(100), fc.nat(1000), (offset, begin, count) => {
      fc.pre(offset + begin + count <= Number.MAX_SAFE_INTEGER);
      const parts = blockParts(offset, { begin, end: begin + count });
      expect(parts.reduce((at, part) => (expect(part.begin).toBe(at), part.end), begin)).toBe(begin + count);
      for (const part of parts) {
        expect(part.end).toBeGreaterThan(part.begin);
        const [first, last] = [BigInt(offset + part.begin), BigInt(offset + part.end - 1)];
        expect([first / BLOCK, last / BLOCK]).toEqual([BigInt(part.block), BigInt(part.block)]);
        expect(BigInt(part.firstRow)).toBe(first % BLOCK);
      }
      expect(parts.length).toBeLessThanOrEqual(2);
    }),
  );
  expect(blockParts(2 ** 53 - 3, { begin: 0, end: 3 })).toEqual([
    { block: 2 ** 21 - 1, firstRow: 2 ** 32 - 3, begin: 0, end: 3 },
  ]);
});

test("numbers of a row are those of row mod 2³² under a seed with a higher high word", () => {
  const keyOf = rowKeys((block) => streamKey(7, purposes.exactDensity, block));
  const at = (row: number): number => uniformAt(keyOf(row), row, 3);
  const expected = (row: number): number =>
    uniformAt(threefry2x32([7, Math.floor(row / 2 ** 32)], 8, 0), row % 2 ** 32, 3);
  const rows = [5, 2 ** 32 + 5, 2 ** 32 - 1, 2 ** 53 - 1, 3 * 2 ** 32, 5];
  for (const row of rows) expect(at(row)).toBe(expected(row));
  expect(new Set(rows.map(at)).size).toBe(5);
});

test("seeds at the upper end keep their low bit, their high word goes beyond 21 bits", () => {
  const seed = 2 ** 53 - 1;
  expect([...streamKey(seed, purposes.exactDensity, 2 ** 21 - 1)]).toEqual([
    ...threefry2x32([0xffffffff, 2 ** 22 - 2], 8, 0),
  ]);
});

describe("offsets", () => {
  test.each([
    [2 ** 53 - 1, 1, 1],
    [2 ** 53 - 5, 5, 1],
    [1e9, 4, 5],
    [Math.floor(2 ** 53 / 5) - 3, 3, 5],
    [2 ** 53 - 1, 0, 1],
  ])("%d of %d rows, %d copies: taken", (offset, count, copies) => checkOffset("f", offset, count, copies));

  test.each([
    [2 ** 53 - 4, 5, 1, "f: expected offset an integer from 0 to 9007199254740987, got 9007199254740988"],
    [Math.floor(2 ** 53 / 5) - 2, 3, 5, "f: expected offset an integer from 0 to 1801439850948195, got"],
  ])("%d of %d rows, %d copies: refused", (offset, count, copies, message) => {
    expect(() => checkOffset("f", offset, count, copies)).toThrow(message);
  });
});
