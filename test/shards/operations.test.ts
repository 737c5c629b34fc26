import { createHash } from "node:crypto";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  encode,
  impute,
  loadModel,
  logDensity,
  sample,
  samplers,
  withConditions,
  withLabels,
} from "../../src/index.ts";
import { quantize } from "../../src/int16/index.ts";
import { writeRows, type DataTable } from "../../src/table/index.ts";
import { openWork } from "../../src/work/open-work.ts";
import type { JsonObject } from "../../src/work/canonical-json.ts";
import { planRows, putRows, type PlanRowsOptions } from "../../src/shards/plan-rows.ts";
import { rowsKind } from "../../src/shards/rows-kind.ts";
import { watchedStore } from "../kit/watched-store.ts";
import { makeModels, smallTable, type Models } from "./model-fixture.ts";

let models: Models;
beforeAll(async () => {
  models = await makeModels();
});
afterAll(() => models.dispose());

/** The hash of a run's rows, made in shards of a size that is no multiple of what kernels take at once. */
async function hashOf(options: PlanRowsOptions, shardRows: number): Promise<string> {
  const store = watchedStore();
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

async function expectSame(options: PlanRowsOptions): Promise<string> {
  const whole = await hashOf({ rows: ROWS, ...options }, ROWS);
  expect(await hashOf({ rows: ROWS, ...options }, 19)).toBe(whole);
  return whole;
}

/** The same hash by the description of it: SHA-256 of the hash of the only block. */
function hashOfNumbers(values: Float32Array | Float64Array): string {
  const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest();
  return sha256(sha256(new Uint8Array(values.buffer))).toString("hex");
}

/** Rows as a file of text or of row groups of 20 rows. */
async function inputOf(name: string, table: DataTable): Promise<string> {
  const path = join(models.folder, name);
  if (name.endsWith(".csv")) {
    writeFileSync(path, "");
    for await (const bytes of writeRows(table)) appendFileSync(path, bytes);
    return path;
  }
  const columnData = table.names.map((name, c) => ({ name, data: table.columns[c] as number[] }));
  writeFileSync(path, new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 20 })));
  return path;
}

/** Rows of two columns, some with gaps. */
function points(gaps: boolean): DataTable {
  const each = (make: (i: number) => number | null) => Array.from({ length: ROWS }, (_, i) => make(i));
  return {
    names: ["x", "y"],
    columns: [
      each((i) => (gaps && i % 5 === 2 ? null : Math.sin(i) + 1)),
      each((i) => (gaps && i % 5 === 4 ? null : Math.cos(i))),
    ],
  };
}

const valuesOf = ({ columns: [x, y] }: DataTable) => x.flatMap((value, i) => [value ?? NaN, y[i] ?? NaN] as number[]);

describe("a run in shards has the rows of one call", () => {
  const own: Readonly<Record<string, JsonObject>> = {
    reverseSde: { levels: { sde: "ve", sigmaMin: 0.1, sigmaMax: 5 }, steps: 10 },
    langevin: { levels: 0.5, stepsPerSigma: 5 },
  };
  for (const sampler of Object.keys(samplers))
    test(`sample by ${sampler}`, () =>
      expectSame({ operation: "sample", model: models.network, options: { sampler, seed: 3, ...own[sampler] } }));

  test("sample by the recommended sampler, given a label", async () => {
    const options = { labels: 2, guidanceScale: 1.5, seed: 2 ** 40 };
    const hash = await expectSame({ operation: "sample", model: models.network, options });
    const network = loadModel(models.engine, readFileSync(models.network));
    const rows = await sample(withLabels(network, 2, { guidanceScale: 1.5 }), { count: ROWS, seed: 2 ** 40 });
    expect(hash).toBe(hashOfNumbers(Float32Array.from(rows)));
  });

  test("sample in 16-bit integers", async () => {
    const options = { precision: "int16", sampler: "heunOde", evaluations: 10, labels: 1 };
    const hash = await expectSame({ operation: "sample", model: models.network, options });
    const network = loadModel(models.engine, readFileSync(models.network));
    const given = { count: ROWS, evaluations: 10 };
    const rows = await samplers.heunOde(await quantize(withLabels(network, 1)), "auto", given);
    expect(hash).toBe(hashOfNumbers(Float32Array.from(rows)));
  });

  test("sample, each row given the label of an input's row", async () => {
    const labels = Array.from({ length: ROWS }, (_, i) => (i % 4) - 1);
    const input = await inputOf("labels.csv", { names: ["class"], columns: [labels] });
    const options = { labelColumn: "class", sampler: "ddim", evaluations: 10 };
    const hash = await expectSame({ operation: "sample", model: models.network, options, input });
    const network = loadModel(models.engine, readFileSync(models.network));
    const rows = await samplers.ddim(withLabels(network, labels), "auto", { count: ROWS, evaluations: 10 });
    expect(hash).toBe(hashOfNumbers(Float32Array.from(rows)));
  });

  test("sample, given conditions: the same for all rows, or a row's own in columns of the input", async () => {
    const plan = { operation: "sample", model: models.conditioned };
    const own = { sampler: "ddim", evaluations: 10 };
    const network = loadModel(models.engine, readFileSync(models.conditioned));
    const how = { count: ROWS, evaluations: 10 };
    const same = await expectSame({ ...plan, options: { ...own, conditions: [0.5, 3], guidanceScale: 2 } });
    const given = withConditions(network, [0.5, 3], { guidanceScale: 2 });
    expect(same).toBe(hashOfNumbers(Float32Array.from(await samplers.ddim(given, "auto", how))));
    const [late, early] = [0.1, 0.3].map((step) => Array.from({ length: ROWS }, (_, i) => i * step));
    const input = await inputOf("conditions.csv", { names: ["late", "early"], columns: [late, early] });
    const each = await expectSame({ ...plan, options: { ...own, conditionColumns: ["early", "late"] }, input });
    const rows = early.map((value, i) => [value, late[i]]);
    const direct = await samplers.ddim(withConditions(network, rows), "auto", how);
    expect(each).toBe(hashOfNumbers(Float32Array.from(direct)));
  });

  test("logDensity of rows beside their conditions", async () => {
    const { names, columns } = points(false);
    const [a, b] = columns as number[][];
    const input = await inputOf("given.csv", { names: ["b", ...names, "a"], columns: [b, a, b, a] });
    const options = { conditionColumns: ["a", "b"] };
    const hash = await expectSame({ operation: "logDensity", model: models.conditioned, input, options });
    const network = loadModel(models.engine, readFileSync(models.conditioned));
    const given = withConditions(
      network,
      a.map((value, i) => [value, b[i]]),
    );
    const { logDensity: density, error, evaluations } = await logDensity(given, valuesOf(points(false)));
    expect(hash).toBe(hashOfNumbers(interleaved(density, error, evaluations)));
  });

  test("labels and conditions, or columns that are not as many as the network's conditions, are refused", async () => {
    const plan = { operation: "sample", model: models.conditioned, rows: 3 };
    const refused = (options: JsonObject) => planRows({ ...plan, options });
    await expect(refused({ labels: 1, conditions: [1, 2] })).rejects.toThrow("labels alone, or conditions");
    await expect(refused({ conditions: [] })).rejects.toThrow("conditions an array of numbers");
    await expect(refused({ conditionColumns: ["a", "a"] })).rejects.toThrow("an array of different columns");
  });

  test("as text, with the same hash", async () => {
    const plan = { operation: "sample", model: models.network, options: { evaluations: 5 } };
    expect(await expectSame({ ...plan, format: "csv" })).toBe(await hashOf({ ...plan, rows: ROWS }, ROWS));
  });

  for (const ending of ["csv", "parquet"]) {
    test(`impute of ${ending}, by both methods, with copies`, async () => {
      const input = await inputOf(`gaps.${ending}`, points(true));
      const plan = { operation: "impute", model: models.network, input };
      const hash = await expectSame({ ...plan, options: { copies: 3, seed: 5, evaluations: 8 } });
      const network = loadModel(models.engine, readFileSync(models.network));
      const options = { copies: 3, seed: 5, evaluations: 8 };
      expect(hash).toBe(hashOfNumbers(await impute(network, valuesOf(points(true)), options)));
      await expectSame({ ...plan, options: { method: "repaint", resamples: 2, labels: 1 } });
    });

    test(`logDensity of ${ending}, exact and by probes`, async () => {
      const input = await inputOf(`points.${ending}`, points(false));
      const plan = { operation: "logDensity", model: models.network, input };
      const hash = await expectSame({ ...plan, options: { trace: "hutchinson", probes: 2, seed: 9 } });
      const network = loadModel(models.engine, readFileSync(models.network));
      const options = { trace: "hutchinson", probes: 2, seed: 9 } as const;
      const { logDensity: density, error, evaluations } = await logDensity(network, valuesOf(points(false)), options);
      expect(hash).toBe(hashOfNumbers(interleaved(density, error, evaluations)));
      await expectSame(plan);
    });

    test(`encode and decode of ${ending}`, async () => {
      const input = await inputOf(`points.${ending}`, points(false));
      const hash = await expectSame({ operation: "encode", model: models.network, input });
      const network = loadModel(models.engine, readFileSync(models.network));
      expect(hash).toBe(hashOfNumbers(await encode(network, valuesOf(points(false)))));
      await expectSame({ operation: "decode", model: models.network, input, options: { tolerance: 1e-4 } });
    });

    test(`impute of ${ending} with a column of labels, and columns in another order`, async () => {
      const { names, columns } = points(true);
      const labels = Array.from({ length: ROWS }, (_, i) => i % 3);
      const table = {
        names: ["other", names[1], "class", names[0]],
        columns: [labels, columns[1], labels, columns[0]],
      };
      const input = await inputOf(`labeled.${ending}`, table);
      const reading = { columns: ["class", "x", "y"] };
      const options = { method: "repaint", resamples: 1, labelColumn: "class" };
      const hash = await expectSame({ operation: "impute", model: models.network, input, reading, options });
      const network = loadModel(models.engine, readFileSync(models.network));
      const rows = await impute(withLabels(network, labels), valuesOf(points(true)), {
        method: "repaint",
        resamples: 1,
      });
      expect(hash).toBe(hashOfNumbers(rows));
    });
  }

  for (const format of ["parquet", "csv"] as const) {
    const plan = () => ({ model: models.table, format });
    test(`tableSample as ${format}, with conditions and without`, async () => {
      const free = await expectSame({ ...plan(), operation: "tableSample", options: { evaluations: 5, seed: 4 } });
      const options = { evaluations: 5, seed: 4, where: { open: true } };
      expect(await expectSame({ ...plan(), operation: "tableSample", options })).not.toBe(free);
    });

    for (const ending of ["csv", "parquet"])
      test(`tableSample given rows, tableImpute and tableScore of ${ending} as ${format}`, async () => {
        const { names, columns } = smallTable(ROWS);
        const given = await inputOf(`given.${ending}`, { names: [names[2]], columns: [columns[2]] });
        await expectSame({ ...plan(), operation: "tableSample", input: given, options: { seed: 3 } });
        const input = await inputOf(`table.${ending}`, { names: names.slice(0, 3), columns: columns.slice(0, 3) });
        await expectSame({ ...plan(), operation: "tableImpute", input, options: { draws: 2, seed: 1 } });
        const all = await inputOf(`scored.${ending}`, smallTable(25));
        const score = {
          ...plan(),
          rows: 25,
          operation: "tableScore",
          input: all,
          options: { draws: 1, tolerance: 0.01 },
        };
        const whole = await expectSame(score);
        // Numbers within their roundings are drawn by seed: if these were not there, all seeds would give the same
        expect(await expectSame({ ...score, options: { ...score.options, seed: 1 } })).not.toBe(whole);
      });
  }
});

function interleaved(...columns: ArrayLike<number>[]): Float64Array {
  return Float64Array.from({ length: columns[0].length * columns.length }, (_, k) => columns[k % columns.length][Math.floor(k / columns.length)]); // prettier-ignore
}
