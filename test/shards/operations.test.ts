import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { samplers } from "../../src/index.ts";
import { openWork } from "../../src/work/open-work.ts";
import type { JsonObject } from "../../src/work/canonical-json.ts";
import { planRows, putRows, type PlanRowsOptions } from "../../src/shards/plan-rows.ts";
import { rowsKind } from "../../src/shards/rows-kind.ts";
import { MemoryStore } from "../kit/memory-store.ts";
import { makeModels, type Models } from "./model-fixture.ts";

let models: Models;
beforeAll(async () => {
  models = await makeModels();
});
afterAll(() => models.dispose());

/** The hash of a run's rows, made in shards of a size that is no multiple of what kernels take at once. */
async function hashOf(options: PlanRowsOptions, shardRows: number): Promise<string> {
  const store = new MemoryStore();
  await putRows(store, await planRows({ ...options, shardRows, threads: 1 }));
  const work = await openWork(store, [rowsKind], { threads: 2 });
  try {
    for (const index of (await work.missing()).reverse()) expect((await work.run(index)).status).toBe("written");
    await work.finish();
    const manifest = JSON.parse(new TextDecoder().decode(await store.read("_manifest.json"))) as { rowsSha256: string };
    return manifest.rowsSha256;
  } finally {
    work.dispose();
  }
}

const ROWS = 75;

async function expectSame(options: PlanRowsOptions): Promise<void> {
  const whole = await hashOf({ ...options, rows: ROWS }, ROWS);
  expect(await hashOf({ ...options, rows: ROWS }, 19)).toBe(whole);
}

describe("a run in shards has the rows of one call", () => {
  const own: Readonly<Record<string, JsonObject>> = {
    reverseSde: { levels: { sde: "ve", sigmaMin: 0.1, sigmaMax: 5 }, steps: 10 },
    langevin: { levels: 0.5, stepsPerSigma: 5 },
  };
  for (const sampler of Object.keys(samplers))
    test(`sample by ${sampler}`, () =>
      expectSame({ operation: "sample", model: models.network, options: { sampler, seed: 3, ...own[sampler] } }));

  test("sample by the recommended sampler, given a label", () =>
    expectSame({
      operation: "sample",
      model: models.network,
      options: { labels: 2, guidanceScale: 1.5, seed: 2 ** 40 },
    }));

  test("as text", () =>
    expectSame({ operation: "sample", model: models.network, options: { evaluations: 5 }, format: "csv" }));

  for (const format of ["parquet", "csv"] as const)
    test(`tableSample as ${format}`, () =>
      expectSame({ operation: "tableSample", model: models.table, options: { evaluations: 5, seed: 4 }, format }));
});
