import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  numberLines,
  numberRows,
  numbersByColumn,
  numbersByRow,
  numbersOfLines,
} from "../../src/shards/number-rows.ts";
import { canonicalLines, canonicalNumbers, canonicalRows, type CellRows } from "../../src/shards/result-rows.ts";
import { RunHash } from "../../src/shards/row-hash.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();

test("the hash of a run is that of the hashes of its blocks of 65,536 rows, however it is cut", () => {
  const rows = 3 * 65_536 + 1000;
  const values = Float32Array.from({ length: 2 * rows }, (_, i) => Math.sin(i));
  const bytes = new Uint8Array(values.buffer);
  const blocks = Array.from({ length: 4 }, (_, b) => sha256(bytes.subarray(b * 65_536 * 8, (b + 1) * 65_536 * 8)));
  const expected = sha256(Buffer.concat(blocks)).toString("hex");
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: rows }), { maxLength: 8 }), (cuts) => {
      const hash = new RunHash();
      const ends = [...cuts, rows].sort((a, b) => a - b);
      ends.reduce((begin, end) => {
        hash.add(canonicalNumbers(values.subarray(2 * begin, 2 * end), 2));
        return end;
      }, 0);
      expect(hash.digest()).toBe(expected);
    }),
    { numRuns: 20 },
  );
});

describe("numbers come back from lines of text bit for bit", () => {
  const special = [0, -0, 1, -1.5, 2 ** -149, 3.4028234663852886e38, 1e21, 1e-7, Infinity, -Infinity, NaN];
  for (const precision of ["float", "double"] as const)
    test(precision, () => {
      const each = precision === "float" ? fc.float() : fc.double();
      fc.assert(
        fc.property(fc.array(fc.tuple(each, each), { minLength: 1, maxLength: 20 }), (pairs) => {
          const rows = numberRows(["a", "b"], precision, Float64Array.from([...pairs.flat(), ...special, 3]));
          const back = numbersOfLines(rows.names, precision, numberLines(rows));
          expect(back).toEqual(rows);
          expect(back.values.map((value) => (Object.is(value, -0) ? 1 : 0))).toEqual(
            rows.values.map((value) => (Object.is(value, -0) ? 1 : 0)),
          );
          expect(numbersByRow(rows.names, precision, numbersByColumn(rows))).toEqual(rows);
        }),
      );
    });
});

test("rows of text end where a line does, but not within quotes", async () => {
  const text = fc.string({ unit: fc.constantFrom("a", '"', "\n", ",", "\r", " ", "é", "") });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 10 }), async (pairs) => {
      const columns = [0, 1].map((c) => ({ name: `c${c}`, type: "text" as const }));
      const cells = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
      const rows: CellRows = { kind: "cells", columns, cells };
      const canonical = await canonicalRows(rows);
      expect(canonical.count).toBe(pairs.length);
      for (const [r, pair] of pairs.entries()) {
        const alone = await canonicalRows({ kind: "cells", columns, cells: pair.map((cell) => [cell]) });
        expect(Buffer.from(canonical.bytes.subarray(canonical.begin(r), canonical.begin(r + 1)))).toEqual(
          Buffer.from(alone.bytes),
        );
      }
      expect(canonicalLines(canonical.bytes).begin(pairs.length)).toBe(canonical.bytes.length);
    }),
  );
});
