import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { usualShardRows } from "../../src/shards/shard-size.ts";
import { BLOCK_ROWS, partName, shardCount, shardOf } from "../../src/shards/shards.ts";
import { errorOf } from "../kit/error-of.ts";

const MOST = Number.MAX_SAFE_INTEGER;

describe("shards of a run", () => {
  test("are disjoint, in order and complete, for any rows and size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 6000 }), (rows, shardRows) => {
        const cut = { rows, shardRows };
        let next = 0;
        for (let index = 0; index < shardCount(cut); index++) {
          const shard = shardOf(cut, index);
          expect(shard.index).toBe(index);
          expect(shard.begin).toBe(next);
          expect(shard.count).toBeGreaterThan(0);
          expect(shard.count).toBeLessThanOrEqual(shardRows);
          next += shard.count;
        }
        expect(next).toBe(rows);
      }),
    );
  });

  test("to 2⁵³ rows: every row is in the one shard that its place says, and the last ends at the end", () => {
    const large = fc.integer({ min: 1, max: MOST });
    fc.assert(
      fc.property(large, fc.integer({ min: 1, max: 1_000_000 }), fc.nat(), (rows, wanted, any) => {
        const cut = { rows, shardRows: Math.ceil(rows / wanted) };
        const count = shardCount(cut);
        const { begin, count: last } = shardOf(cut, count - 1);
        expect(BigInt(begin) + BigInt(last)).toBe(BigInt(rows));
        const index = any % count;
        const [shard, next] = [shardOf(cut, index), index + 1 < count ? shardOf(cut, index + 1).begin : rows];
        expect(BigInt(shard.begin)).toBe(BigInt(index) * BigInt(cut.shardRows));
        expect(shard.begin + shard.count).toBe(next);
      }),
    );
  });

  test("by default begin at whole blocks, and are as long and as large as they may be", () => {
    const positive = fc.double({ min: 1e-7, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: MOST }),
        positive,
        fc.integer({ min: 1, max: 10_000 }),
        (rows, seconds, bytes) => {
          const shardRows = usualShardRows(rows, { seconds, bytes });
          expect(shardRows % BLOCK_ROWS).toBe(0);
          expect(shardRows).toBeGreaterThan(0);
          if (shardRows === BLOCK_ROWS) return;
          expect(shardRows * seconds).toBeLessThanOrEqual(480);
          expect(shardRows * bytes).toBeLessThanOrEqual(128e6);
          expect(shardCount({ rows, shardRows })).toBeGreaterThanOrEqual(20);
        },
      ),
    );
  });

  test("have names that sort by their order", () => {
    const cut = { rows: 1000, shardRows: 1 };
    expect(partName(cut, 7)).toBe("part-000007-of-001000");
    const names = Array.from({ length: 1000 }, (_, index) => partName(cut, index));
    expect([...names].sort()).toEqual(names);
  });

  test("that no run has are refused", async () => {
    for (const index of [-1, 3, 0.5, NaN, 1e300, "1"])
      expect((await errorOf(() => shardOf({ rows: 30, shardRows: 10 }, index as number))).message).toMatch(
        /^shardOf: expected index an integer from 0 to 2, got /,
      );
  });
});
