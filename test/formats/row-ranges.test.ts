import fc from "fast-check";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import type { DataTable } from "../../src/data/data-table.ts";
import type { RangedFile } from "../../src/data/ranged-file.ts";
import { indexText } from "../../src/formats/index-text.ts";
import type { ReadOptions } from "../../src/formats/read-options.ts";
import { indexParquet, numbersOf, readRowRange } from "../../src/formats/row-ranges.ts";
import { RowPlaces } from "../../src/formats/row-places.ts";
import { readParquet } from "../../src/formats/parquet.ts";
import { readTable } from "../../src/formats/read-table.ts";
import type { TextReading } from "../../src/formats/table-reading.ts";

/** A file in memory that counts what is read of it. */
class Memory implements RangedFile {
  bytesRead = 0;
  private readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
  get size(): number {
    return this.bytes.length;
  }
  read(begin: number, end: number): Promise<Uint8Array> {
    this.bytesRead += end - begin;
    return Promise.resolve(this.bytes.slice(begin, end));
  }
}

async function* piecesOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const index = (bytes: Uint8Array, size = 7, options: ReadOptions = {}, columns?: string[]) =>
  indexText("test", piecesOf(bytes, size), options, columns);

/** All rows, read in pieces of so many rows. */
async function inPieces(file: RangedFile, reading: TextReading, count: number): Promise<DataTable> {
  const columns: unknown[][] = reading.columns.map(() => []);
  for (let begin = 0; begin < reading.rows; begin += count) {
    const part = await readRowRange("test", file, reading, begin, Math.min(reading.rows, begin + count));
    expect(part.names).toEqual(reading.columns);
    part.columns.forEach((cells, c) => columns[c].push(...cells));
  }
  return { names: reading.columns, columns } as DataTable;
}

/** Compares all rows in pieces with the table read whole, and places with lines found by hand. */
async function check(bytes: Uint8Array, size: number, options: ReadOptions = {}): Promise<TextReading> {
  const whole = await readTable(bytes, options);
  const reading = await index(bytes, size, options);
  expect([reading.rows, reading.columns]).toEqual([whole.lines.length, whole.names]);
  expect(reading.bytes).toHaveLength(Math.ceil(reading.rows / reading.step));
  for (const count of [1 + Math.floor(reading.rows / 3), 257]) {
    const { columns } = await inPieces(new Memory(bytes), reading, count);
    expect(columns).toEqual(whole.columns);
  }
  return reading;
}

const cell = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[a-z0-9.]{0,5}$/) },
  fc.constantFrom('"a\nb"', '"a\r\nb"', '"a\rb"', '"say ""hi"", then"', '"x,y"', '" "', "é", "日本", "\u{1f600}", '"a\n\nb,"""', "NA", 'in"ner', "\ufeffx"), // prettier-ignore
);

test("a text cut anywhere is the text read whole: quoted line ends, comments, blank and uneven rows", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 40 }),
      fc.constantFrom("\n", "\r\n", "\r"),
      fc.array(fc.constantFrom("", "# note", "only", "a,b", "1,2,3,4", "alpha,beta,gamma"), { maxLength: 4 }),
      fc.integer({ min: 1, max: 60 }),
      fc.boolean(),
      async (rows, end, others, size, mark) => {
        const body = rows.map((cells) => cells.join(","));
        others.forEach((line, i) => body.splice((7 * i) % (body.length + 1), 0, line));
        // More rows than are between two places
        const many = Array.from({ length: Math.ceil(700 / body.length) }, () => body).flat();
        const text = `${mark ? "\ufeff" : ""}alpha,beta,gamma${end}${many.join(end)}${end}`;
        const options = { delimiter: ",", comment: "#", header: true, quote: '"' };
        const reading = await check(utf8(text), size, options);
        if (reading.rows > 256) expect(reading.bytes.length).toBeGreaterThan(1);
      },
    ),
    { numRuns: 25 },
  );
});

test("what the first lines decide does not depend on where they are cut: rows of 3 and 4 cells, as many of each", async () => {
  const text = "alpha,beta,gamma\r\n" + '1,2,3,4\r\n\r\n,in"ner,\r\n'.repeat(400);
  const options = { delimiter: ",", comment: "#", header: true, quote: '"' };
  const names = [];
  for (const size of [1, 2, 1000, 1e6]) names.push((await index(utf8(text), size, options)).names);
  for (const some of names) expect(some).toEqual(names[0]);
  await check(utf8(text), 1, options);
});

test.each([
  ["no header, a byte order mark", "\ufeff1,2\n3,4\n5,6\n"],
  ["a column that counts rows", ",a,b\n0,1,x\n1,2,y\n2,3,z\n3,4,u\n"],
  ["semicolons, commas in numbers", "a;b\n1,5;x\n2,5;y\n3,25;z\n"],
  ["no line end at the end", "a,b\n1,2\n3,4"],
  ["sep=", "sep=;\na;b\n1;2\n3;4\n"],
  ["units below the names", "time,speed\ns,m/s\n1,2\n2,3\n3,4\n"],
  ["a title above", "Report 2020,,\nname,x,y\na,1,2\nb,2,3\nc,3,4\n"],
  ["blanks between cells", "a  b   c\n1   2 3\n4 5    6\n"],
  ["names alone", "a,b\n"],
])("%s", async (_, text) => {
  for (const size of [1, 3, 1000]) await check(utf8(text), size);
});

test("Windows-1252 that shows late, and other encodings of bytes", async () => {
  const late = utf8(`name,x\n${"plain,1\n".repeat(600)}`);
  const latin = Buffer.concat([late, Buffer.from("caf\xe9,2\nend,3\n", "latin1"), late.subarray(7)]);
  expect((await check(new Uint8Array(latin), 100)).dialect.encoding).toBe("windows-1252");
  const shiftJis = Buffer.concat([Buffer.from("name,x\n"), ...Array.from({ length: 600 }, () => Buffer.from([0x83, 0x5c, 0x95, 0x5c, 0x2c, 0x31, 0x0a]))]); // prettier-ignore
  const reading = await check(new Uint8Array(shiftJis), 11, { encoding: "shift_jis" });
  const { columns } = await readRowRange("test", new Memory(new Uint8Array(shiftJis)), reading, 599, 600);
  expect(columns).toEqual([["ソ表"], ["1"]]);
});

test("UTF-16 is refused, for its line ends are not found by bytes", async () => {
  const text = Buffer.from("\ufeffa,b\n1,2\n3,4\n", "utf16le");
  await expect(index(new Uint8Array(text))).rejects.toMatchObject({ code: "unsupported" });
});

test("only what is near the rows is read", async () => {
  const row = (i: number) => `${i},"${"x".repeat(200)}\n${i}"\n`;
  const bytes = utf8(`a,b\n${Array.from({ length: 20_000 }, (_, i) => row(i)).join("")}`);
  const reading = await index(bytes, 1 << 16);
  const file = new Memory(bytes);
  const { columns } = await readRowRange("test", file, reading, 15_000, 15_010);
  expect(columns[0]).toEqual(Array.from({ length: 10 }, (_, i) => String(15_000 + i)));
  expect(bytes.length).toBeGreaterThan(3 << 20);
  expect(file.bytesRead).toBeLessThanOrEqual(1 << 20);
});

test("places grow apart in long files", () => {
  const places = new RowPlaces();
  const rows = 5 * 256 * 16384;
  for (let begin = 0; begin < rows; begin += 4096)
    for (const row of places.rowsIn(begin, begin + 4096)) places.add(10 * row, row + 2);
  const { step, bytes, lines } = places;
  expect([step, bytes.length]).toEqual([2048, rows / 2048]);
  expect(bytes).toEqual(bytes.map((_, i) => 10 * 2048 * i));
  expect(lines).toEqual(lines.map((_, i) => 2048 * i + 2));
});

test("columns by name, in the order that is asked for", async () => {
  const bytes = utf8("a,b,c\n1,2,3\n4,5,6\n");
  const reading = await index(bytes, 5, {}, ["c", "a"]);
  const table = await readRowRange("test", new Memory(bytes), reading, 1, 2);
  expect(table).toEqual({ names: ["c", "a"], columns: [["6"], ["4"]] });
  await expect(index(bytes, 5, {}, ["A1"])).rejects.toThrow('test: expected column "a", got "A1"');
  await expect(index(bytes, 5, {}, ["a", "a"])).rejects.toThrow('got "a" twice');
});

describe("numbers", () => {
  test("a column's style is that of the whole file, not of the piece", async () => {
    // Alone, "1.234" would be a number with a decimal point
    const text = `x;y\n${"1.234;1,5\n".repeat(300)}1.234.567;2,5\n${";NaN\n?;NA\n"}`;
    const reading = await index(utf8(text));
    const numbers = async (begin: number, end: number) =>
      numbersOf("test", reading, await readRowRange("test", new Memory(utf8(text)), reading, begin, end), begin);
    expect([...(await numbers(0, 1))]).toEqual([1234, 1.5]);
    expect([...(await numbers(299, 302))]).toEqual([1234, 1.5, 1234567, 2.5, NaN, NaN]);
  });

  test("a cell that is none is named by its row of the whole file", async () => {
    const text = `x,y\n${"1,2\n".repeat(400)}3,four\n`;
    const reading = await index(utf8(text));
    const table = await readRowRange("test", new Memory(utf8(text)), reading, 399, 401);
    expect(() => numbersOf("test", reading, table, 399)).toThrow(
      'test: row 400, column "y": expected a number, got "four"',
    );
  });
});

test("rows that are not there, and files that are others", async () => {
  const bytes = utf8("a,b\n1,2\n3,4\n");
  const reading = await index(bytes);
  for (const [begin, end] of [[0, 3], [-1, 1], [2, 1], [NaN, 1]] as const)
    await expect(readRowRange("test", new Memory(bytes), reading, begin, end)).rejects.toMatchObject({ code: "invalid-argument" }); // prettier-ignore
  await expect(readRowRange("test", new Memory(bytes.subarray(0, 7)), reading, 0, 2)).rejects.toThrow(
    "expected 2 rows",
  );
  expect((await readRowRange("test", new Memory(bytes), reading, 1, 1)).columns).toEqual([[], []]);
});

describe("Parquet", () => {
  const count = 1000;
  const values = Float64Array.from({ length: count }, (_, i) => (i % 10 === 3 ? NaN : i / 8));
  const texts = Array.from({ length: count }, (_, i) => (i % 7 === 0 ? null : `text ${i}`));
  const bytes = new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: "x", data: values, type: "DOUBLE" },
        { name: "t", data: texts, type: "STRING", nullable: true },
        { name: "y", data: values.map((value) => -value), type: "DOUBLE" },
      ],
      rowGroupSize: 250,
    }),
  );

  test("four row groups in three pieces are one call, and columns are taken by name", async () => {
    const columns: unknown[][] = [[], [], []];
    for await (const part of await readParquet(bytes)) part.columns.forEach((cells, c) => columns[c].push(...cells));
    const reading = await indexParquet("test", new Memory(bytes), ["y", "x", "t"]);
    expect(reading).toEqual({ format: "parquet", rows: count, columns: ["y", "x", "t"] });
    const pieces: unknown[][] = [[], [], []];
    for (const [begin, end] of [
      [0, 334],
      [334, 668],
      [668, 1000],
    ] as const) {
      const part = await readRowRange("test", new Memory(bytes), reading, begin, end);
      part.columns.forEach((cells, c) => pieces[c].push(...cells));
    }
    expect(pieces).toEqual([columns[2], columns[0], columns[1]]);
  });

  test("gaps are NaN", async () => {
    const reading = await indexParquet("test", new Memory(bytes), ["x", "y"]);
    const table = await readRowRange("test", new Memory(bytes), reading, 251, 255);
    expect([...numbersOf("test", reading, table, 251)]).toEqual([31.375, -31.375, 31.5, -31.5, NaN, NaN, 31.75, -31.75]); // prettier-ignore
  });

  test("only the row groups of the rows are read", async () => {
    const big = new Uint8Array(
      parquetWriteBuffer({
        columnData: [{ name: "x", data: Float64Array.from({ length: 400_000 }, (_, i) => i), type: "DOUBLE", encoding: "PLAIN" }], // prettier-ignore
        rowGroupSize: 100_000,
        codec: "UNCOMPRESSED",
      }),
    );
    const file = new Memory(big);
    const reading = await indexParquet("test", file);
    file.bytesRead = 0;
    const { columns } = await readRowRange("test", file, reading, 150_000, 150_003);
    expect(columns).toEqual([[150_000, 150_001, 150_002]]);
    expect(big.length).toBeGreaterThan(3_200_000);
    expect(file.bytesRead).toBeLessThan(1_400_000); // a group, and the half megabyte at the end where the file describes itself
  });

  test("a file that is none", async () => {
    await expect(indexParquet("test", new Memory(utf8("PAR1 and no more")))).rejects.toMatchObject({ code: "invalid-data" }); // prettier-ignore
  });
});
