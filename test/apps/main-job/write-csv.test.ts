import { parse } from "csv-parse/sync";
import { expect, it } from "vitest";
import { csvPieces } from "../../../apps/main-job/write-csv.ts";

const toCsv = (columns: string[], rows: Float64Array): string => [...csvPieces(columns, rows)].join("");

it("every f32 value comes back, those far from 0 in nine digits", () => {
  const values = Float32Array.of(0.1, 1 / 3, -80.1234567, 16777215, 3e-20, 1.5e30, 123456.789);
  const lines = toCsv(["x"], Float64Array.from(values)).trimEnd().split("\n").slice(1);
  expect(Float32Array.from(lines, Number)).toEqual(values);
  expect(lines[0]).toBe("0.100000001");
});

it("keeps what varies in a column far from 0", () => {
  const values = Float64Array.from({ length: 100 }, (_, i) => 1.7e9 + 0.01 * Math.sin(i));
  const lines = toCsv(["t"], values).trimEnd().split("\n").slice(1).map(Number);
  expect(new Set(lines).size).toBe(new Set(values).size);
  const lake = Float64Array.from({ length: 100 }, (_, i) => 1e6 + 0.01 * Math.sin(i));
  toCsv(["level"], lake)
    .trimEnd()
    .split("\n")
    .slice(1)
    .forEach((line, i) => expect(Math.abs(Number(line) - lake[i])).toBeLessThan(0.02 * 1e-8));
});

it("keeps a whole number beyond nine digits", () => {
  expect(toCsv(["t"], Float64Array.of(1700000000123))).toBe("t\n1700000000123\n");
});

it("names with separators, quotes, line ends and blanks survive a reader", () => {
  const names = ["a,b", 'say "x"', "two\nlines", " blank ", "plain"];
  expect(parse(toCsv(names, Float64Array.of(1, 2, 3, 4, 5)))).toEqual([names, ["1", "2", "3", "4", "5"]]);
});

it("pieces are whole lines, and together all rows", () => {
  const rows = Float64Array.from({ length: 2 * 12_345 }, (_, i) => i);
  const pieces = [...csvPieces(["a", "b"], rows)];
  expect(pieces.length).toBeGreaterThan(3);
  for (const piece of pieces) expect(piece.endsWith("\n")).toBe(true);
  expect(pieces.join("").trimEnd().split("\n").slice(1).join(",")).toBe(rows.join(","));
});
