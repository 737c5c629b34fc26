import { describe, expect, it } from "vitest";
import { evaluateTable } from "../../src/evaluation/index.ts";
import { halvesOf, independent, penguins, setRows, shuffled } from "./tables.ts";

/** The judgment of a verdict, without what it stands on. */
const judgment = (verdict: string): string => verdict.split(":")[0];

const sets = { penguins: penguins(), adult: setRows("adult", 900), magic: setRows("magic", 900) };

describe.each(Object.entries(sets))("%s", (name, table) => {
  // The two that are not part of the repository are at ../shared/data beside it
  const run = it.skipIf(table === undefined);
  const rows = table!;

  run(
    `a copy of ${name}'s rows, in another order, is called a copy`,
    async () => {
      const { verdict, scores, privacy } = await evaluateTable(rows, shuffled(rows, 11), { rows: 250 });
      expect(verdict).toMatch(/^A copy: 100 % of the synthetic rows/);
      expect(privacy.copies.synthetic).toBe(rows.columns[0].length);
      // Which a classifier alone would not have seen
      expect(scores["c2st"].value).toBeGreaterThan(0.9);
    },
    120_000,
  );

  run(
    `independent columns of ${name} are called useless for relations`,
    async () => {
      const { verdict, scores, giveaways } = await evaluateTable(rows, independent(rows, 5), { rows: 250 });
      expect(judgment(verdict)).toBe("Useless for relations");
      expect(scores["shape"].value).toBeGreaterThan(0.85);
      expect(giveaways.length).toBeGreaterThan(0);
    },
    120_000,
  );

  run(
    `20 rows of ${name} are called too few`,
    async () => {
      const [real, others] = halvesOf(rows);
      const { verdict } = await evaluateTable(real, shuffled(others, 2, 20), { rows: 250 });
      expect(verdict).toBe("Too few rows: 20 synthetic rows are too few to judge by.");
      expect((await evaluateTable(real, shuffled(real, 2, 20), { rows: 250 })).verdict).toMatch(
        /^Too few rows: .*copies of real rows/,
      );
    },
    120_000,
  );

  run(
    `half of ${name}'s rows against the other half are as good as real rows`,
    async () => {
      const [real, others] = halvesOf(rows);
      const { verdict, giveaways } = await evaluateTable(real, others, { rows: 250 });
      expect(judgment(verdict)).toBe("As good as real rows");
      expect(verdict).not.toMatch(/cop/);
      expect(giveaways).toEqual([]);
    },
    120_000,
  );
});
