import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createEngine } from "../../src/index.ts";
import { planSweep } from "../../src/sweep/plan-sweep.ts";
import { sweepKind } from "../../src/sweep/sweep-kind.ts";
import { splitPlaces } from "../../src/sweep/split-rows.ts";
import { sweep, type RunSweepOptions } from "../../src/sweep/sweep.ts";
import { fitTableBy } from "../../src/table/model/fit-table.ts";
import {
  describeTable,
  loadTableModel,
  saveTableModel,
  type DataTable,
  type TableModel,
} from "../../src/table/index.ts";
import { openWork } from "../../src/work/open-work.ts";
import { memoryStore } from "../../src/work/stores/memory-store.ts";
import { errorOf } from "../kit/error-of.ts";
import { rows } from "./kit.ts";

const threads = 1;
const hash = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Texts, rounded numbers, dates and gaps. */
const table: DataTable = {
  names: ["kind", "size", "day"],
  columns: [
    rows.map(([, y]) => (y > 1 ? "high" : "low")),
    rows.map(([x], r) => (r % 9 === 4 ? null : Math.round(10 * x) / 10)),
    rows.map(([, y]) => new Date(Date.UTC(2024, 0, 1 + Math.floor(Math.abs(20 * y))))),
  ],
};

const options = {
  space: { learningRate: { logUniform: [0.0005, 0.05] }, hidden: { choices: [[8], [16], [8, 8]] }, batchSize: { choices: [16, 32] } }, // prettier-ignore
  ...{ trials: 4, eta: 2, steps: 24, seed: 5 },
} as const satisfies RunSweepOptions;

test("ranking and winner are those of tables that are fitted straight through, in any order of tasks", async () => {
  const engine = await createEngine({ threads });
  const { training, holdout } = splitPlaces(rows.length, { heldOut: 12, seed: 5 });
  const part = (places: Uint32Array): DataTable => ({
    names: table.names,
    columns: table.columns.map((column) => Array.from(places, (row) => column[row])),
  });
  const { schema } = describeTable(table);
  const straight = async (choice: object, to: number): Promise<[score: number, file: string]> => {
    const run = fitTableBy("test", engine, part(training), { options: { schema, steps: 24, seed: 5 }, choice });
    let model: TableModel | undefined;
    if (to === 24) model = await run;
    else
      for await (const { step, current } of run) {
        model = current();
        if (step === to) break;
      }
    const { logProbability } = await model!.logProbability(part(holdout), { tolerance: 1e-3, draws: 1 });
    const file = hash(saveTableModel(model!));
    model!.dispose();
    return [logProbability.reduce((a, b) => a + b) / 12, file];
  };
  const store = memoryStore();
  const { ranking, winner } = await sweep(table, { ...options, threads, store });
  expect(ranking.map(({ rung, step }) => [rung, step])).toEqual([[2, 24], [1, 12], [0, 6], [0, 6]]); // prettier-ignore
  for (const { settings, step, score, checkpoint } of ranking)
    expect([score, checkpoint]).toEqual(await straight(settings, step));
  const other = memoryStore();
  await planSweep(other, table, options);
  const work = await openWork(other, [sweepKind], { threads: 2 });
  while (!(await work.isComplete())) for (const task of (await work.missing()).reverse()) await work.run(task);
  await work.finish();
  work.dispose();
  expect(hash((await other.read("winner.langevin"))!)).toBe(hash(winner));
  expect(await other.read("ranking.json")).toEqual(await store.read("ranking.json"));
  const model = loadTableModel(engine, winner);
  expect(model).toMatchObject({ steps: 24, step: 24, finished: true });
  expect((await model.sample(3)).names).toEqual(table.names);
  engine.dispose();
});

test("rows that no trial can make are counted, and are not in the mean", async () => {
  const { holdout } = splitPlaces(rows.length, { heldOut: 12, seed: 5 });
  // A gap in a column that has none in what is learned
  const columns = table.columns.map((column) => [...column]);
  columns[2][holdout[3]] = null;
  const { ranking } = await sweep({ ...table, columns }, { ...options, threads });
  expect(ranking.map(({ impossible }) => impossible)).toEqual([1, 1, 1, 1]);
  expect(ranking.every(({ score }) => Number.isFinite(score))).toBe(true);
});

test.each<[object, string]>([
  [{ space: { activation: { choices: ["silu"] } } }, '"activation"'],
  [{ settings: { sigmaMin: 30 } }, "trial 0: expected sigmaMax above sigmaMin = 30, got 20"],
  [{ settings: { noiseDistribution: "log-normal" } }, "noiseDistribution { kind"],
  [{ settings: { noiseDistribution: { kind: "log-normal", logMean: 0, logStd: -1 } } }, "logStd"],
  [{ settings: { maskShare: 2 } }, "maskShare"],
  [{ target: "colour" }, "colour"],
])("%j is refused before anything is trained", async (change, message) => {
  const store = memoryStore();
  const error = await errorOf(() => planSweep(store, table, { ...options, ...change }));
  expect(error).toMatchObject({ message: expect.stringContaining(message) });
  expect(await store.list()).toEqual([]);
});

test("a table of constants has nothing to tune", async () => {
  const error = await errorOf(() => planSweep(memoryStore(), { a: Array<string>(30).fill("x") }, options));
  expect(error).toMatchObject({ code: "invalid-data", message: expect.stringContaining("something to learn") });
});
