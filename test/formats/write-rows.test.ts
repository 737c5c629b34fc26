import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cell, DataTable } from "../../src/data/data-table.ts";
import * as formats from "../../src/formats/index.ts";
import { readRows, readTable, tableFormatOf, writeRows, type TableDialect, type WriteOptions } from "../../src/formats/index.ts"; // prettier-ignore

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: number[] = [];
  for await (const piece of pieces) for (const byte of piece) all.push(byte);
  return Uint8Array.from(all);
}

async function write(table: DataTable, options?: WriteOptions): Promise<string> {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await bytesOf(writeRows(table, options)));
}

async function gather(reader: formats.TypedReader): Promise<DataTable> {
  const columns: Cell[][] = reader.names.map(() => []);
  for await (const chunk of reader) for (const [j, cells] of chunk.columns.entries()) columns[j].push(...cells);
  return { names: reader.names, columns };
}

const latin = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
const utf8 = (text: string) => new TextEncoder().encode(text);

describe("what was read is written to the byte", () => {
  test.each([
    ["commas", utf8("a,b\n1,x\n2,y\n")],
    ["semicolons, CRLF, decimal commas", utf8("a;b\r\n1,5;x\r\n2,5;y\r\n")],
    ["old Macs' line ends", utf8("a,b\r1,x\r2,y\r")],
    ["tabs", utf8("a\tb\n1\tx\n2\ty\n")],
    ["bars", utf8("a|b\n1|x\n2|y\n")],
    ["no last line end", utf8("a,b\n1,x\n2,y")],
    ["a byte order mark", utf8("\ufeffa,b\n1,ü\n2,y\n")],
    ["Windows-1252", latin("L\xe4nge;b\r\n1,5;\x80\r\n2,5;\xdf\r\n")],
    ["UTF-16", Uint8Array.from(Array.from("\ufeffä,b\n1,x\n2,y\n").flatMap((sign) => [sign.charCodeAt(0) & 255, sign.charCodeAt(0) >> 8]))], // prettier-ignore
    ["no names", utf8("1,2\n3,4\n5,6\n")],
    ["names of nothing and of two columns", utf8("x,x,,y\n1,2,3,4\n2,3,4,5\n")],
    ["quotes that are needed", utf8('a,b\n"x, y",1\n"say ""hi""",2\n"two\nlines",3\n')],
    ["quotes around all", utf8('"a","b"\n"1","x"\n"2","y"\n')],
    ["quotes around words", utf8('"a","b"\n1,"x"\n2,"y"\n3,"z"\n')],
    ["a blank after commas", utf8("39, State-gov, 77516\n50, Private, 83311\n")],
    ["an index of pandas", utf8(",u,v\n0,1.5,1.7\n1,2.5,2.2\n2,3.1,2.1\n")],
    ["units", utf8("a,b\nm,m/s\n1,2\n3,5\n4,7\n")],
    ["gaps", utf8("a,b\n1,\n,x\n2,y\n")],
    ["quotes of one stroke", utf8("a,b\n'x, y',1\n'z, w',2\n")],
  ])("%s", async (_, bytes) => {
    const { names, columns, dialect } = await readTable(bytes);
    expect(await bytesOf(writeRows({ names, columns }, { dialect }))).toEqual(bytes);
  });

  test("chunks are written as one table", async () => {
    const text = "a,b\n1,x\n2,y\n3,z\n";
    const reader = await readRows(text, { chunkRows: 2 });
    expect(new TextDecoder().decode(await bytesOf(writeRows(reader, { dialect: reader.dialect })))).toBe(text);
  });

  test("any cells come back", async () => {
    const cell = fc
      .string({ unit: fc.constantFrom(..."ab1 ,;\t|\"'\n\r#%=-.ä"), maxLength: 8 })
      .map((text) => text.trim());
    const dialects: TableDialect[] = [
      { delimiter: ",", header: true },
      { delimiter: ";", header: true, lineTerminator: "\r\n", quoting: "nonNumeric" },
      { delimiter: " ", header: true, commentChar: "#" },
      { delimiter: ",", header: true, skipInitialSpace: true, quoting: "all" },
      { delimiter: "|", header: true, encoding: "utf-16le", finalLineEnd: false, byteOrderMark: true },
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { maxLength: 12 }),
        fc.constantFrom(...dialects),
        async (rows, dialect) => {
          // prettier-ignore
          const kept = rows.filter(([a, b]) => a + b !== "" && a !== "first");
          const table = { names: ["first", "second"], columns: [kept.map(([a]) => a), kept.map(([, b]) => b)] };
          const { delimiter, commentChar: comment, encoding } = dialect;
          const options = { delimiter, header: true, skipLines: 0, quote: '"', comment: comment ?? "", ...(encoding && { encoding }) }; // prettier-ignore
          const back = await readTable(await bytesOf(writeRows(table, { dialect })), options);
          const units = back.dialect.units ? [back.dialect.units] : [];
          expect([...units.map(([a]) => a), ...back.columns[0]]).toEqual(table.columns[0]);
          expect([...units.map(([, b]) => b), ...back.columns[1]]).toEqual(table.columns[1]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("writeRows", () => {
  const table = { names: ["n", "b", "d", "i", "t"], columns: [[1.5, null, -2], [true, null, false], [new Date(0), null, new Date(86400000)], [1, 2, null], ["x", null, "z;"]] }; // prettier-ignore

  test("cells of every type as text", async () => {
    expect(await write(table)).toBe(
      "n,b,d,i,t\n1.5,true,1970-01-01T00:00:00.000Z,1,x\n,,,2,\n-2,false,1970-01-02T00:00:00.000Z,,z;\n",
    );
    expect(await write({ names: ["a"], columns: [[NaN, 1e21, 12345678901234567890n]] })).toBe(
      "a\n\n1e+21\n12345678901234567890\n".replace("a\n\n", "a\n\n"),
    );
  });

  test("tabs whatever the dialect says", async () => {
    expect(await write({ names: ["a", "b"], columns: [[1], ["x,y"]] }, { format: "tsv" })).toBe("a\tb\n1\tx,y\n");
  });

  test("a character that the encoding does not have is named", async () => {
    const dialect = { delimiter: ",", header: true, encoding: "windows-1252" };
    await expect(write({ names: ["a"], columns: [["→"]] }, { dialect })).rejects.toThrow(
      'writeRows: expected characters of windows-1252, got "→"',
    );
  });

  test("a delimiter in a cell where there are no quotes is refused", async () => {
    const dialect = { delimiter: ",", header: true, quoteChar: "" };
    await expect(write({ names: ["a"], columns: [["x,y"]] }, { dialect })).rejects.toThrow('got "x,y"');
  });

  test("JSON Lines and JSON, and back", async () => {
    const text = await write(table, { format: "jsonl" });
    expect(text.split("\n")[1]).toBe('{"n":null,"b":null,"d":null,"i":2,"t":null}');
    const back = await gather(await formats.readJsonLines(text));
    expect(back).toEqual({ ...table, columns: table.columns.map((cells) => cells.map((cell) => cell instanceof Date ? cell.toISOString() : cell)) }); // prettier-ignore
    expect(await gather(await formats.readJsonArray(await write(table, { format: "json" })))).toEqual(back);
  });

  test.each(["parquet", "arrow"] as const)("%s, and back with the types", async (format) => {
    const bytes = await bytesOf(writeRows(table, { format }));
    const reader = await (format === "parquet" ? formats.readParquet(bytes) : formats.readArrow(bytes));
    expect(await gather(reader)).toEqual(table);
  });

  test.each(["parquet", "arrow"] as const)("%s: a column of several types is refused", async (format) => {
    const mixed = { names: ["a"], columns: [[1, "x"]] };
    await expect(bytesOf(writeRows(mixed, { format }))).rejects.toThrow('one type in column "a", got integer and text');
  });

  test("what is no Parquet and no Arrow is refused in a sentence", async () => {
    await expect(formats.readParquet(utf8("hello, world"))).rejects.toThrow("readParquet: expected a Parquet file");
    await expect(formats.readArrow(utf8("hello, world"))).rejects.toThrow("readArrow: expected an Arrow file");
  });

  test("formats by names", () => {
    expect(["a.CSV", "b.tsv", "c.ndjson", "d.pq", "e.feather", "f.csv.gz", "csv"].map(tableFormatOf)).toEqual([
      ...["csv", "tsv", "jsonl", "parquet", "arrow", undefined, undefined],
    ]);
  });
});

describe("JSON", () => {
  test("keys that are absent are gaps; lists are their text", async () => {
    const table = await gather(await formats.readJsonLines('{"a":1,"b":[1,2]}\r\n\n{"a":null,"c":true}'));
    expect(table).toEqual({ names: ["a", "b", "c"], columns: [[1, null], ["[1,2]", null], [null, true]] }); // prettier-ignore
  });
  test.each([
    ['{"a":1}\n{"a":', "expected a JSON object in line 2"],
    ["[1]\n", "expected a JSON object in line 1, got an array of 1"],
    ["\n", "expected objects with keys, got none"],
  ])("%j is refused", async (text, message) => {
    await expect(formats.readJsonLines(text)).rejects.toThrow(message);
  });
  test("a key after the head is named with its line", async () => {
    const text = '{"a":1}\n'.repeat(1000) + '{"b":2}\n';
    await expect(formats.readJsonLines(text).then(gather)).rejects.toThrow('got "b" in line 1001');
  });
});
