import { describe, expect, test } from "vitest";
import { readTable } from "../../../src/formats/index.ts";
import { describeRows, describeTable } from "../../../src/table/describe/describe-table.ts";
import { printDescription } from "../../../src/table/describe/print-description.ts";
import type { DescribeOptions } from "../../../src/table/describe/options.ts";
import type { Field } from "../../../src/table/schema/table-schema.ts";

const fieldOf = (
  cells: readonly (string | number | bigint | boolean | Date | null)[],
  options?: DescribeOptions,
  name = "x",
): Field => describeTable({ names: [name], columns: [cells] }, options).schema.fields[0];

const repeat = (texts: readonly string[], times: number): string[] => Array.from({ length: times }, () => texts).flat();
const range = (count: number, of: (i: number) => string): string[] => Array.from({ length: count }, (_, i) => of(i));

describe("numbers", () => {
  test("German thousands: the column of prices settles the sign for all", async () => {
    const table = await readTable("menge;preis\n1.234;9,50\n985;8,25\n2.100;7,75\n");
    const { schema, firstRows, guesses } = describeTable(table, { dialect: table.dialect });
    expect(firstRows).toEqual([[1234, 9.5], [985, 8.25], [2100, 7.75]]); // prettier-ignore
    expect(schema.fields[1]).toMatchObject({ type: "number", decimalChar: ",", langevin: { decimals: 2 } });
    expect(schema.fields[0]).toMatchObject({ type: "integer", groupChar: "." });
    expect(guesses.map(({ how }) => how)).toContain("decimalChar (--decimal) or groupChar (--thousands)");
  });

  test.each([
    ["1,234", ",", 1234],
    ["1,234", "", 1.234],
    ["1,234", ".", 1.234],
    ["1.234", ".", 1234],
    ["1.234", "", 1.234],
    ["1.234,5", ".", 1234.5],
    ["1\u00a0234", " ", 1234],
    ["1’234", "'", 1234],
  ] as const)("%s with groups by %j is %f", (text, groupChar, value) => {
    const { schema, firstRows, columns } = describeTable({ x: [text, text, "7"] }, { groupChar });
    expect(firstRows).toEqual([[value], [value], [7]]);
    expect(columns[0]).toMatchObject({ minimum: Math.min(value, 7), maximum: Math.max(value, 7) });
    expect(schema.fields[0].groupChar).toBe(value > 1000 ? /\D/.exec(text)![0] : undefined);
  });

  test("what is no number with the groups that are given is a text", () => {
    expect(fieldOf(["1 234", "5 678", "1 000"], { groupChar: "" }).type).toBe("string");
    expect(fieldOf(["1,234,567", "5,678,901"], { groupChar: "." }).type).toBe("string");
  });

  test("spaces of every kind stand between the groups of one column", () => {
    const { firstRows } = describeTable({ x: ["1 234", "5\u00a0678", "9\u202f012", "1 111"] });
    expect(firstRows.flat()).toEqual([1234, 5678, 9012, 1111]);
  });

  test("that 1.234 has decimals is a guess where no other cell says so", () => {
    const { guesses } = describeTable({ x: ["1.234", "5.678"] });
    expect(guesses[0].how).toContain("--thousands");
    expect(describeTable({ x: ["1.234", "0.678"] }).guesses).toEqual([]);
  });

  test("one sign cannot be both", () => {
    expect(() => describeTable({ x: ["1"] }, { decimalChar: ",", groupChar: "," })).toThrow(
      'describeTable: expected groupChar other than decimalChar, got ","',
    );
  });

  test.each(["***", "#DIV/0!", "#N/A", "--", "n.a."])("one %s among numbers is a gap", (marker) => {
    expect(fieldOf(["1", marker, "4.5", "5"])).toMatchObject({ type: "number", missingValues: [marker, ""] });
  });

  test("one odd word among 140 numbers is a gap, and it is said", () => {
    const { schema, guesses } = describeTable({ x: [...range(139, (i) => `${i}.5`), "broken"] });
    expect(schema.fields[0]).toMatchObject({ type: "number", missingValues: ["broken", ""] });
    expect(guesses[0].what).toContain('"broken" in 1 row');
  });

  test("a third of words is no mistake", () => {
    expect(fieldOf(["1", "2", "three", "4", "5", "six"]).type).toBe("string");
  });

  test("brackets, currencies, percent, the minus sign", () => {
    const { firstRows } = describeTable({ x: ["(1.25)", "$2.50", "\u22123.75"] });
    expect(firstRows.flat()).toEqual([-1.25, 2.5, -3.75]);
  });

  test("sentinels are named with the flag that makes them gaps", () => {
    const cells = [...range(60, (i) => `${1 + (i % 30)}.${i}`), "-200", "-200", "-200"];
    const { warnings } = describeTable({ x: cells });
    expect(warnings[0]).toContain("3 rows have the value -200");
    expect(warnings[0]).toContain("--missing -200");
    expect(fieldOf(cells, { missingValues: ["-200"] }).missingValues).toContain("-200");
  });

  test("decimals that every cell has are kept; whole numbers of few values are levels", () => {
    expect(fieldOf(["1.50", "2.00", "3.25"]).langevin?.decimals).toBe(2);
    expect(fieldOf(repeat(["2007", "2008", "2009"], 10))).toMatchObject({
      type: "integer",
      categories: [2007, 2008, 2009],
    });
    expect(fieldOf(range(200, (i) => `${i % 70}`)).langevin?.role).toBe("number");
  });

  test("bigints beyond f64 and long digits are texts", () => {
    expect(fieldOf(range(30, (i) => `12345678901234567${10 + i}`)).type).toBe("string");
  });
});

describe("names of rows", () => {
  test("a count of the rows is a sequence", () => {
    expect(fieldOf(range(20, (i) => `${i + 5}`)).langevin).toMatchObject({
      role: "identifier",
      generator: { kind: "sequence", start: 5, step: 1 },
    });
  });

  test("different whole numbers over many sizes are names", () => {
    const cells = [...range(990, (i) => `${i + 1}`), ...range(10, (i) => `${1e15 + i}`)];
    expect(fieldOf(cells.reverse().sort()).langevin?.role).toBe("identifier");
  });

  test("texts of one form are made anew by it; other different texts are not learned", () => {
    expect(fieldOf(range(40, (i) => `AB-${1000 + i * 7}`)).langevin).toMatchObject({
      role: "identifier",
      generator: { kind: "sequence", start: 1000, step: 7, prefix: "AB-" },
    });
    const { schema, warnings } = describeTable({ x: range(40, (i) => `note ${"x".repeat(i)} of day ${i}`) });
    expect(schema.fields[0].langevin?.role).toBe("text");
    expect(warnings).toHaveLength(1);
  });
});

test("a number behind a common text goes on counting", () => {
  expect(fieldOf(range(300, (i) => `p${i + 1}`)).langevin).toMatchObject({
    role: "identifier",
    generator: { kind: "sequence", start: 1, step: 1, prefix: "p" },
  });
  expect(fieldOf(range(300, (i) => `p${(i * i) % 9973}x`)).langevin?.role).toBe("text");
});

describe("dates", () => {
  test("the column decides over day and month", () => {
    expect(fieldOf(["01/02/2024", "13/02/2024"])).toMatchObject({ type: "date", format: "%d/%m/%Y" });
    expect(fieldOf(["01/02/2024", "02/13/2024"])).toMatchObject({ type: "date", format: "%m/%d/%Y" });
    const { guesses } = describeTable({ x: ["01/02/2024", "03/02/2024"] });
    expect(guesses[0].how).toContain("dateOrder");
    expect(fieldOf(["01/02/2024", "03/02/2024"], { dateOrder: "month" }).format).toBe("%m/%d/%Y");
  });

  test("eight digits are days where they are days of the calendar", () => {
    expect(fieldOf(range(28, (i) => `${20240201 + i}`))).toMatchObject({ type: "date", format: "%Y%m%d" });
    expect(fieldOf(range(28, (i) => `${20249901 + i * 31}`)).type).toBe("integer");
  });

  test("one cell of another form makes texts of them", () => {
    expect(fieldOf([...range(30, (i) => `2024-01-${10 + (i % 20)}`), "soon"]).type).toBe("string");
  });

  test("zones and seconds are kept", () => {
    expect(fieldOf(["2024-01-02T03:04:05Z", "2024-01-03T00:00:00Z"])).toMatchObject({
      type: "datetime",
      langevin: { zone: "Z" },
    });
  });

  test("Dates of programs: days where all are midnight", () => {
    expect(fieldOf([new Date(0), new Date(86_400_000)]).type).toBe("date");
    expect(fieldOf([new Date(0), new Date(86_400_001)]).type).toBe("datetime");
  });
});

describe("texts", () => {
  test("leading zeros stay", () => {
    const { schema, firstRows } = describeTable({ x: repeat(["007", "010", "100"], 5) });
    expect(schema.fields[0]).toMatchObject({ type: "string", categories: ["007", "010", "100"] });
    expect(firstRows[0]).toEqual(["007"]);
  });

  test("truth values in the table's spelling", () => {
    expect(fieldOf(repeat(["Yes", "no"], 4))).toMatchObject({
      type: "boolean",
      trueValues: ["Yes"],
      falseValues: ["no"],
    });
    expect(fieldOf([true, false, null])).toMatchObject({ type: "boolean" });
  });

  test("rare texts of many become one level, and it is said", () => {
    const cells = [...repeat(["a", "b"], 200), ...range(100, (i) => `rare ${i}`)];
    const { schema, guesses } = describeTable({ x: cells });
    expect(schema.fields[0]).toMatchObject({ categories: ["a", "b"], langevin: { role: "category", other: "other" } });
    expect(guesses[0].what).toContain('100 rare texts become "other"');
  });

  test("codes, few of them beside the rows, are levels, be they rare", () => {
    const cells = range(300, (i) => `c${(i * i) % 97}`);
    const codes = new Set(cells).size;
    expect(fieldOf(cells).categories).toHaveLength(codes);
    expect(fieldOf(cells).langevin?.other).toBeUndefined();
  });

  test("no value in any row", () => {
    expect(fieldOf(["", "NA", null]).langevin?.role).toBe("empty");
  });
});

test("rows of separators are no rows", async () => {
  const { rows, blankRows } = describeTable(await readTable("a,b\n1,2\n3,5\n,\n,\n,\n,\n"));
  expect(rows).toBe(2);
  expect(blankRows === 0 || blankRows === 4).toBe(true);
});

test("names that are years keep their order", () => {
  const { schema } = describeTable({ names: ["place", "2001", "2000"], columns: [["A"], [1], [2]] });
  expect(schema.fields.map(({ name }) => name)).toEqual(["place", "2001", "2000"]);
});

test("a schema that is given is gone by", () => {
  const schema = { fields: [{ name: "x", type: "string", categories: ["1", "2"] } as const] };
  expect(describeTable({ x: ["1", "2"] }, { schema: schema as never }).schema.fields).toEqual(schema.fields);
});

test("chunks say what the whole says", async () => {
  const table = { names: ["a", "b"], columns: [range(100, (i) => `${i % 7}.5`), repeat(["u", "v"], 50)] };
  async function* chunks() {
    await Promise.resolve();
    for (let at = 0; at < 100; at += 9)
      yield { names: table.names, columns: table.columns.map((column) => column.slice(at, at + 9)) };
  }
  expect(await describeRows(chunks())).toEqual(describeTable(table));
});

test("an option that is none is refused with the nearest name", () => {
  expect(() => describeTable({ x: [1] }, { missingValue: ["?"] } as never)).toThrow('"missingValues"');
});

test("printed: first rows, columns with reasons, guesses with flags", () => {
  const lines = printDescription(describeTable({ place: ["A", "B", "A"], price: ["1.234,50", "2,25", ""] })).join("\n");
  expect(lines).toContain("A      1234.5");
  expect(lines).toContain("1 missing");
  expect(lines).toContain("otherwise decimalChar (--decimal)");
});
