import { afterAll, beforeAll, expect, test } from "vitest";
import type * as api from "../../src/index.ts";
import type * as tableApi from "../../src/table/index.ts";
import type * as workerApi from "../../src/worker/index.ts";

// The built library: a worker starts from a file
const library = (await import(new URL("../../dist/index.js", import.meta.url).href)) as typeof api;
const tables = (await import(new URL("../../dist/table.js", import.meta.url).href)) as typeof tableApi;
const { startWorker } = (await import(new URL("../../dist/worker.js", import.meta.url).href)) as typeof workerApi;

let langevin: workerApi.LangevinWorker;
beforeAll(async () => (langevin = await startWorker()));
afterAll(() => langevin.dispose());

const table = { kind: ["a", "b", "a", "b", null, "a"], size: [1, 2, 3, 4, 5, 6], day: ["x", "y", "x", "x", "y", "x"] };
const settings = { steps: 8, seed: 2 };

test("tables are fitted, sampled, imputed, scored and saved by messages, bit for bit as on the main thread", async () => {
  const local = await tables.fitTable(await library.createEngine({ threads: 1 }), table, settings);
  const engine = await langevin.createEngine({ threads: 1 });
  const run = langevin.fitTable(engine, table, settings);
  let last = 0;
  for await (const { step } of run) last = step;
  expect(last).toBe(8);
  const model = await run;
  expect(await model.rows).toBe(6);
  expect(await model.sample(5, { seed: 1 })).toEqual(await local.sample(5, { seed: 1 }));
  expect(await model.sample(3, { where: { kind: "b" } })).toEqual(await local.sample(3, { where: { kind: "b" } }));
  expect(await model.impute({ size: [2] })).toEqual(await local.impute({ size: [2] }));
  expect(await model.logProbability(table)).toEqual(await local.logProbability(table));
  const bytes = await langevin.saveTableModel(model);
  const loaded = await langevin.loadTableModel(engine, bytes);
  expect(await loaded.schema).toEqual(local.schema);
  await expect(langevin.fitTable(engine, { a: [1] })).rejects.toMatchObject({ code: "invalid-data" });
});
