import { describe, expect, test } from "vitest";
import { copySharesOf } from "../../src/evaluation/compare-privacy.ts";
import { drawnRows } from "../../src/evaluation/drawn-rows.ts";
import { sampleRows, type TableColumn } from "../../src/metrics/index.ts";
import { RowSample } from "../../src/table/row-sample.ts";

const [ROWS, PART] = [10_000, 1000];
/** Four standard errors above what two independent parts have in common: 1,000²/10,000 rows. */
const COMMON = 100 + 4 * 10;

const both = (one: ArrayLike<number>, other: ArrayLike<number>): number => {
  const places = new Set(Array.from(one));
  return Array.from(other).filter((place) => places.has(place)).length;
};

describe("tables whose rows belong together, place by place, are not drawn alike", () => {
  test("parts that scores look at", () => {
    const table: TableColumn[] = [{ kind: "number", values: Float64Array.from({ length: ROWS }, (_, r) => r) }];
    const drawn = drawnRows({ real: table, synthetic: table, holdout: table }, PART, 3);
    const [real, synthetic, holdout] = [drawn.real, drawn.synthetic, drawn.holdout].map(([{ values }]) => values);
    expect([real.length, synthetic.length, holdout.length]).toEqual([PART, PART, PART]);
    for (const [one, other] of [
      [real, synthetic],
      [real, holdout],
      [synthetic, holdout],
    ])
      // prettier-ignore
      expect(both(one, other)).toBeLessThan(COMMON);
    expect(real).toEqual(sampleRows(table, PART, { seed: 3 })[0].values);
    expect(drawnRows({ real: table, synthetic: table }, ROWS, 3)).toEqual({ real: table, synthetic: table });
  });

  test("parts that are kept of long files", () => {
    const parts = [0, 1, 2].map((stream) => {
      const sample = new RowSample<number>(PART, 3, stream);
      for (let row = 0; row < ROWS; row++) sample.add(() => row);
      return sample.rows();
    });
    expect(both(parts[0], parts[1])).toBeLessThan(COMMON);
    expect(both(parts[0], parts[2])).toBeLessThan(COMMON);
    expect(both(parts[1], parts[2])).toBeLessThan(COMMON);
  });
});

test("no more values are looked at than it takes to know that rows are different enough", () => {
  let looked = 0;
  const values = new Proxy(
    Float64Array.from({ length: ROWS }, (_, r) => r),
    { get: (all, name) => (typeof name === "string" && /^\d+$/.test(name) ? (looked++, Reflect.get(all, name)) : all.length) }, // prettier-ignore
  );
  const real: TableColumn[] = [{ kind: "number", values }];
  const one: TableColumn[] = [{ kind: "number", values: [1, 2] }];
  copySharesOf(
    { columns: [], real, synthetic: one, holdout: one, constraints: [], warnings: [] },
    {
      copies: { estimated: false, synthetic: 0, heldOut: 0, rare: 0, combinations: { synthetic: null, heldOut: null } },
    },
    { real: 5, synthetic: 2, holdout: 2 },
    { reference: one, holdout: one },
  );
  // The search of copies reads all of them three times; 51 of them are more than 10 times 5 rows
  expect(looked).toBeLessThan(3.5 * ROWS);
});
