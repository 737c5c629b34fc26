import { describe, expect, test } from "vitest";
import { normalQuantile } from "../../../src/numerics/normal.ts";
import { fitTableEncoding } from "../../../src/table/encodings/table-encoding.ts";
import { createFieldCodec } from "../../../src/table/fields/create-codec.ts";
import type { Field } from "../../../src/table/schema/table-schema.ts";
import { uniform } from "./columns.ts";

/** Texts of a column → numbers → coordinates → numbers → texts, at a place within the roundings that differs by row. */
function through(field: Field, texts: (string | null)[]): (string | null)[] {
  const codec = createFieldCodec("test", field);
  const values = Float64Array.from(texts, (text, row) => codec.toNumber(text, row));
  const encoding = fitTableEncoding("test", [field], [values]);
  const back = encoding.decode(encoding.encode(values, (row) => uniform(row, 9)));
  return Array.from(encoding.width > 0 ? back : values, (value) => codec.toText(value));
}

const many = (texts: (string | null)[], count = 120): (string | null)[] =>
  Array.from({ length: count }, (_, i) => texts[Math.floor(uniform(i, 4) * texts.length)]);

describe("what users of other programs complained of", () => {
  test.each<[string, Field, (string | null)[]]>([
    [
      "booleans in their own spelling",
      { name: "b", type: "boolean", trueValues: ["Yes"], falseValues: ["No"] },
      ["Yes", "No"],
    ],
    [
      "leading zeros of codes",
      { name: "zip", type: "string", categories: ["01067", "1067", "99999"] },
      ["01067", "1067", "99999"],
    ],
    ["whole numbers with gaps", { name: "n", type: "integer" }, ["3", "17", "2500", null]],
    [
      "two decimals, zeros included",
      { name: "p", type: "number", langevin: { role: "number", decimals: 2 } },
      ["9.50", "7.00", "1234.25", null],
    ],
    ["half steps", { name: "baths", type: "number" }, ["0.5", "1", "1.5", "2", "8"]],
    [
      "dates as digits",
      { name: "d", type: "date", format: "%Y%m%d" },
      ["20240228", "20240229", "20240301", "20230301"],
    ],
    [
      "dates by day and month",
      { name: "d", type: "date", format: "%d/%m/%Y" },
      ["31/01/2020", "01/02/2020", "05/11/1999"],
    ],
    [
      "moments with a zone",
      { name: "t", type: "datetime", format: "%Y-%m-%d %H:%M:%S%z", langevin: { role: "number", zone: "+02:00" } },
      ["2024-01-01 00:00:00+02:00", "2024-07-01 12:30:05+02:00"],
    ],
    ["90 % of gaps", { name: "x", type: "integer" }, [null, null, null, null, null, null, null, null, null, "1", "2"]],
    ["gaps alone", { name: "x", type: "number" }, [null]],
    ["one value", { name: "x", type: "number" }, ["0.1"]],
    ["a deviation of nearly 0", { name: "x", type: "number" }, ["1000000", "1000000.000001"]],
    ["seconds since 1970", { name: "t", type: "integer" }, ["1700000000", "1700000001", "1700000036", "1700003600"]],
  ])("%s come back as they were", (_name, field, texts) => {
    const column = many(texts);
    expect(through(field, column)).toEqual(column);
  });

  test("the share of gaps is the encoding's own, to a row", () => {
    const values = Float64Array.from({ length: 1000 }, (_, i) => (i % 10 > 0 ? NaN : i));
    const encoding = fitTableEncoding("test", [{ name: "x", type: "number" }], [values]);
    expect(encoding.categories[0].probabilities[1]).toBeCloseTo(0.9, 12);
  });

  test("levels of one row keep their share, and all of forty come out", () => {
    const categories = Array.from({ length: 40 }, (_, k) => `level ${k}`);
    const values = Float64Array.from({ length: 1000 }, (_, i) => (i < 39 ? i + 1 : 0));
    const encoding = fitTableEncoding("test", [{ name: "c", type: "string", categories }], [values]);
    expect([...encoding.categories[0].probabilities]).toEqual([0.961, ...Array<number>(39).fill(0.001)]);
    expect(new Set(encoding.decode(encoding.encode(values))).size).toBe(40);
  });

  test.each([
    [
      "only categories",
      [
        { name: "a", type: "boolean" },
        { name: "b", type: "boolean" },
      ],
      2,
      0,
    ],
    [
      "only numbers",
      [
        { name: "a", type: "integer" },
        { name: "b", type: "number" },
      ],
      2,
      2,
    ],
    ["one column", [{ name: "a", type: "number" }], 1, 1],
    ["1000 truth values", Array.from({ length: 1000 }, (_, c) => ({ name: `c${c}`, type: "boolean" })), 1000, 0],
  ] as [string, Field[], number, number][])("a table of %s has its coordinates", (_name, fields, width, plain) => {
    const columns = fields.map(({ type }, c) =>
      Float64Array.from({ length: 60 }, (_, i) =>
        type === "boolean" ? Number(uniform(i, c) < 0.5) : Math.floor(99 * uniform(i, c)),
      ),
    );
    const encoding = fitTableEncoding("test", fields, columns);
    expect([encoding.width, encoding.width - encoding.categories.length]).toEqual([width, plain]);
    const rows = Float64Array.from(
      { length: 60 * fields.length },
      (_, i) => columns[i % fields.length][Math.floor(i / fields.length)],
    );
    expect(encoding.decode(encoding.encode(rows))).toEqual(rows);
  });

  test("no sample leaves the range, the resolution or the circle", () => {
    const normal = Float32Array.from({ length: 4000 }, (_, i) => 1.5 * normalQuantile(uniform(i, 1)));
    const availability = Float64Array.from({ length: 900 }, (_, i) => Math.floor(366 * uniform(i)));
    const whole = fitTableEncoding("test", [{ name: "days", type: "integer" }], [availability]).decode(normal);
    expect(whole.every((value) => Number.isInteger(value) && value >= 0 && value <= 365)).toBe(true);
    const prices = availability.map((value) => value / 100 + 1);
    const cents = fitTableEncoding("test", [{ name: "price", type: "number" }], [prices]).decode(normal);
    expect(cents.every((value) => value === Number(value.toFixed(2)) && value >= 1 && value <= 4.65)).toBe(true);
    const wind: Field = { name: "wind", type: "integer", langevin: { role: "cyclic", period: 360 } };
    const directions = fitTableEncoding("test", [wind], [availability.map((value) => value % 360)]).decode(normal);
    expect(directions.every((value) => Number.isInteger(value) && value >= 0 && value < 360)).toBe(true);
  });

  test("a few finer numbers, means of readings, do not make all samples as fine", () => {
    const readings = Float64Array.from({ length: 900 }, (_, i) => Math.floor(80 * uniform(i)) / 10);
    readings.set([0, 2.1666666667, 7.9666666667], 100);
    const normal = Float32Array.from({ length: 2000 }, (_, i) => normalQuantile(uniform(i, 1)));
    const [few, many] = [readings, readings.map((value, i) => (i % 100 === 0 ? value + 1 / 30 : value))].map((values) =>
      fitTableEncoding("test", [{ name: "acid", type: "number" }], [values]).decode(normal),
    );
    const highest = 7.9666666667;
    expect(few.every((value) => value === Number(value.toFixed(1)) || value === highest)).toBe(true);
    expect(few.every((value) => value >= 0 && value <= highest)).toBe(true);
    expect(many.every((value) => value === Number(value.toFixed(1)))).toBe(false);
  });

  test("with extrapolate samples go beyond what was seen, as far as the constraints", () => {
    const values = Float64Array.from({ length: 500 }, (_, i) => 10 + Math.floor(80 * uniform(i)));
    const field: Field = {
      name: "age",
      type: "integer",
      constraints: { minimum: 0 },
      langevin: { role: "number", extrapolate: true },
    };
    const [far, near] = [field, { ...field, langevin: { role: "number" as const } }].map((each) =>
      fitTableEncoding("test", [each], [values]).decode([-9, 9]),
    );
    expect(far[0]).toBeGreaterThanOrEqual(0);
    expect(far[0]).toBeLessThan(10);
    expect(far[1]).toBeGreaterThan(90);
    expect([...near]).toEqual([Math.min(...values), Math.max(...values)]);
  });

  test("a role and kind that are none are refused with the column's name", () => {
    const field = { name: "odd", type: "integer", langevin: { role: "number", encoding: "quantiles" } } as const;
    expect(() => fitTableEncoding("test", [field], [Float64Array.of(1, 2, 3)])).toThrow(
      'test: column "odd": expected encoding one of "calendar", "category", "constant", "cyclic", "quantile", got "quantiles"',
    );
  });
});
