import { expect, test, type TestContext } from "vitest";
import { classify, type C2st, type Job, type JobResult } from "../../../bench/tables/classifiers.ts";
import { withFiles } from "../../../bench/tables/with-files.ts";
import type { TextTable } from "../../../bench/tables/text-table.ts";
import { normals } from "../../metrics/generator.ts";

const columns = [
  { name: "x", kind: "number" as const },
  { name: "k", kind: "category" as const },
];

function table(seed: number, shift = 0): TextTable {
  const x = normals(600, seed);
  return {
    names: ["x", "k"],
    columns: [Array.from(x, (v) => `${v + shift}`), Array.from(x, (v) => (v > 0 ? "a" : "b"))],
  };
}

async function answers(
  context: TestContext,
  jobs: (paths: Record<"real" | "drawn", string>) => Job[],
  drawn: TextTable,
) {
  const answer = await withFiles({ real: table(1), drawn }, (paths) => classify(jobs(paths)));
  if (!Array.isArray(answer)) return context.skip(answer.absent);
  return answer as JobResult[];
}

const detect = ({ real, drawn }: Record<"real" | "drawn", string>): Job[] => [
  { kind: "c2st", real, synthetic: drawn, columns, models: ["xgb", "lr"], seed: 0 },
];

test("C2ST is 0 where rows are apart, 1 for a copy, to which it is blind", async (context) => {
  const [apart] = await answers(context, detect, table(2, 100));
  expect((apart.xgb as C2st).score).toBeLessThan(0.01);
  expect((apart.lr as C2st).score).toBeLessThan(0.01);
  const [copied] = await answers(context, detect, table(1));
  expect((copied.xgb as C2st).score).toBe(1);
  expect((copied.xgb as C2st).auc).toBeLessThan(0.5);
});

test("a target that follows from the columns is learned from other rows of the law", async (context) => {
  const use = ({ real, drawn }: Record<"real" | "drawn", string>): Job[] => [
    { kind: "use", train: drawn, test: real, columns, target: "k", task: "class", seed: 0, grid: false },
    {
      kind: "use",
      train: drawn,
      test: real,
      validation: real,
      columns,
      target: "x",
      task: "regression",
      seed: 0,
      grid: false,
    },
  ];
  const [learned, regressed] = await answers(context, use, table(2));
  expect(learned.auc).toBeGreaterThan(0.99);
  expect(learned.accuracy).toBeGreaterThan(0.98);
  // The sign explains 2/π of a normal's variance: 0.637, to 5 standard errors of 600 rows
  expect(Math.abs((regressed.r2 as number) - 2 / Math.PI)).toBeLessThan(0.1);
});
