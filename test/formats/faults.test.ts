import { describe, expect, test } from "vitest";
import { readTable, type TextTable } from "../../src/formats/index.ts";
import type { ReadOptions } from "../../src/formats/index.ts";

/** A table as names and rows. */
async function read(text: string | Uint8Array, options?: ReadOptions) {
  const table = await readTable(text, options);
  return { ...table, rows: rowsOf(table) };
}

function rowsOf({ columns }: TextTable): string[][] {
  return columns[0].map((_, i) => columns.map((cells) => cells[i]));
}

const bytes = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
const about = (table: TextTable) => table.notes.map((note) => note.about);
const option = (table: TextTable, name: string) => table.notes.find((note) => note.about === name)?.option;

describe("names", () => {
  test("years are names where all below is of another size", async () => {
    const table = await read("place,2000,2001\nA,1.5,1.7\nB,2.5,2.2\nC,2,2.1\n");
    expect(table.names).toEqual(["place", "2000", "2001"]);
    expect(table.rows).toEqual([["A", "1.5", "1.7"], ["B", "2.5", "2.2"], ["C", "2", "2.1"]]); // prettier-ignore
    expect(option(table, "header")).toBe("header");
  });

  test("a row of values among its kind is none", async () => {
    const table = await read("A,2000,2001\nB,1999,2003\nC,1980,1990\n");
    expect(table.names).toEqual(["column 1", "column 2", "column 3"]);
    expect(table.rows).toHaveLength(3);
    expect(table.dialect.header).toBe(false);
  });

  test("a matrix of pandas, without its index and with it", async () => {
    const plain = await read("0,1\n1.5,1.7\n2.5,2.2\n3.1,2.1\n");
    expect(plain.names).toEqual(["0", "1"]);
    expect(plain.rows).toEqual([["1.5", "1.7"], ["2.5", "2.2"], ["3.1", "2.1"]]); // prettier-ignore
    const indexed = await read(",0,1\n0,1.5,1.7\n1,2.5,2.2\n2,3.1,2.1\n");
    expect([indexed.names, indexed.rows]).toEqual([plain.names, plain.rows]);
    expect(indexed.dialect.rowNumbers).toEqual({ start: 0, name: "" });
    expect(option(indexed, "row numbers")).toBe("rowNumbers");
    const kept = await read(",0,1\n0,1.5,1.7\n1,2.5,2.2\n2,3.1,2.1\n", { rowNumbers: "keep" });
    expect(kept.names).toEqual(["column 1", "0", "1"]);
  });

  test("names that R wrote belong to the last cells", async () => {
    const table = await read('"temp","hum"\n"1",20.5,40\n"2",21.5,41\n"3",20.1,43\n');
    expect(table.names).toEqual(["temp", "hum"]);
    expect(table.rows).toEqual([["20.5", "40"], ["21.5", "41"], ["20.1", "43"]]); // prettier-ignore
    expect(table.dialect.rowNumbers).toEqual({ start: 1 });
    const cars = await read('"mpg" "cyl"\n"Mazda RX4" 21 6\n"Datsun 710" 22.8 4\n');
    expect(cars.names).toEqual(["column 1", "mpg", "cyl"]);
    expect(cars.rows).toEqual([["Mazda RX4", "21", "6"], ["Datsun 710", "22.8", "4"]]); // prettier-ignore
    expect(cars.dialect.delimiter).toBe(" ");
  });

  test("no names: numbers over numbers, words that come again", async () => {
    const numbers = await read("1.5,2\n2.5,3\n3.5,5\n");
    expect(numbers.names).toEqual(["column 1", "column 2"]);
    expect(numbers.rows).toHaveLength(3);
    const words = await read("p,x,s\ne,x,s\np,b,y\ne,b,s\np,x,y\n");
    expect(words.rows).toHaveLength(5);
    const named = await read("kind,cap,skin\ne,x,s\np,b,y\ne,b,s\np,x,y\n");
    expect(named.names).toEqual(["kind", "cap", "skin"]);
  });

  test("the option has the last word", async () => {
    expect((await read("a,b\n1,2\n3,4\n", { header: false })).rows[0]).toEqual(["a", "b"]);
    expect((await read("1,2\n3,4\n", { header: true })).names).toEqual(["1", "2"]);
  });

  test("repeated and empty names", async () => {
    const table = await read("x,x,,y,\n1,2,3,4,5\n2,3,4,5,6\n");
    expect(table.names).toEqual(["x", "x (2)", "column 3", "y", "column 5"]);
    expect(table.dialect.writtenNames).toEqual({ "x (2)": "x", "column 3": "", "column 5": "" });
  });

  test("names alone are a table without rows", async () => {
    const table = await readTable("a,b\n");
    expect([table.names, table.columns]).toEqual([["a", "b"], [[], []]]); // prettier-ignore
  });
});

describe("line ends", () => {
  test("alternating ends all end a row", async () => {
    const table = await read("a,b\r\n1,2\n3,5\r\n4,7\n5,8\r\n6,9\n7,11\r\n");
    expect(table.names).toEqual(["a", "b"]);
    expect(table.rows.map(([a]) => a)).toEqual(["1", "3", "4", "5", "6", "7"]);
    expect(about(table)).toContain("line ends");
  });
  test.each(["\n", "\r\n", "\r"] as const)("%j", async (end) => {
    const table = await read(["a,b", "1,2", "3,4", ""].join(end));
    expect(table.rows).toEqual([["1", "2"], ["3", "4"]]); // prettier-ignore
    expect(table.dialect.lineTerminator).toBe(end);
    expect(about(table)).not.toContain("line ends");
  });
  test("a CRLF header over LF rows", async () => {
    expect((await read("a,b\r\n1,2\n3,4\n5,6\n")).rows).toHaveLength(3);
  });
});

describe("delimiters", () => {
  test.each([
    ["menge;preis\n1.234;9,50\n985;8,25\n2.100;7,75\n", ";", ["985", "8,25"]],
    ["a;b\n1.234,56;9,50\n2.345,67;8,25\n3.456,78;7,75\n", ";", ["2.345,67", "8,25"]],
    ["1,5;2,5\n2,5;3,5\n4,5;1,5\n", ";", ["2,5", "3,5"]],
    ["a|b\n1|2\n3|4\n", "|", ["3", "4"]],
    ["a\tb c\n1\t2 3\n3\t4 5\n", "\t", ["3", "4 5"]],
    ["a b\n1   2\n3 4\n", " ", ["3", "4"]],
    ["id,tags\n1,a;b\n2,c;d\n3,e;f\n", ",", ["2", "c;d"]],
    ["name,text\n1,x | y\n2,z | w\n", ",", ["2", "z | w"]],
  ])("%j", async (text, delimiter, second) => {
    const table = await read(text);
    expect(table.dialect.delimiter).toBe(delimiter);
    expect(table.rows[1]).toEqual(second);
    expect(option(table, "delimiter")).toBe("delimiter");
  });

  test("a list of prices with commas in dates and numbers", async () => {
    const text = "Date;Price;Open\nMay 1, 2020,;29,439.0;30,104.0\nMay 2, 2021,;30,104.0;35,506.0\nMay 3, 2022,;35,508.0;37,662.0\n"; // prettier-ignore
    const table = await read(`\ufeff${text}`);
    expect(table.names).toEqual(["Date", "Price", "Open"]);
    expect(table.rows[0]).toEqual(["May 1, 2020,", "29,439.0", "30,104.0"]);
    expect(table.dialect.byteOrderMark).toBe(true);
  });

  test("one column: of words, and of decimal commas", async () => {
    expect((await read("city\nNew York\nParis\nSan Jose\n")).rows).toEqual([["New York"], ["Paris"], ["San Jose"]]);
    const prices = await read("preis\n9,50\n8,25\n7,75\n");
    expect([prices.names, prices.rows]).toEqual([["preis"], [["9,50"], ["8,25"], ["7,75"]]]);
  });

  test("a blank after each comma belongs to the delimiter", async () => {
    const table = await read("39, State-gov, 77516\n50, Private, 83311\n");
    expect(table.rows[0]).toEqual(["39", "State-gov", "77516"]);
    expect(table.dialect.skipInitialSpace).toBe(true);
  });

  test("the option has the last word", async () => {
    expect((await read("a;b,c\n1;2,3\n", { delimiter: "," })).names).toEqual(["a;b", "c"]);
  });
});

describe("lines above the table", () => {
  const rows = [["1", "2"], ["3", "5"], ["4", "7"]]; // prettier-ignore
  test.each([
    ["a title", "exported by X\na,b\n1,2\n3,5\n4,7\n", "lines above"],
    ["an address", "https://www.example.org\na,b\n1,2\n3,5\n4,7\n", "lines above"],
    ["several lines", "Report\n\nof today, by me, for you\n\na,b\n1,2\n3,5\n4,7\n", "lines above"],
    ["sep=", "sep=;\na;b\n1;2\n3;5\n4;7\n", "lines above"],
    ["comments", "# one\n# two, three\na,b\n1,2\n3,5\n4,7\n", "comments"],
    ["names in a comment", "# a,b\n1,2\n3,5\n4,7\n", "comments"],
    ["units", "a,b\nm,m/s\n1,2\n3,5\n4,7\n", "units"],
    ["units in brackets", "a,b\n[m],[°C]\n1,2\n3,5\n4,7\n", "units"],
  ])("%s", async (_, text, what) => {
    const table = await read(text);
    expect(table.names).toEqual(["a", "b"]);
    expect(table.rows).toEqual(rows);
    expect(about(table)).toContain(what);
  });

  test("a title that a spreadsheet filled up", async () => {
    const table = await read("Report,,\na,b,c\n1,2,3\n4,5,6\n");
    expect(table.names).toEqual(["a", "b", "c"]);
    expect(table.rows).toHaveLength(2);
  });

  test("lines are counted as in the file", async () => {
    const table = await read('exported by X\n\na,b\n1,2\n3,"x\ny"\n4,7\n');
    expect([...table.lines]).toEqual([4, 5, 7]);
  });

  test("NOAA's form: comments, no names, blanks", async () => {
    const table = await read("# Use of these data\n#\n#  decimal  average   days\n  1958   3    1958.2027   315.70\n  1958   4    1958.2877   317.45\n  1958   5    1958.3699   317.51\n"); // prettier-ignore
    expect(table.rows[1]).toEqual(["1958", "4", "1958.2877", "317.45"]);
    expect(table.dialect.commentChar).toBe("#");
  });

  test("a name that starts with # is no comment", async () => {
    expect((await read("#,Name\n1,Bulbasaur\n2,Ivysaur\n")).names).toEqual(["#", "Name"]);
    expect((await read("#chrom\tstart\nchr1\t100\nchr2\t200\n")).names).toEqual(["#chrom", "start"]);
  });

  test("a word in the first row is no unit", async () => {
    expect((await read("name,value\nAnna,abc\nBob,5\nCid,7\n")).rows).toHaveLength(3);
    expect((await read("a,b\nNA,2\n3,5\n4,7\n")).rows).toHaveLength(3);
  });

  test("the option has the last word", async () => {
    const table = await read("x,y\nfoo,bar\na,b\n1,2\n", { skipLines: 2 });
    expect(table.names).toEqual(["a", "b"]);
  });
});

describe("rows", () => {
  test("markers are cells as any other", async () => {
    expect((await read("a,b\n1,2\n***,5\n4,7\n5,9\n")).rows[1]).toEqual(["***", "5"]);
  });

  test("rows of separators and blank lines are none", async () => {
    const table = await read("a,b\n1,2\n3,5\n\n4,7\n,\n,\n,\n,\n");
    expect(table.rows).toEqual([["1", "2"], ["3", "5"], ["4", "7"]]); // prettier-ignore
    expect(table.notes.find((note) => note.about === "blank rows")!.text).toMatch(/^5 rows .*lines 4, 6, 7, …/);
  });

  test("uneven rows are filled up, or left out, or refused, and named", async () => {
    const text = "a,b,c\n1,2,3\n4,5\n6,7,8,9\n1,2,3,,\nSource: me\n";
    const table = await read(text);
    expect(table.rows).toEqual([["1", "2", "3"], ["4", "5", ""], ["1", "2", "3"]]); // prettier-ignore
    expect(table.notes.filter((note) => note.option === "uneven")).toHaveLength(3);
    await expect(read(text, { uneven: "error" })).rejects.toThrow(
      "readTable: expected 3 cells in every row, got 2 in line 3",
    );
  });

  test("names that come again are no row", async () => {
    expect((await read("a,b\n1,2\na,b\n3,4\n")).rows).toEqual([["1", "2"], ["3", "4"]]); // prettier-ignore
  });

  test("cells in quotes of either kind", async () => {
    const table = await read("a,b\n'x, y',1\n'z','2'\n'w','3'\n");
    expect(table.rows[0]).toEqual(["x, y", "1"]);
    expect(table.dialect.quoteChar).toBe("'");
  });
});

describe("encodings", () => {
  test("Windows-1252: names and cells", async () => {
    const table = await read(bytes("L\xe4nge;Stra\xdfe\n9,5;\x80\n8,5;b\n"));
    expect(table.names).toEqual(["Länge", "Straße"]);
    expect(table.rows[0]).toEqual(["9,5", "€"]);
    expect(table.dialect.encoding).toBe("windows-1252");
    expect(option(table, "encoding")).toBe("encoding");
  });
  test("UTF-8 with a mark and without", async () => {
    const text = "Länge,b\n1,ü\n";
    for (const mark of ["", "\ufeff"]) {
      const table = await read(new TextEncoder().encode(mark + text));
      expect(table.names).toEqual(["Länge", "b"]);
      expect([table.dialect.encoding, table.dialect.byteOrderMark]).toEqual(["utf-8", mark !== ""]);
    }
  });
  test("UTF-16 with a mark and without, of both orders", async () => {
    for (const big of [false, true])
      for (const mark of ["", "\ufeff"]) {
        const units = Array.from(`${mark}Länge,b\n1,2\n`, (sign) => sign.charCodeAt(0));
        const table = await read(Uint8Array.from(units.flatMap((unit) => big ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8]))); // prettier-ignore
        expect(table.names).toEqual(["Länge", "b"]);
        expect(table.dialect.encoding).toBe(big ? "utf-16be" : "utf-16le");
      }
  });
  test("the option has the last word", async () => {
    expect((await read(bytes("\xcc\xe0,b\n1,2\n"), { encoding: "windows-1251" })).names).toEqual(["Ма", "b"]);
    await expect(read("a", { encoding: "klingon" })).rejects.toThrow(
      'encoding a label of TextDecoder\'s, such as "utf-8"',
    );
  });
  test("damaged UTF-8 is said", async () => {
    const table = await read(bytes("\xc3\xa4,b\n1,\xff\n\xc3\xbc,2\n"));
    expect(table.names[0]).toBe("ä");
    expect(table.notes.map((note) => note.text)).toContain("1 character that utf-8 does not know became \ufffd");
  });
});
