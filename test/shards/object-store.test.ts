import { readFileSync } from "node:fs";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { planRows, putRows, type PlanRowsOptions } from "../../src/shards/plan-rows.ts";
import { rowsKind } from "../../src/shards/rows-kind.ts";
import { openWork } from "../../src/work/open-work.ts";
import type { Store } from "../../src/work/store.ts";
import { openStore } from "../../src/work/stores/open-store.ts";
import { watchedStore } from "../kit/watched-store.ts";
import { S3Stub } from "../kit/s3-stub.ts";
import { makeModels, type Models } from "./model-fixture.ts";

let models: Models;
let stub: S3Stub;
beforeAll(async () => {
  [models, stub] = await Promise.all([makeModels(), S3Stub.start()]);
});
afterAll(async () => {
  models.dispose();
  await stub.stop();
});

async function hashOf(store: Store, options: PlanRowsOptions, roots?: string[]): Promise<string> {
  await putRows(store, await planRows({ ...options, threads: 1 }));
  const work = await openWork(store, [rowsKind], { threads: 1, ...(roots && { roots }) });
  try {
    for (const index of await work.missing()) await work.run(index);
    await work.finish();
    const manifest = JSON.parse(new TextDecoder().decode(await store.read("_manifest.json"))) as { rowsSha256: string };
    return manifest.rowsSha256;
  } finally {
    work.dispose();
  }
}

test("model, input and parts in a bucket: three shards over four row groups have the rows of one call", async () => {
  const put = (name: string, bytes: Uint8Array) => stub.objects.set(`bucket/${name}`, { bytes: Buffer.from(bytes), time: new Date() }); // prettier-ignore
  const values = (part: number) =>
    Float64Array.from({ length: 100 }, (_, i) => (i % 5 === part ? NaN : Math.sin(i + part)));
  const columnData = ["x", "y"].map((name, part) => ({ name, data: values(part), type: "DOUBLE" as const }));
  put("in/model.safetensors", readFileSync(models.network));
  put("in/rows.parquet", new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 25 })));
  const options = { evaluations: 5, seed: 3 };
  const place = (name: string) => `${stub.origin}/bucket/${name}`;
  const plan = { operation: "impute", options, model: place("in/model.safetensors"), input: place("in/rows.parquet") };
  const whole = await hashOf(watchedStore(), { ...plan, shardRows: 100 });
  const store = openStore(place("run"));
  expect(await hashOf(store, { ...plan, shardRows: 34 }, [place("in")])).toBe(whole);
  expect((await store.list()).map(({ name }) => name)).toEqual([
    ...["_SUCCESS", "_manifest.json", "_spec.json"],
    ...[0, 1, 2].map((index) => `part-00000${index}-of-000003.parquet`),
  ]);
  const written = stub.seen.filter(({ method }) => method !== "GET" && method !== "HEAD");
  expect(new Set(written.map(({ method }) => method))).toEqual(new Set(["PUT"]));
  const ends = written.map(({ url }) => url.replace("/bucket/run/", ""));
  expect(ends.slice(-2)).toEqual(["_manifest.json", "_SUCCESS"]);
});
