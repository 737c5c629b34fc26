import { expect, it } from "vitest";
import type { DataTable } from "../../src/data/data-table.ts";
import { evaluateParts } from "../../src/evaluation/evaluate-table.ts";
import { evaluateTable, writeReport } from "../../src/evaluation/index.ts";
import { lehmer, pick, shuffled } from "./tables.ts";

/** Numbers of so many digits that no two rows are equal by chance. */
function table(count: number, seed: number) {
  const random = lehmer(seed);
  const numbers = (): number[] => Array.from({ length: count }, () => random());
  return { names: ["x", "y"], columns: [numbers(), numbers()] };
}

const rowsFrom = (begin: number, end: number): number[] => Array.from({ length: end - begin }, (_, i) => begin + i);

const real = table(1000, 1);
const other = table(1000, 2);
/** 400 of 1000 rows are copies. */
const synthetic = shuffled(
  {
    names: real.names,
    columns: real.columns.map((cells, c) => [...cells.slice(0, 400), ...other.columns[c].slice(400)]),
  },
  9,
);

it("of tables that are all at hand copies are counted, and the page says no more", async () => {
  const found = await evaluateTable(real, synthetic, { rows: 100 });
  // A copy of a row has its only pair of cells
  const combinations = { synthetic: 0.4, heldOut: null };
  expect(found.privacy.copies).toEqual({ estimated: false, synthetic: 400, heldOut: null, rare: 400, combinations });
  expect(writeReport(found)).not.toContain("The counts are estimates");
}, 30_000);

it("of parts of tables they are scaled to all rows, within their noise, and the page says so", async () => {
  const part = (rows: DataTable, seed: number) => ({ rows: shuffled(rows, seed, 500), count: 1000 });
  const found = await evaluateParts(
    "evaluate",
    { real: part(real, 4), synthetic: part(synthetic, 5), holdout: undefined },
    { rows: 100 },
  );
  const { estimated, synthetic: copies } = found.privacy.copies;
  expect(estimated).toBe(true);
  // A copy is found with probability ¼, of which each stands for four
  expect(Math.abs(copies - 400)).toBeLessThan(4.5 * 4 * Math.sqrt(400 * 0.25 * 0.75));
  expect(copies % 4).toBe(0);
  const page = writeReport(found);
  expect(page).toContain("The counts are estimates");
  expect(page).toContain("Rows that equal a training row, estimated");
}, 30_000);

it("a hold-out that is only a part makes its count an estimate too", async () => {
  const whole = { rows: real, count: 1000 };
  const holdout = { rows: pick(other, rowsFrom(0, 300)), count: 600 };
  const { privacy } = await evaluateParts("evaluate", { real: whole, synthetic: whole, holdout }, { rows: 100 });
  expect(privacy.copies.estimated).toBe(true);
}, 30_000);
