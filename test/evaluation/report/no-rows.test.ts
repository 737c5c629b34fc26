import { expect, it } from "vitest";
import { evaluateTable } from "../../../src/evaluation/evaluate-table.ts";
import { writeReport } from "../../../src/evaluation/report/write-report.ts";

/** Rows with levels that single people out, numbers of many digits, and extremes. */
function table(from: number, count: number): Record<string, string | number>[] {
  return Array.from({ length: count }, (_, i) => {
    const u = ((i + from) * 0.754877666) % 1;
    const v = ((i + from) * 0.569840291) % 1;
    return {
      town: i % 50 === 7 ? `Hamlet ${from + i}` : ["Oslo", "Bergen", "Turku"][Math.floor(3 * u)],
      income: i === 11 ? 987_654.321 : Number((1000 * (u + v) + 0.00371).toFixed(5)),
      height: Number((150 + 40 * v + 0.00129).toFixed(5)),
    };
  });
}

it("no cell that singles a row out is in the page: rare levels, exact numbers, extremes", async () => {
  const [real, synthetic, holdout] = [table(0, 400), table(1000, 400), table(2000, 200)];
  const page = writeReport(await evaluateTable(real, synthetic, { holdout, rows: 400 }));
  expect(page).toContain("Oslo");
  for (const rows of [real, synthetic, holdout])
    for (const { town, income, height } of rows) {
      expect(town.toString().startsWith("Hamlet") && page.includes(`${town}<`), `${town}`).toBe(false);
      for (const number of [income, height]) expect(page.includes(String(number)), `${number}`).toBe(false);
    }
  expect(page).not.toMatch(/Hamlet|987.?654/);
});
