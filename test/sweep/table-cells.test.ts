import fc from "fast-check";
import { expect, test } from "vitest";
import type { DataTable } from "../../src/data/data-table.ts";
import { decodeCells, encodeCells } from "../../src/sweep/learners/table-cells.ts";
import { errorOf } from "../kit/error-of.ts";

const cell = fc.oneof(fc.string(), fc.double(), fc.bigInt(), fc.boolean(), fc.date(), fc.constant(null));

test("any cells come back as they were: NaN, −0, bigints, dates that are none", () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1 }), fc.string(), (column, name) => {
      const table: DataTable = { names: [name], columns: [column] };
      expect(decodeCells("test", encodeCells(table))).toEqual(table);
    }),
    { examples: [[[new Date(NaN), NaN, -0, -Infinity, 2n ** 70n, null], "__proto__"]] },
  );
});

test.each(["", "{", "\xff", '{"names":["a"],"columns":[[{"bigint":"x"}]]}', "[1]", '{"names":["a"],"columns":[]}'])(
  "%j is refused",
  async (text) => {
    const error = await errorOf(() => decodeCells("test", Buffer.from(text, "latin1")));
    expect(["invalid-file", "invalid-data", "invalid-argument"]).toContain(error.code);
  },
);
