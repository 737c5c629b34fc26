import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createEngine, createScoreNetwork } from "langevin";
import { describeTable } from "../../../apps/main-job/describe-table.ts";
import { parseTable } from "../../../apps/main-job/parse-table.ts";
import { readTable } from "../../../apps/main-job/read-table.ts";
import { TableError } from "../../../apps/main-job/table.ts";
import { readZipcodes } from "../../../apps/main-job/zipcodes.ts";

const folder = mkdtempSync(join(tmpdir(), "read-table-"));
afterAll(() => rmSync(folder, { recursive: true }));

function read(content: string | Uint8Array, minRows = 2) {
  const path = join(folder, "table.csv");
  writeFileSync(path, content);
  return readTable(path, { minRows });
}

async function codeOf(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
  } catch (error) {
    if (error instanceof TableError) return error.code;
    throw error;
  }
  return "no error";
}

describe("separator and header", () => {
  it.each([
    ["comma", "a,b\n1,2.5\n3,4\n"],
    ["comma and blank", "a, b\n1, 2.5\n3, 4\n"],
    ["semicolon", "a;b\n1;2.5\n3;4\n"],
    ["semicolon with decimal comma", "a;b\n1;2,5\n3;4\n"],
    ["tab", "a\tb\n1\t2.5\n3\t4\n"],
    ["aligned blanks", "  a    b\n  1  2.5\n  3    4\n"],
    ["byte order mark", "\uFEFFa,b\n1,2.5\n3,4\n"],
    ["quotes", '"a","b"\n"1","2.5"\n"3","4"\n'],
    ["Windows line ends, no last one", "a,b\r\n1,2.5\r\n3,4"],
  ])("%s", async (_, content) => {
    const { columns, rows, integer, rowCount } = await read(content);
    expect({ columns, rows: [...rows], integer, rowCount }).toEqual({
      columns: ["a", "b"],
      rows: [1, 2.5, 3, 4],
      integer: [true, false],
      rowCount: 2,
    });
  });

  it("UTF-16 with a byte order mark", async () => {
    const table = await read(Buffer.from("\uFEFFa\tb\n1\t2.5\n3\t4\n", "utf16le"));
    expect([table.columns, [...table.rows]]).toEqual([
      ["a", "b"],
      [1, 2.5, 3, 4],
    ]);
  });

  it("names the columns of a file without a header, keeping its first row", async () => {
    const table = await read("1,x,2\n3,y,5\n4,z,9\n");
    expect(table.columns).toEqual(["column 1", "column 3"]);
    expect([...table.rows]).toEqual([1, 2, 3, 5, 4, 9]);
  });

  it("takes years for names where another name is a word", async () => {
    expect((await read("site,2019,2020\n7,6,4\n5,2,3\n")).columns).toEqual(["site", "2019", "2020"]);
  });

  it("keeps names unique and replaces empty ones", async () => {
    expect((await read("a,a,,d\n1,2,3,5\n4,5,7,6\n")).columns).toEqual(["a", "a (2)", "column 3", "d"]);
  });
});

describe("what is left out", () => {
  it("columns, with the reason", async () => {
    const header = "number,word,mixed,constant,empty,rare,good\n";
    const lines = [
      "0,x,1.5,7,,,1e3",
      "1,y,about 2,7,NA,,-2",
      "2,z,2.5,7,?,,.5",
      "3,x,2.75,7,.,4,4.",
      "4,x,2.8,7,nan,5,+5",
    ];
    const table = await read(header + lines.join("\n"));
    expect(table.columns).toEqual(["good"]);
    expect([...table.rows]).toEqual([1000, -2, 0.5, 4, 5]);
    expect(table.skippedColumns).toEqual([
      { name: "number", why: "row numbers" },
      { name: "word", why: "words, such as “x”" },
      { name: "mixed", why: "not a number in 1 of 5 rows, such as “about 2”" },
      { name: "constant", why: "constant (7)" },
      { name: "empty", why: "all empty" },
      { name: "rare", why: "missing in 3 of 5 rows" },
    ]);
  });

  it("rows with a missing, infinite or absent value, counted", async () => {
    const missing = ["?", ".", "-", "NA", "n/a", "NaN", "null", "None", "inf", "1e999", '""', ""].map(
      (word) => `0,${word}`,
    );
    const present = ["1,2", "10,20", "11,7"];
    const complete = [...present, ...Array.from({ length: 12 }, (_, i) => `${i},${i * i}`)];
    const table = await read(["a,b", ...missing, "6", ...complete].join("\n"));
    expect(table.droppedRows).toBe(missing.length + 1);
    expect([...table.rows.subarray(0, 6)]).toEqual([1, 2, 10, 20, 11, 7]);
    expect(table.rowCount).toBe(15);
  });

  it("a column that is constant once incomplete rows are gone", async () => {
    const table = await read("a,b,c\n5,1,1\n5,2,2\n5,3,4\n6,,5\n");
    expect(table.columns).toEqual(["b", "c"]);
    expect(table.skippedColumns).toEqual([{ name: "a", why: "constant (5) in the complete rows" }]);
  });
});

describe("refuses", () => {
  it.each([
    ["empty", "", "empty"],
    ["blank", " \n\n", "empty"],
    ["binary", new Uint8Array([80, 75, 0, 4, 0, 0, 1]), "binary"],
    ["words only", "a,b\nx,y\nu,v\n", "no-numeric-column"],
    ["constants only", "a,b\n1,2\n1,2\n", "no-numeric-column"],
    ["an open quote", 'a,b\n1,2\n3,"4\n5,6\n', "malformed"],
  ])("%s", async (_, content, code) => {
    expect(await codeOf(() => read(content))).toBe(code);
  });

  it("a missing file and a folder", async () => {
    expect(await codeOf(() => readTable(join(folder, "nothing.csv")))).toBe("not-found");
    expect(await codeOf(() => readTable(folder))).toBe("unreadable");
  });

  it("too few complete rows, naming the emptiest column", async () => {
    const lines = Array.from({ length: 60 }, (_, i) => `${i * i},${i < 15 ? "" : i}`);
    const content = ["a,b", ...lines].join("\n");
    await expect(read(content, 50)).rejects.toThrow(/45 complete rows of 60 \(b is missing in 15\); at least 50/);
    expect((await read(content, 45)).rowCount).toBe(45);
  });
});

describe("says what a file is that is no table, and what to do", () => {
  it.each([
    ["JSON rows", '[\n {"a": 1, "b": 2},\n {"a": 3, "b": 4}\n]', /is JSON, not a CSV file: write its rows as CSV/],
    ["JSON lines", '{"a": 1, "b": 2}\n{"a": 3, "b": 4}\n', /is JSON, not a CSV file/],
    ["JSON arrays", "[[1, 2], [3, 4]]", /is JSON, not a CSV file/],
    [
      "an Excel workbook",
      Buffer.from("PK\x03\x04\x14\x00\x06\x00", "latin1"),
      /an Excel workbook .*save its table as CSV/,
    ],
    ["a gzip file", Buffer.from("\x1f\x8b\x08\x00", "latin1"), /compressed by gzip, not a CSV file: unpack it/],
    ["a web page", "<!DOCTYPE html>\n<html><body>1,2</body></html>", /is a web page/],
  ])("%s", async (_, content, message) => {
    expect(await codeOf(() => read(content))).toBe("other-format");
    await expect(read(content)).rejects.toThrow(message);
  });

  it("but takes names in angle and square brackets for what they are", async () => {
    expect((await read("<DATE>,[open],<b>\n1,2.5,4\n3,4,1\n")).columns).toEqual(["<DATE>", "[open]", "<b>"]);
  });

  it("bytes that are no text, wherever they are", async () => {
    const lines = "1.5,2\n".repeat(100_000);
    await expect(read(lines + "\0")).rejects.toThrow(/is a binary file, not a text table \(byte 600,001 is 0\)/);
  });

  it("a device that never ends", async () => {
    async function* zeros(): AsyncGenerator<Uint8Array> {
      for (;;) yield new Uint8Array(65_536);
    }
    await expect(parseTable("/dev/zero", zeros())).rejects.toThrow("/dev/zero is a binary file, not a text table");
    let given = 0;
    async function* lines(): AsyncGenerator<Uint8Array> {
      for (;;) {
        given += 6e5;
        yield Buffer.from("1.5,2\n".repeat(1e5));
      }
    }
    await expect(parseTable("endless", lines(), { maxBytes: 2e6 })).rejects.toThrow("endless is larger than 2 MB");
    expect(given).toBeLessThan(3e6);
  });
});

it("a file beyond the limit is not even opened", async () => {
  const path = join(folder, "huge.csv");
  writeFileSync(path, "");
  truncateSync(path, 2e8); // of zeros, which would be refused as no text
  await expect(readTable(path)).rejects.toThrow(/is larger than 100 MB, too large to be learned at once: take some/);
});

describe("is as short as it can be about", () => {
  const long = "x".repeat(100_000);
  it("names and cells of a hundred thousand letters", async () => {
    const table = await read(`${long},b,c\n1,2,1.5\n3,${long},7\n`);
    const lines = describeTable("t.csv", table);
    for (const line of lines) expect(line.length).toBeLessThan(200);
    const error = await read(`${long},b\nu,v\nu,v\n`).catch((caught: Error) => caught);
    expect((error as Error).message.length).toBeLessThan(300);
  });

  it("thousands of columns, kept or left out", async () => {
    const names = Array.from({ length: 3000 }, (_, j) => `c${j}`);
    const row = (i: number) => names.map((_, j) => (j < 1500 ? (i === 2 ? j + 5 : i) : "word")).join(",");
    const lines = describeTable("t.csv", await read([names, row(1), row(2), row(3)].join("\n")));
    expect(lines.length).toBeLessThan(20);
    for (const line of lines) expect(line.length).toBeLessThan(250);
    expect(lines.at(-1)).toBe("  without 1,492 more columns, for such reasons"); // less the 8 above
  });
});

describe("says how it understood the file", () => {
  it("separator, decimal sign, header, first rows, and what is left out", async () => {
    const table = await read("größe;b;who\n1,5;2;Ann\n;3;Bob\n2,5;;Cid\n7,25;4;Dan\n1;5;Eve;odd\n");
    expect(describeTable("t.csv", table)).toEqual([
      "t.csv: 3 rows, 2 columns (größe, b)",
      "  read with semicolons between cells, decimal commas, names of columns in the first line",
      "  größe  b",
      "    1.5  2",
      "   7.25  4",
      "      1  5",
      "  without column who: words, such as “Ann”",
      "  without column column 4: words, such as “odd”",
      "  without 2 rows in which a value is missing (größe in 1, b in 1)",
      "  1 row with more or fewer cells than the first line: look at the rows above",
    ]);
  });

  it("a first line that was taken for a row", async () => {
    expect(describeTable("t.csv", await read("2000,2001\n1.5,1.75\n2.5,2\n")).slice(1, 4)).toEqual([
      "  read with commas between cells, no names of columns: the first line is a row of numbers",
      "  column 1  column 2",
      "      2000      2001",
    ]);
  });

  it("letters that are no UTF-8", async () => {
    const table = await read(Buffer.from("L\xe4nge,b\n1,2\n3,5\n", "latin1"));
    expect(describeTable("t.csv", table).at(-1)).toContain("no UTF-8");
  });
});

describe("numbers beyond all scales", () => {
  it.each([
    ["1e39", "numbers beyond 1e+30, such as 1e+39"],
    ["-1e200", "numbers beyond 1e+30, such as -1e+200"],
    ["1e308", "numbers beyond 1e+30, such as 1e+308"],
  ])("%s costs the column, not the job", async (value, why) => {
    const table = await read(`a,b\n1,2\n3,${value}\n4,7\n`);
    expect(table.columns).toEqual(["a"]);
    expect(table.skippedColumns).toEqual([{ name: "b", why }]);
  });

  it("differences that no f32 has", async () => {
    const { skippedColumns } = await read("a,b\n1,1e-170\n3,2e-170\n4,0\n");
    expect(skippedColumns).toEqual([{ name: "b", why: "numbers less than 1e-30 apart, from 0 to 2e-170" }]);
  });
});

it("refuses more columns than a network takes, which are 4,096, in a sentence", async () => {
  const table = (width: number) => {
    const row = (i: number) => Array.from({ length: width }, (_, j) => (i === 2 ? j + 5 : i)).join(",");
    return [row(1), row(2), row(3)].join("\n");
  };
  await expect(read(table(4097))).rejects.toThrow(/has 4,097 columns of numbers; at most 4,096 can be learned/);
  expect((await read(table(4096))).columns.length).toBe(4096);
  const engine = await createEngine({ threads: 1 });
  expect(() => createScoreNetwork(engine, { dim: 4097, hidden: [1] })).toThrow();
  expect(createScoreNetwork(engine, { dim: 4096, hidden: [1] }).dim).toBe(4096);
  engine.dispose();
});

describe("can be interrupted", () => {
  it.runIf(process.platform !== "win32")("while a pipe has no writer", async () => {
    const path = join(folder, "pipe");
    execFileSync("mkfifo", [path]);
    const interrupt = new AbortController();
    const reading = readTable(path, { signal: interrupt.signal });
    const outcome = reading.catch((error: Error) => error.name);
    setTimeout(() => interrupt.abort(), 100);
    expect(await outcome).toBe("AbortError");
    closeSync(openSync(path, "r+")); // lets go of the thread that waits for a writer
  });

  it("between any two pieces of a large file", async () => {
    const interrupt = new AbortController();
    let pieces = 0;
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (; pieces < 1000; pieces++) {
        if (pieces === 3) setTimeout(() => interrupt.abort());
        yield Buffer.from("1.5,2\n".repeat(50_000));
      }
    }
    await expect(parseTable("large", chunks(), { signal: interrupt.signal })).rejects.toThrow(/abort/i);
    expect(pieces).toBeLessThan(10);
  });
});

it("finds the same rows, however a file is cut into pieces", async () => {
  const text = ["a  b", ...Array.from({ length: 300 }, (_, i) => `  ${i * i}\t ${i % 7}.5  `)].join("\r\n");
  const bytes = Buffer.from(text);
  const whole = await parseTable("t", [bytes]);
  for (const size of [1, 7, 1000]) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, k) =>
      bytes.subarray(k * size, (k + 1) * size),
    );
    expect((await parseTable("t", pieces)).rows).toEqual(whole.rows);
  }
});

it("reads all 42,049 zip codes as (longitude, latitude)", async () => {
  const { rows, rowCount, columns } = await readZipcodes();
  expect([rowCount, columns]).toEqual([42049, ["longitude", "latitude"]]);
  expect([...rows.subarray(0, 2)]).toEqual([-72.637078, 40.922326]); // Holtsville, the first line
});
