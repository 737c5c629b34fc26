import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
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

function codeOf(run: () => unknown): string {
  try {
    run();
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
  ])("%s", (_, content) => {
    const { columns, rows, integer, rowCount } = read(content);
    expect({ columns, rows: [...rows], integer, rowCount }).toEqual({
      columns: ["a", "b"],
      rows: [1, 2.5, 3, 4],
      integer: [true, false],
      rowCount: 2,
    });
  });

  it("UTF-16 with a byte order mark", () => {
    const table = read(Buffer.from("\uFEFFa\tb\n1\t2.5\n3\t4\n", "utf16le"));
    expect([table.columns, [...table.rows]]).toEqual([
      ["a", "b"],
      [1, 2.5, 3, 4],
    ]);
  });

  it("names the columns of a file without a header, keeping its first row", () => {
    const table = read("1,x,2\n3,y,5\n4,z,9\n");
    expect(table.columns).toEqual(["column 1", "column 3"]);
    expect([...table.rows]).toEqual([1, 2, 3, 5, 4, 9]);
  });

  it("takes years for names where another name is a word", () => {
    expect(read("site,2019,2020\n7,6,4\n5,2,3\n").columns).toEqual(["site", "2019", "2020"]);
  });

  it("keeps names unique and replaces empty ones", () => {
    expect(read("a,a,,d\n1,2,3,5\n4,5,7,6\n").columns).toEqual(["a", "a (2)", "column 3", "d"]);
  });
});

describe("what is left out", () => {
  it("columns, with the reason", () => {
    const header = "number,word,mixed,constant,empty,rare,good\n";
    const lines = [
      "0,x,1.5,7,,,1e3",
      "1,y,about 2,7,NA,,-2",
      "2,z,2.5,7,?,,.5",
      "3,x,2.75,7,.,4,4.",
      "4,x,2.8,7,nan,5,+5",
    ];
    const table = read(header + lines.join("\n"));
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

  it("rows with a missing, infinite or absent value, counted", () => {
    const missing = ["?", ".", "-", "NA", "n/a", "NaN", "null", "None", "inf", "1e999", '""', ""].map(
      (word) => `0,${word}`,
    );
    const present = ["1,2", "10,20", "11,7"];
    const complete = [...present, ...Array.from({ length: 12 }, (_, i) => `${i},${i * i}`)];
    const table = read(["a,b", ...missing, "6", ...complete].join("\n"));
    expect(table.droppedRows).toBe(missing.length + 1);
    expect([...table.rows.subarray(0, 6)]).toEqual([1, 2, 10, 20, 11, 7]);
    expect(table.rowCount).toBe(15);
  });

  it("a column that is constant once incomplete rows are gone", () => {
    const table = read("a,b,c\n5,1,1\n5,2,2\n5,3,4\n6,,5\n");
    expect(table.columns).toEqual(["b", "c"]);
    expect(table.skippedColumns).toEqual([{ name: "a", why: "constant (5) in the complete rows" }]);
  });
});

describe("refuses", () => {
  it.each([
    ["empty", "", "empty"],
    ["blank", " \n\n", "empty"],
    ["binary", new Uint8Array([80, 75, 3, 4, 0, 0, 1]), "binary"],
    ["words only", "a,b\nx,y\nu,v\n", "no-numeric-column"],
    ["constants only", "a,b\n1,2\n1,2\n", "no-numeric-column"],
    ["an open quote", 'a,b\n1,2\n3,"4\n5,6\n', "malformed"],
  ])("%s", (_, content, code) => {
    expect(codeOf(() => read(content))).toBe(code);
  });

  it("a missing file and a folder", () => {
    expect(codeOf(() => readTable(join(folder, "nothing.csv")))).toBe("not-found");
    expect(codeOf(() => readTable(folder))).toBe("unreadable");
  });

  it("too few complete rows, naming the emptiest column", () => {
    const lines = Array.from({ length: 60 }, (_, i) => `${i * i},${i < 15 ? "" : i}`);
    const content = ["a,b", ...lines].join("\n");
    expect(() => read(content, 50)).toThrow(/45 complete rows of 60 \(b is missing in 15\); at least 50/);
    expect(read(content, 45).rowCount).toBe(45);
  });
});

it("reads all 42,049 zip codes as (longitude, latitude)", () => {
  const { rows, rowCount, columns } = readZipcodes();
  expect([rowCount, columns]).toEqual([42049, ["longitude", "latitude"]]);
  expect([...rows.subarray(0, 2)]).toEqual([-72.637078, 40.922326]); // Holtsville, the first line
});
