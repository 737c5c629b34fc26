import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planRows, putRows } from "../../src/shards/plan-rows.ts";
import { rowsKind, type RowsWork } from "../../src/shards/rows-kind.ts";
import type { RowsSpec } from "../../src/shards/rows-spec.ts";
import { openWork } from "../../src/work/open-work.ts";
import { watchedStore, type WatchedStore } from "../kit/watched-store.ts";
import { makeModels, type Models } from "./model-fixture.ts";

let models: Models;
let spec: RowsSpec;
let textSpec: RowsSpec;
/** A finished run, as Parquet and as text. */
let whole: WatchedStore;
let text: WatchedStore;
beforeAll(async () => {
  models = await makeModels();
  const plan = { operation: "sample", model: models.network, rows: 70, shardRows: 30, threads: 1 };
  spec = await planRows({ ...plan, options: { evaluations: 5, seed: 1 } });
  textSpec = await planRows({ ...plan, options: { evaluations: 5, seed: 1 }, format: "csv" });
  [whole, text] = [await finished(spec), await finished(textSpec)];
});
afterAll(() => models.dispose());

async function finished(of: RowsSpec): Promise<WatchedStore> {
  const store = watchedStore();
  await putRows(store, of);
  await within(store, async (work) => {
    for (const index of await work.missing()) await work.run(index);
    await work.finish();
  });
  return store;
}

/** Does something with the run in a store. */
async function within<T>(store: WatchedStore, act: (work: RowsWork) => Promise<T>): Promise<T> {
  const work = (await openWork(store, [rowsKind], { threads: 1 })) as RowsWork;
  try {
    return await act(work);
  } finally {
    work.dispose();
  }
}

/** The store with other files in it, as it was before it was finished. */
function copyOf(store: WatchedStore, others: Readonly<Record<string, Uint8Array | undefined>> = {}): WatchedStore {
  const copy = watchedStore();
  for (const [name, bytes] of Object.entries({ ...Object.fromEntries(store.files), ...others }))
    if (bytes && name !== "_SUCCESS" && name !== "_manifest.json") copy.files.set(name, bytes);
  return copy;
}

const finish = (store: WatchedStore) => within(store, (work) => work.finish());
const part = (index: number, ending = "parquet") => `part-00000${index}-of-000003.${ending}`;
const bytesOf = (store: WatchedStore, name: string) => store.files.get(name)!;

describe("a part", () => {
  test("that is there is not computed again, whoever wrote it", async () => {
    const store = copyOf(whole, { [part(1)]: undefined });
    await within(store, async (work) => {
      expect(await work.missing()).toEqual([1]);
      expect(await work.done()).toBe(40);
      expect(await work.run(0)).toEqual({ status: "there", amount: 30, seconds: 0 });
      expect(await work.run(1)).toMatchObject({ status: "written", amount: 30 });
      expect(await work.run(1)).toMatchObject({ status: "there" });
      expect(await work.isComplete()).toBe(true);
    });
    expect(store.writes).toEqual([part(1)]);
    expect(bytesOf(store, part(1))).toEqual(bytesOf(whole, part(1)));
  });

  test("that another worker puts meanwhile is taken if it has the same rows, and refused if it has others", async () => {
    const other = copyOf(whole, { [part(1)]: bytesOf(whole, part(1)) });
    const late = (bytes: Uint8Array): WatchedStore => {
      const store = copyOf(whole, { [part(1)]: undefined });
      store.putNew = (name) => {
        store.files.set(name, bytes);
        return Promise.resolve("exists");
      };
      return store;
    };
    const run = (store: WatchedStore) => within(store, (work) => work.run(1));
    expect((await run(late(bytesOf(other, part(1))))).status).toBe("there");
    await expect(run(late(lying(bytesOf(whole, part(1)))))).rejects.toThrow(
      /expected part-000001-of-000003 in memory to have rows of SHA-256 \w+, got \w+: another worker computed other bits/,
    );
  });

  test("of another run in its place is refused, and stays", async () => {
    const strange = await finished(await planRows({ ...asked(spec), options: { evaluations: 5, seed: 2 } }));
    const store = copyOf(whole, { [part(1)]: bytesOf(strange, part(1)) });
    await expect(within(store, (work) => work.run(1))).rejects.toThrow(
      /^run: expected part-000001-of-000003 in memory to be of run \w{64}, got one of run \w{64}$/,
    );
    expect(store.writes).toEqual([]);
  });

  test("as text: a writer that died before the file beside it is taken up", async () => {
    const store = copyOf(text, { [part(1, "json")]: undefined });
    await within(store, async (work) => {
      expect(await work.missing()).toEqual([1]);
      expect((await work.run(1)).status).toBe("there");
      await work.finish();
    });
    expect(store.writes).toEqual([part(1, "json"), "_manifest.json", "_SUCCESS"]);
    const strange = copyOf(text, { [part(1, "json")]: undefined, [part(1, "csv")]: bytesOf(text, part(0, "csv")) });
    await expect(within(strange, (work) => work.run(1))).rejects.toThrow(
      /expected part-000001-of-000003.csv .* other rows/,
    );
  });

  test("is the same bytes on any number of threads, and rows the same in both formats", async () => {
    const work = (await openWork(copyOf(whole, { [part(2)]: undefined }), [rowsKind], { threads: 2 })) as RowsWork;
    await work.run(2);
    work.dispose();
    expect(hashes(whole)).toEqual(hashes(text));
  });

  test("is left when the signal says so, with nothing written", async () => {
    const store = copyOf(whole, { [part(1)]: undefined });
    await within(store, async (work) => {
      const reason = new Error("enough");
      await expect(work.run(1, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      const fractions: number[] = [];
      await work.run(1, { onProgress: (fraction) => fractions.push(fraction) });
      expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
      expect(fractions.at(-1)).toBe(1);
    });
    expect(store.writes).toEqual([part(1)]);
  });
});

/** What a plan was made with. */
function asked({ operation, rows, shardRows }: RowsSpec) {
  return { operation, rows, shardRows, model: models.network, threads: 1 };
}

interface Manifest {
  runId: string;
  rows: number;
  rowsSha256: string;
  parts: { name: string; begin: number; count: number; rowsSha256: string }[];
}

const manifestOf = (store: WatchedStore) =>
  JSON.parse(new TextDecoder().decode(bytesOf(store, "_manifest.json"))) as Manifest;

function hashes(store: WatchedStore) {
  const { rowsSha256, parts } = manifestOf(store);
  return [rowsSha256, ...parts.map((each) => each.rowsSha256)];
}

/** The bytes with one bit of the first number changed. */
function changed(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] ^= 1;
  return copy;
}

/** A part with another row and the hash that it would have: what no hash can find. */
function lying(bytes: Uint8Array): Uint8Array {
  // The hash as text: other digits of the same length
  const name = Buffer.from("langevin.rowsSha256");
  const digits = Buffer.from(bytes).indexOf(name) + name.length + 4;
  const copy = bytes.slice();
  copy[digits] = copy[digits] === 0x30 ? 0x31 : 0x30;
  return copy;
}

describe("finish", () => {
  test("lists every part in the manifest, and says that the run is whole last", () => {
    const { runId, rows, parts } = manifestOf(whole);
    expect(rows).toBe(70);
    expect(runId).toMatch(/^[0-9a-f]{64}$/);
    expect(parts.map(({ name, begin, count }) => [name, begin, count])).toEqual([
      [part(0), 0, 30],
      [part(1), 30, 30],
      [part(2), 60, 10],
    ]);
    expect(whole.writes.slice(-2)).toEqual(["_manifest.json", "_SUCCESS"]);
  });

  const refused: Readonly<Record<string, [others: () => Record<string, Uint8Array | undefined>, message: RegExp]>> = {
    "a gap": [
      () => ({ [part(1)]: undefined }),
      /all parts of the run in memory, got 1 file \(part-000001-of-000003.parquet\) missing/,
    ],
    "a stranger": [
      () => ({ "part-000003-of-000004.parquet": bytesOf(whole, part(1)) }),
      /parts of the run alone in memory, got 1 stranger \(part-000003-of-000004.parquet\)/,
    ],
    "a part in another's place": [
      () => ({ [part(1)]: bytesOf(whole, part(0)) }),
      /part-000001-of-000003 .*index 1, got 0/,
    ],
    "a truncated part": [
      () => ({ [part(1)]: bytesOf(whole, part(1)).slice(0, -9) }),
      /part-000001-of-000003.parquet in memory: expected a Parquet file that is whole/,
    ],
    "an empty part": [() => ({ [part(2)]: new Uint8Array(0) }), /part-000002-of-000003.parquet/],
    "a flipped bit of a row": [
      () => ({ [part(1)]: changed(bytesOf(whole, part(1)), 100) }),
      /rows of SHA-256 \w{64} in part-000001-of-000003.parquet, as it says of itself, got \w{64}/,
    ],
    "a hash that is not of the rows": [() => ({ [part(1)]: lying(bytesOf(whole, part(1))) }), /rows of SHA-256/],
  };
  for (const [fault, [others, message]] of Object.entries(refused))
    test(`refuses ${fault}, and writes nothing`, async () => {
      const store = copyOf(whole, others());
      await expect(finish(store)).rejects.toThrow(message);
      await expect(finish(store)).rejects.toMatchObject({ code: "invalid-file" });
      expect(store.writes).toEqual([]);
    });

  test("refuses any flipped bit of a part, or its rows are the same", async () => {
    const [bytes, good] = [bytesOf(whole, part(1)), manifestOf(whole).rowsSha256];
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
        const broken = bytes.slice();
        broken[at] ^= 1 << bit;
        const store = copyOf(whole, { [part(1)]: broken });
        const error: unknown = await finish(store).catch((thrown: unknown) => thrown);
        if (error) expect(error).toMatchObject({ code: "invalid-file" });
        else expect(manifestOf(store).rowsSha256).toBe(good);
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  test("refuses any changed byte of a text", async () => {
    const name = part(1, "csv");
    const store = copyOf(text, { [name]: changed(bytesOf(text, name), 20) });
    await expect(finish(store)).rejects.toThrow(
      /part-000001-of-000003.csv in memory: expected a text whose SHA-256 is/,
    );
  });
});

describe("verify", () => {
  test("computes rows of every part again", async () => {
    expect(await within(copyOf(whole), (work) => work.verify())).toEqual({ parts: 3, rows: 70 });
    expect(await within(copyOf(whole), (work) => work.verify({ sample: 7 }))).toEqual({ parts: 3, rows: 21 });
    expect(await within(copyOf(text), (work) => work.verify({ sample: 7 }))).toEqual({ parts: 3, rows: 21 });
  });

  test("refuses a changed row whose hash is valid", async () => {
    // Another run's part that calls itself one of this run: every hash in it is of its rows
    const strange = await finished(await planRows({ ...asked(spec), options: { evaluations: 6, seed: 1 } }));
    const [mine, other] = [manifestOf(whole).runId, manifestOf(strange).runId];
    const forged = Buffer.from(bytesOf(strange, part(1)));
    forged.set(Buffer.from(mine), forged.indexOf(other));
    const store = copyOf(whole, { [part(1)]: forged });
    await finish(store); // no hash finds it
    await expect(within(store, (work) => work.verify({ sample: 1 }))).rejects.toThrow(
      /^verify: expected row \d\d in part-000001-of-000003.parquet as it is computed again, got another$/,
    );
  });
});
