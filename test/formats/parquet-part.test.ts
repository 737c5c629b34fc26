import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import {
  openParquetPart,
  parquetPartWriter,
  type PartColumn,
  type PartValues,
} from "../../src/formats/parquet-part.ts";

const columns = (["float", "double", "integer", "number", "boolean", "text"] as const).map((type): PartColumn => ({
  name: `a ${type}`,
  type,
}));

/** Values of every type, with gaps where a type has them. */
function values(count: number): PartValues[] {
  const gaps = <T>(make: (i: number) => T) => Array.from({ length: count }, (_, i) => (i % 5 === 3 ? null : make(i)));
  return [
    Float32Array.from({ length: count }, (_, i) => Math.sin(i)),
    Float64Array.from({ length: count }, (_, i) => Math.cos(i)),
    gaps((i) => BigInt(i) * 2n ** 40n - 7n),
    gaps((i) => (i % 7 === 0 ? -Infinity : i / 3)),
    gaps((i) => i % 3 === 0),
    gaps((i) => ["", "plain", "é\n,\"", "null"][i % 4]),
  ]; // prettier-ignore
}

async function written(pieces: readonly number[]): Promise<Uint8Array> {
  const writer = await parquetPartWriter("test", columns);
  for (const count of pieces) writer.add(values(count));
  return writer.finish({ "langevin.runId": "abc", more: "é" });
}

const inMemory = (bytes: Uint8Array) => ({
  size: bytes.length,
  read: (begin: number, end: number) => Promise.resolve(bytes.subarray(begin, end)),
});

test("a part gives any rows back, with their types and the texts in its footer", async () => {
  const part = await openParquetPart("test", inMemory(await written([40, 25])));
  expect(part.columns).toEqual(columns);
  expect(part.rows).toBe(65);
  expect(Object.fromEntries(part.metadata)).toEqual({ "langevin.runId": "abc", more: "é" });
  const whole = values(40).map((first, c) => [...first, ...values(25)[c]]);
  for (const [begin, end] of [
    [0, 65],
    [0, 40],
    [39, 42],
    [64, 65],
    [7, 8],
  ])
    // prettier-ignore
    expect((await part.read(begin, end)).map((each) => Array.from(each))).toEqual(whole.map((each) => each.slice(begin, end)));
});

test("a part is plain, uncompressed, without statistics, in groups of what is added, and the same bytes each time", async () => {
  const bytes = await written([100_000, 3]);
  const { row_groups: groups, created_by: by } = parquetMetadata(bytes.slice().buffer);
  expect(groups.map((group) => Number(group.num_rows))).toEqual([100_000, 3]);
  for (const { meta_data: data } of groups.flatMap((group) => group.columns)) {
    expect(data!.codec).toBe("UNCOMPRESSED");
    expect(data!.statistics).toBeUndefined();
    expect(data!.encodings.filter((encoding) => encoding.includes("DICTIONARY"))).toEqual([]);
  }
  expect(by).toBe("langevin");
  expect(Buffer.compare(await written([100_000, 3]), bytes)).toBe(0);
  const [row] = await parquetReadObjects({ file: bytes.slice().buffer, rowStart: 1, rowEnd: 2 });
  expect(row).toEqual(Object.fromEntries(columns.map(({ name }, c) => [name, values(2)[c][1]])));
});

test("what is no such part is refused", async () => {
  const bytes = await written([10]);
  for (const bad of [new Uint8Array(0), new Uint8Array(100), bytes.subarray(0, -1), bytes.subarray(5)])
    await expect(openParquetPart("test", inMemory(bad)).then((part) => part.read(0, part.rows))).rejects.toMatchObject({
      code: "invalid-file",
    });
});
