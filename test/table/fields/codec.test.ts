import { describe, expect, test } from "vitest";
import { createFieldCodec } from "../../../src/table/fields/create-codec.ts";
import type { Field } from "../../../src/table/schema/table-schema.ts";

const field = (type: Field["type"], rest: Partial<Field> = {}): Field => ({ name: "c", type, ...rest });

/** Fields, texts that they write back letter by letter, and the numbers of these. */
const kept: [Field, string[], number[]][] = [
  [field("integer"), ["0", "-17", "4096"], [0, -17, 4096]],
  [field("number"), ["0.5", "-1e-7", "12"], [0.5, -1e-7, 12]],
  [field("number", { langevin: { role: "number", decimals: 2 } }), ["9.50", "-0.25", "7.00"], [9.5, -0.25, 7]],
  [
    field("number", { decimalChar: ",", groupChar: ".", langevin: { role: "number", decimals: 2 } }),
    ["1.234,56", "985,00", "-1.234.567,25"],
    [1234.56, 985, -1234567.25],
  ],
  [field("integer", { groupChar: "," }), ["1,234", "985", "2,100,000"], [1234, 985, 2100000]],
  [field("boolean", { trueValues: ["Yes"], falseValues: ["No"] }), ["Yes", "No"], [1, 0]],
  [field("boolean", { trueValues: ["t"], falseValues: ["f"] }), ["f", "t"], [0, 1]],
  [field("string", { categories: ["007", "07", "7"] }), ["07", "7", "007"], [1, 2, 0]],
  [field("integer", { categories: [2, 10, 30] }), ["10", "2", "30"], [1, 0, 2]],
  [field("date"), ["1970-01-01", "2000-02-29", "1899-12-31"], [0, 11016, -25568]],
  [field("date", { format: "%Y%m%d" }), ["20240320", "19700102"], [19802, 1]],
  [field("date", { format: "%-d/%-m/%Y" }), ["1/2/1970", "31/12/1969"], [31, -1]],
  [field("date", { format: "%d %b %y" }), ["05 Jan 70", "31 Dec 68"], [4, 36159]],
  [field("yearmonth"), ["1970-01", "2024-12", "1969-12"], [0, 659, -1]],
  [field("year"), ["1999", "2024"], [1999, 2024]],
  [field("time", { format: "%H:%M" }), ["00:00", "23:59"], [0, 86340]],
  [field("time", { format: "%I:%M %p" }), ["12:00 AM", "12:30 PM", "01:05 PM"], [0, 45000, 47100]],
  [field("datetime"), ["1970-01-01T00:00:01", "2024-03-20T23:59:59"], [1000, 1710979199000]],
  [
    field("datetime", { format: "%Y-%m-%d %H:%M:%S.%f", langevin: { role: "number", decimals: 3 } }),
    ["1970-01-01 00:00:00.250", "2024-03-20 12:00:00.001"],
    [250, 1710936000001],
  ],
  [
    field("datetime", { format: "%Y-%m-%dT%H:%M:%S%z", langevin: { role: "number", zone: "+02:00" } }),
    ["1970-01-01T00:00:00+02:00", "2024-07-01T23:00:00+02:00"],
    [0, 1719874800000],
  ],
  [field("datetime", { format: "%Y-%m-%dT%H:%M:%SZ" }), ["1970-01-02T00:00:00Z"], [86400000]],
];

test.each(kept)("%j keeps its texts", (kind, texts, numbers) => {
  const codec = createFieldCodec("test", kind);
  expect(texts.map((text, row) => codec.toNumber(text, row))).toEqual(numbers);
  expect(numbers.map((value) => codec.toText(value))).toEqual(texts);
});

test.each([
  ["integer", {}, "1.5", 'whole numbers, got "1.5" (a string) in row 3'],
  ["integer", {}, "_RARE_", 'whole numbers, got "_RARE_" in row 3'],
  ["number", {}, "1,5", 'numbers, got "1,5" in row 3'],
  ["number", { decimalChar: "," }, "1.234,5", 'numbers with decimal sign ",", got "1.234,5" in row 3'],
  ["integer", { groupChar: "," }, "1,23", 'whole numbers with groups by ",", got "1,23" in row 3'],
  ["number", {}, "1e999", 'numbers, got "1e999" (a string) in row 3'],
  ["number", {}, "", 'numbers, got "" in row 3', []],
  ["date", {}, "2023-02-29", 'dates as %Y-%m-%d, got "2023-02-29" in row 3'],
  ["date", { format: "%d/%m/%Y" }, "12/13/2020", 'dates as %d/%m/%Y, got "12/13/2020" in row 3'],
  ["date", {}, 5, "dates as %Y-%m-%d, got 5 in row 3"],
  ["time", {}, "24:00:00", 'times as %H:%M:%S, got "24:00:00" in row 3'],
  ["boolean", {}, "maybe", 'true or false, got "maybe" in row 3'],
  ["string", { categories: ["a", "b"] }, "c", 'one of "a", "b", got "c" in row 3'],
] as [Field["type"], Partial<Field>, string | number, string, string[]?][])(
  "%s %j refuses %j, naming column, row and value",
  (type, rest, cell, message, missing) => {
    const codec = createFieldCodec("test", field(type, rest), missing);
    expect(() => codec.toNumber(cell, 3)).toThrow(
      expect.objectContaining({ code: "invalid-data", message: `column "c": expected ${message}` }),
    );
  },
);

describe("missing cells", () => {
  test("are null, the schema's texts, or the field's own", () => {
    const codec = createFieldCodec("test", field("integer"), ["", "NA"]);
    expect([codec.toNumber(null, 0), codec.toNumber("", 0), codec.toNumber("NA", 0)]).toEqual([NaN, NaN, NaN]);
    expect([codec.toCell(NaN), codec.toText(NaN)]).toEqual([null, null]);
    const own = createFieldCodec("test", field("integer", { missingValues: ["-200"] }), [""]);
    expect(own.toNumber("-200", 0)).toBeNaN();
    expect(() => own.toNumber("", 0)).toThrow("whole numbers");
  });
});

describe("cells of programs", () => {
  test("are read as what they are and come back as the field's type", () => {
    const cells: [Field, string | number | boolean | bigint | Date, string | number | boolean][] = [
      [field("integer"), 5, 5],
      [field("integer"), 5n, 5],
      [field("boolean"), true, true],
      [field("string", { categories: ["1", "a"] }), 1, "1"],
      [field("date"), new Date(86400000), "1970-01-02"],
    ];
    for (const [kind, cell, back] of cells) {
      const codec = createFieldCodec("test", kind);
      expect(codec.toCell(codec.toNumber(cell, 0))).toBe(back);
    }
  });

  test("levels that are not listed are the other one, if the field has it", () => {
    const codec = createFieldCodec(
      "test",
      field("string", { categories: ["a"], langevin: { role: "category", other: "(other)" } }),
    );
    expect([codec.toNumber("a", 0), codec.toNumber("secret", 0)]).toEqual([0, 1]);
    expect(codec.toText(1)).toBe("(other)");
  });
});

test("every seventh day of 800 years has its number and comes back", () => {
  const codec = createFieldCodec("test", field("date"));
  const wrong: number[] = [];
  for (let days = -200_000; days < 92_000; days += 7) {
    const text = codec.toText(days) as string;
    const isDate = days % 10 !== 0 || text === new Date(days * 86_400_000).toISOString().slice(0, 10);
    if (codec.toNumber(text, 0) !== days || !isDate) wrong.push(days);
  }
  expect(wrong).toEqual([]);
});

test("a format that is not understood is refused", () => {
  expect(() => createFieldCodec("test", field("date", { format: "%Q" }))).toThrow(
    'test: column "c": expected a format of %Y %y %m %d %H %I %M %S %f %p %b %B %z, got "%Q"',
  );
});
