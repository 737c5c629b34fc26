import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inputOption } from "../../src/shards/check-reference.ts";
import { readInputNumbers, readInputRows, referInput } from "../../src/shards/input-rows.ts";
import type { InputReference } from "../../src/shards/rows-spec.ts";
import { S3Stub } from "../kit/s3-stub.ts";

let folder: string;
let stub: S3Stub;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "langevin-inputs-"));
  stub = await S3Stub.start();
});
afterAll(async () => {
  await stub.stop();
  await rm(folder, { recursive: true });
});

const rows = 1000;
const x = Float64Array.from({ length: rows }, (_, i) => (i % 11 === 5 ? NaN : (i - 500) / 4));
const text = `name,x\r\n${Array.from(x, (value, i) => `"row ""${i}""\r\nof many",${Number.isNaN(value) ? (i % 2 ? "" : "NaN") : value}`).join("\r\n")}`;
const parquet = () =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: "name", data: Array.from(x, (_, i) => `row "${i}"\r\nof many`), type: "STRING" },
        { name: "x", data: x, type: "DOUBLE" },
      ],
      rowGroupSize: 250,
    }),
  );

/** The input as it comes out of a specification's file. */
const sent = (input: InputReference): InputReference =>
  inputOption.check("test", "input", JSON.parse(JSON.stringify(input)));

test.each([
  ["CSV in a folder", "rows.csv", false],
  ["CSV on a server", "rows.csv", true],
  ["Parquet in a folder", "rows.parquet", false],
  ["Parquet on a server", "rows.parquet", true],
])("%s: three shards have the rows of the whole file, in order, with NaN for gaps", async (_, file, isRemote) => {
  const bytes = file.endsWith("csv") ? new TextEncoder().encode(text) : parquet();
  if (isRemote) stub.objects.set(`bucket/${file}`, { bytes: Buffer.from(bytes), time: new Date() });
  else await writeFile(join(folder, file), bytes);
  const place = isRemote ? `${stub.origin}/bucket/${file}` : join(folder, file);
  const numbers = sent(await referInput("test", place, { columns: ["x"] }));
  const cells = sent(await referInput("test", place, {}));
  expect([numbers.reading.rows, numbers.reading.columns, cells.reading.columns]).toEqual([rows, ["x"], ["name", "x"]]);
  const shards = [[0, 334], [334, 334], [668, 332]] as const; // prettier-ignore
  const read: number[] = [];
  const names: unknown[] = [];
  for (const [begin, count] of shards) {
    const part = await readInputNumbers("test", numbers, { begin, count });
    expect(part.length).toBe(count);
    read.push(...part);
    names.push(...(await readInputRows("test", cells, { begin, count })).columns[0]);
  }
  expect(read).toEqual([...x]);
  expect(names).toEqual(Array.from(x, (_, i) => `row "${i}"\r\nof many`));
});

test("a file that has changed since is refused", async () => {
  const place = join(folder, "changing.csv");
  await writeFile(place, text);
  const input = await referInput("test", place, {});
  await writeFile(place, text.replace("row", "cow"));
  await expect(readInputRows("test", input, { begin: 0, count: 1 })).rejects.toMatchObject({ code: "invalid-file" });
});

test("formats by what is given, then by the file's name", async () => {
  const place = join(folder, "rows.data.unknown");
  await writeFile(place, parquet());
  expect((await referInput("test", place, { format: "parquet" })).reading.format).toBe("parquet");
  await expect(referInput("test", place, {})).rejects.toThrow("a Parquet file");
  await expect(referInput("test", join(folder, "rows.jsonl"), {})).rejects.toMatchObject({ code: "unsupported" });
  await writeFile(join(folder, "empty.csv"), "");
  await expect(referInput("test", join(folder, "empty.csv"), {})).rejects.toThrow("got an empty one");
});

test("how an input is read is checked", async () => {
  const refer = (reading: object) => referInput("test", join(folder, "rows.csv"), reading);
  await expect(refer({ delimitter: ";" })).rejects.toThrow(
    'test: reading: expected option "delimiter", got "delimitter"',
  );
  await expect(refer({ columns: [] })).rejects.toThrow("expected columns a list of columns' names");
  await expect(refer({ columns: ["y"] })).rejects.toThrow('expected column "x", got "y"');
  await expect(refer({ format: "arrow" })).rejects.toThrow('expected format one of "csv", "parquet"');
});

test("what a specification says of an input is checked", async () => {
  const place = join(folder, "checked.csv");
  await writeFile(place, text);
  const input = await referInput("test", place, {});
  const { reading } = input;
  const others: object[] = [
    { ...input, extra: 1 },
    { ...input, sha256: "x" },
    { ...input, reading: { ...reading, rows: 1e300 } },
    { ...input, reading: { ...reading, step: 0 } },
    { ...input, reading: { ...reading, bytes: [-1] } },
    { ...input, reading: { ...reading, bytes: "all" } },
    { ...input, reading: { ...reading, dialect: { delimiter: 7, header: true } } },
    { ...input, reading: { ...reading, dialect: { delimiter: ",", header: true, code: "x" } } },
    { ...input, reading: { ...reading, uneven: "ignore" } },
    { ...input, reading: { ...reading, format: "arrow" } },
  ];
  for (const other of others) expect(() => sent(other as InputReference)).toThrow(/^test.*: expected /);
  // Places that lead elsewhere are rows that are not there, or a row more or less, but nothing worse
  const astray = sent({ ...input, reading: { ...reading, bytes: [1e15, 1e15, 1e15, 1e15] } as typeof reading });
  await expect(readInputRows("test", astray, { begin: 0, count: 5 })).rejects.toMatchObject({ code: "invalid-data" });
});
