import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadModel, samplers } from "../../src/index.ts";
import { planRows, putRows } from "../../src/shards/plan-rows.ts";
import { rowsKind } from "../../src/shards/rows-kind.ts";
import type { RowsSpec } from "../../src/shards/rows-spec.ts";
import { runIdOf } from "../../src/shards/run-id.ts";
import { shardOf } from "../../src/shards/shards.ts";
import { canonicalJson } from "../../src/work/canonical-json.ts";
import { openWork, type WorkContext } from "../../src/work/open-work.ts";
import { whoseFault } from "../../src/work/whose-fault.ts";
import { watchedStore, type WatchedStore } from "../kit/watched-store.ts";
import { makeModels, type Models } from "./model-fixture.ts";

let models: Models;
let spec: RowsSpec;
const plan = () => ({
  operation: "sample",
  model: models.network,
  threads: 1,
  options: { sampler: "ddim", evaluations: 4 },
});
beforeAll(async () => {
  models = await makeModels();
  spec = await planRows({ ...plan(), rows: 40, shardRows: 20 });
});
afterAll(() => models.dispose());

/** A store with a specification that anybody may have put there. */
function storeWith(given: object): WatchedStore {
  const store = watchedStore();
  store.files.set("_spec.json", new TextEncoder().encode(canonicalJson("test", given)));
  return store;
}

async function run(given: object, index = 0, context: WorkContext = {}): Promise<WatchedStore> {
  const store = storeWith(given);
  const work = await openWork(store, [rowsKind], { threads: 1, ...context });
  try {
    await work.run(index).catch((error: unknown) => {
      expect(store.writes).toEqual([]);
      throw error;
    });
    return store;
  } finally {
    work.dispose();
  }
}

const zeros = "0".repeat(64);

describe("a worker refuses a run before a row is written, which another may do, if it", () => {
  const others: Readonly<Record<string, [change: () => object, message: RegExp]>> = {
    "is another build": [
      () => ({ build: "other" }),
      /^run: expected a worker of build other, got build sources; a plan made with this build/,
    ],
    "computes other bits": [
      () => ({ probe: zeros }),
      /^run: expected the first rows to have the SHA-256 0{64}, as where the run was planned, got \w{64}/,
    ],
    "has another arithmetic, whose bits are others": [() => ({ arithmetic: "fused" }), /fused|expected the first rows/],
  };
  for (const [name, [change, message]] of Object.entries(others))
    test(name, async () => {
      const error: unknown = await run({ ...spec, ...change() }).catch((thrown: unknown) => thrown);
      expect((error as Error).message).toMatch(message);
      expect(whoseFault(error)).toBe("worker");
    });

  test("and takes it again when it was its own", async () => {
    expect((await run(spec)).writes).toEqual(["part-000000-of-000002.parquet"]);
  });
});

test("a model that is another one now is refused, whatever it computes", async () => {
  const model = { ...spec.model, sha256: zeros };
  await expect(run({ ...spec, model })).rejects.toThrow(/SHA-256|0{64}/);
  await expect(run({ ...spec, model: { ...spec.model, size: 9 } })).rejects.toMatchObject({ code: "invalid-file" });
});

describe("a specification that comes from anybody is refused, and nothing is read or written", () => {
  const hostile: Readonly<Record<string, [change: () => object, message: RegExp]>> = {
    "an unknown operation": [() => ({ operation: "rm" }), /expected operation one of "sample", "impute"/],
    "an operation that every object has": [() => ({ operation: "constructor" }), /expected operation one of/],
    "a field too many": [() => ({ script: "x" }), /expected option one of .* got "script"/],
    "a count of 1e300": [() => ({ rows: 1e300 }), /expected rows an integer from 1 to 9007199254740991, got 1e\+300/],
    "a count that is no number": [() => ({ rows: "40" }), /expected rows an integer/],
    "no rows": [() => ({ rows: 0 }), /expected rows an integer from 1/],
    "more shards than names": [
      () => ({ rows: 1e9, shardRows: 1 }),
      /expected shards an integer from 1 to 1000000, got 1000000000/,
    ],
    "an offset": [() => ({ options: { offset: 3 } }), /sample: expected option .* got "offset"/],
    "a start": [() => ({ options: { sampler: "ddim", start: [[1]] } }), /sample: expected option .* got "start"/],
    "an unknown sampler": [() => ({ options: { sampler: "__proto__" } }), /expected sampler one of/],
    "another sampler's option": [
      () => ({ options: { sampler: "ddim", stepsPerSigma: 3 } }),
      /expected option .* got "stepsPerSigma"/,
    ],
    "an SDE of functions' names": [
      () => ({ options: { sampler: "reverseSde", levels: { sde: "toString" } } }),
      /expected levels.sde one of "ve", "vp", "subVp"/,
    ],
    "options that are no object": [() => ({ options: [] }), /expected options an object/],
    "a format of its own": [() => ({ format: "pickle" }), /expected format one of "parquet", "csv"/],
    "a hash that is none": [() => ({ probe: "../../etc" }), /expected probe a SHA-256/],
    "a model without a hash": [() => ({ model: { url: "x", size: 1 } }), /expected sha256 a SHA-256/],
    "an input where none is taken in such a form": [() => ({ input: { url: "x" } }), /expected sha256/],
    "an input that is missing": [() => ({ operation: "impute", options: {} }), /expected an input with impute/],
  };
  for (const [name, [change, message]] of Object.entries(hostile))
    test(name, async () => {
      const store = storeWith({ ...spec, ...change() });
      await expect(openWork(store, [rowsKind])).rejects.toThrow(message);
      await expect(openWork(store, [rowsKind])).rejects.toMatchObject({ code: "invalid-argument" });
      expect(store.writes).toEqual([]);
    });

  test("a model outside the worker's roots, or that a link leads out of them", async () => {
    const inside = join(models.folder, "inside");
    mkdirSync(inside);
    copyFileSync(models.network, join(inside, "model"));
    symlinkSync(models.network, join(inside, "link"));
    const at = (url: string) => ({ ...spec, model: { ...spec.model, url } });
    const roots = [inside];
    expect((await run(at(join(inside, "model")), 0, { roots })).writes.length).toBe(1);
    for (const url of [
      models.network,
      join(inside, "../network.safetensors"),
      join(inside, "link"),
      "http://127.0.0.1/x",
    ])
      await expect(run(at(url), 0, { roots })).rejects.toThrow(
        /expected a place under the roots this worker was started with/,
      );
  });

  test("a shard that no memory has room for", async () => {
    await expect(run({ ...spec, rows: 1e12, shardRows: 1e12 })).rejects.toThrow(
      /expected shardRows of parts of less than 2 GB/,
    );
  });
});

test("the run's id has all in it that decides rows, and nothing else", () => {
  const id = runIdOf(spec);
  const same: Partial<RowsSpec>[] = [{ build: "x" }, { format: "csv" }, { model: { ...spec.model, url: "elsewhere" } }];
  for (const change of same) expect(runIdOf({ ...spec, ...change })).toBe(id);
  const others: Partial<RowsSpec>[] = [
    ...[{ rows: 41 }, { shardRows: 10 }, { probe: zeros }, { operation: "decode" }, { arithmetic: "fused" }],
    ...[{ options: { ...spec.options, seed: 1 } }, { model: { ...spec.model, sha256: zeros } }],
  ];
  for (const change of others) expect(runIdOf({ ...spec, ...change })).not.toBe(id);
});

test("a run that was begun is gone on with, also by another build with the same bits; another run is refused", async () => {
  const store = watchedStore();
  expect(await putRows(store, { ...spec, build: "older" })).toBe("written");
  expect(await putRows(store, spec)).toBe("exists");
  const work = await openWork(store, [rowsKind], { threads: 1 });
  expect((await work.run(0)).status).toBe("written");
  work.dispose();
  const other = await planRows({ ...plan(), rows: 41, shardRows: 20 });
  await expect(putRows(store, other)).rejects.toThrow(
    /^putRows: expected memory empty or with run \w{64} as parquet, got run/,
  );
  await expect(putRows(store, { ...spec, format: "csv" })).rejects.toThrow(/as csv, got run \w{64} as parquet/);
});

test("a shard across row 2³² has the rows that one call has there", async () => {
  const large = await planRows({ ...plan(), rows: 2 ** 33, shardRows: 10_007 });
  const index = Math.floor(2 ** 32 / large.shardRows);
  const { begin, count } = shardOf(large, index);
  expect(begin).toBeLessThan(2 ** 32);
  expect(begin + count).toBeGreaterThan(2 ** 32);
  const [bytes] = [...(await run({ ...large, format: "csv" }, index)).files].flatMap(([name, bytes]) =>
    name.endsWith(".json") && name.startsWith("part") ? [bytes] : [],
  );
  const { rowsSha256 } = JSON.parse(new TextDecoder().decode(bytes)) as { rowsSha256: string };
  const network = loadModel(models.engine, readFileSync(models.network));
  const rows = await samplers.ddim(network, "auto", { count, offset: begin, evaluations: 4 });
  expect(rowsSha256).toBe(
    createHash("sha256")
      .update(new Uint8Array(Float32Array.from(rows).buffer))
      .digest("hex"),
  );
});
