import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isMissing, isMissingNumber } from "../../src/formats/missing.ts";
import {
  NumberEvidence,
  numberStyles,
  parseNumber,
  type GivenStyle,
  type NumberStyle,
} from "../../src/formats/numbers.ts";

const english: NumberStyle = { decimalChar: ".", groupChar: "," };
const german: NumberStyle = { decimalChar: ",", groupChar: "." };
const french: NumberStyle = { decimalChar: ",", groupChar: " " };

function styles(columns: readonly (readonly string[])[], delimiter = ";", given: GivenStyle = {}): NumberStyle[] {
  const evidence = columns.map((cells) => {
    const column = new NumberEvidence();
    for (const cell of cells) column.add(cell);
    return column;
  });
  return numberStyles(evidence, { delimiter, ...given });
}

describe("parseNumber", () => {
  test.each([
    ["1,234.56", english, 1234.56],
    ["1.234,56", german, 1234.56],
    ["1 234,56", french, 1234.56],
    ["1\u202f234,56", french, 1234.56],
    ["1'234.5", { decimalChar: ".", groupChar: "’" }, 1234.5],
    ["(1.23)", english, -1.23],
    ["$1.2", english, 1.2],
    ["-$1,000", english, -1000],
    ["€ 5", english, 5],
    ["12,50 €", german, 12.5],
    ["5%", english, 5],
    ["\u22123", english, -3],
    ["1e-3", english, 0.001],
    ["1,5e3", german, 1500],
    [".5", english, 0.5],
    ["7.", english, 7],
    ["+4", english, 4],
    ["007", english, 7],
  ] as const)("%s", (text, style, value) => expect(parseNumber(text, style)).toBe(value));

  test.each([
    ...["", "-", ".", "1.2.3", "12,34", "1,2345", "--3", "(3", "3)", "(-3)", "1 2", "0x10", "1e999", "Infinity", "NaN"],
    ...["2020-01-01", "12:30", "1,234,56", "5 apples", "$", "%"],
  ])("%j is no English number", (text) => expect(parseNumber(text, english)).toBeUndefined());

  test("every number comes back from its own text, grouped in any style", () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
        fc.constantFrom(english, german, french),
        (value, { decimalChar, groupChar }) => {
          const [whole, decimals] = Math.abs(value).toFixed(6).split(".");
          const grouped = whole.replace(/\B(?=(\d{3})+$)/g, groupChar!);
          const text = `${value < 0 ? "-" : ""}${grouped}${decimalChar}${decimals}`;
          expect(parseNumber(text, { decimalChar, groupChar: groupChar! })! - Number(value.toFixed(6))).toBe(0);
        },
      ),
    );
  });
});

describe("numberStyles", () => {
  test("thousands of one column are known by the decimal commas of another", () => {
    expect(styles([["1.234", "985", "2.100"], ["9,50", "8,25", "7,75"]])).toEqual([german, { decimalChar: "," }]); // prettier-ignore
  });
  test("a column settles its own style", () => {
    expect(styles([["1.234,56", "2.345,67"]])).toEqual([german]);
    expect(styles([["29,439.0", "4,158.24"]])).toEqual([english]);
    expect(styles([["1.234.567", "12.345"]])).toEqual([german]);
    expect(styles([["1 234,5", "7,25"]])).toEqual([french]);
  });
  test("a point alone is the decimal sign, a comma only where it does not stand between cells", () => {
    expect(styles([["1.234", "5.678"]])).toEqual([{ decimalChar: "." }]);
    expect(styles([["1,234", "5,678"]], ";")).toEqual([{ decimalChar: "," }]);
    expect(styles([["1,234", "5,678"]], ",")).toEqual([english]);
  });
  test("groups never start with 0", () => {
    expect(styles([["0,125", "0,250"]], ",")).toEqual([{ decimalChar: "," }]);
  });
  test("columns without signs take the table's", () => {
    expect(styles([["1", "2"], ["9,5", "8,2"]])).toEqual([{ decimalChar: "," }, { decimalChar: "," }]); // prettier-ignore
  });
});

describe("numberStyles of a given style", () => {
  const three = [["1.234", "5.678"], ["1,234", "5,678"], ["1 234", "5 678"], ["1'234", "5’678"], ["1234.5", "2.5"]]; // prettier-ignore
  const plain: NumberStyle = { decimalChar: "." };
  const comma: NumberStyle = { decimalChar: "," };
  test.each<[GivenStyle, NumberStyle[]]>([
    [{ groupChar: "." }, [german, comma, comma, comma, plain]],
    [{ groupChar: "," }, [plain, english, plain, plain, plain]],
    [{ groupChar: " " }, [plain, comma, { ...plain, groupChar: " " }, plain, plain]],
    [{ groupChar: "'" }, [plain, comma, plain, { ...plain, groupChar: "'" }, plain]],
    [{ groupChar: "" }, [plain, comma, plain, plain, plain]],
    [{ decimalChar: "," }, [german, comma, french, { ...comma, groupChar: "'" }, plain]],
    [{ decimalChar: ".", groupChar: "," }, [plain, english, plain, plain, plain]],
  ])("%j", (given, expected) => {
    expect(styles(three, ",", given)).toEqual(expected);
  });
});

describe("missing values", () => {
  test.each(["***", "#N/A", "#DIV/0!", "--", "n.a.", "?", "NA", "NaN", "null", "-", "", " NULL "])("%j", (text) =>
    expect(isMissing(text)).toBe(true),
  );
  test("words and numbers are values", () => {
    for (const text of ["none", "0", "no", "Nancy", "-1", "x"]) expect(isMissing(text)).toBe(false);
  });
  test("some words are gaps among numbers alone", () => {
    expect(isMissingNumber("none")).toBe(true);
    expect(isMissingNumber("no")).toBe(false);
  });
});
