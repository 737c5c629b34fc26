import { describe, expect, test } from "vitest";
import {
  readTableSchema,
  schemaFromSdv,
  sdvFromSchema,
  type SdvMetadata,
  type TableSchema,
} from "../../../src/table/index.ts";

/** As SDV writes it, with every kind of column. */
const guests: SdvMetadata = {
  METADATA_SPEC_VERSION: "V1",
  tables: {
    guests: {
      primary_key: "guest",
      columns: {
        guest: { sdtype: "id", regex_format: "ID_[0-9]{4}" },
        room: { sdtype: "categorical" },
        grade: { sdtype: "categorical", order: ["basic", "suite"] },
        floor: { sdtype: "categorical", order: [1, 2, 3] },
        view: { sdtype: "categorical", order_by: "alphabetical" },
        fee: { sdtype: "numerical", computer_representation: "Float32" },
        nights: { sdtype: "numerical", computer_representation: "Int16" },
        member: { sdtype: "boolean" },
        arrival: { sdtype: "datetime", datetime_format: "%d %b %Y" },
        paid: { sdtype: "datetime", datetime_format: "%Y-%m-%d %H:%M:%S" },
        breakfast: { sdtype: "datetime", datetime_format: "%H:%M" },
        email: { sdtype: "email", pii: true },
        country: { sdtype: "country_code", pii: false },
        note: { sdtype: "unknown", pii: true },
      },
    },
  },
  relationships: [],
};

describe("SDV metadata", () => {
  const schema = schemaFromSdv(guests);
  const byName = Object.fromEntries(schema.fields.map((field) => [field.name, field]));

  test("every sdtype has its type and role", () => {
    const told = schema.fields.map(({ name, type, langevin }) => [name, type, langevin?.role]);
    expect(told).toEqual([
      ["guest", "string", "identifier"],
      ["room", "string", "category"],
      ["grade", "string", "ordinal"],
      ["floor", "integer", "ordinal"],
      ["view", "string", "ordinal"],
      ["fee", "number", "number"],
      ["nights", "integer", "number"],
      ["member", "boolean", "category"],
      ["arrival", "date", "number"],
      ["paid", "datetime", "number"],
      ["breakfast", "time", "number"],
      ["email", "string", "text"],
      ["country", "string", "category"],
      ["note", "string", "text"],
    ]);
    expect(schema.primaryKey).toBe("guest");
    expect(byName["grade"]).toMatchObject({ categories: ["basic", "suite"], categoriesOrdered: true });
    expect(byName["arrival"].format).toBe("%d %b %Y");
    expect(byName["guest"].langevin?.generator).toEqual({ kind: "pattern", pattern: "ID_[0-9]{4}" });
  });

  test("metadata come back as they were, also through Table Schema's JSON", () => {
    const json = JSON.parse(JSON.stringify(schema)) as object;
    expect(sdvFromSchema(readTableSchema(json), { table: "guests" })).toEqual(guests);
    const { primary_key, columns } = (guests as Extract<SdvMetadata, { tables: object }>).tables["guests"];
    const single: SdvMetadata = { METADATA_SPEC_VERSION: "SINGLE_TABLE_V1", primary_key: primary_key!, columns };
    expect(sdvFromSchema(schemaFromSdv(single), { version: "SINGLE_TABLE_V1" })).toEqual(single);
  });

  test("readTableSchema knows them by METADATA_SPEC_VERSION", () => {
    expect(readTableSchema(JSON.stringify(guests))).toEqual(schema);
  });

  test("of several tables one must be named", () => {
    const columns = { a: { sdtype: "boolean" } };
    const two: SdvMetadata = { METADATA_SPEC_VERSION: "V1", tables: { one: { columns }, two: { columns: {} } } };
    expect(schemaFromSdv(two, { table: "one" }).fields[0].name).toBe("a");
    expect(() => schemaFromSdv(two)).toThrow("schemaFromSdv: expected option table, one of one, two");
    expect(() => schemaFromSdv(two, { table: "onne" })).toThrow('expected table "one", got "onne"');
    expect(() => readTableSchema(two)).toThrow("one of one, two");
  });

  test("a missing cell in an order is no level", () => {
    const columns = {
      a: { sdtype: "categorical", order: [2, 1.5, null] },
      b: { sdtype: "categorical", order: [true] },
    };
    const { fields } = schemaFromSdv({ METADATA_SPEC_VERSION: "SINGLE_TABLE_V1", columns });
    expect(fields.map(({ type, categories }) => [type, categories])).toEqual([
      ["number", [2, 1.5]],
      ["string", ["true"]],
    ]);
  });

  test.each([
    ["another version", { METADATA_SPEC_VERSION: "V2" }, "METADATA_SPEC_VERSION"],
    ["no columns", { METADATA_SPEC_VERSION: "SINGLE_TABLE_V1" }, "columns an object"],
    ["a column without sdtype", { METADATA_SPEC_VERSION: "SINGLE_TABLE_V1", columns: { a: {} } }, "sdtype a text"],
    [
      "a key that is no column",
      { METADATA_SPEC_VERSION: "SINGLE_TABLE_V1", columns: { abc: { sdtype: "id" } }, primary_key: "abd" },
      '"abc", got "abd"',
    ],
  ])("refuses %s", (_what, metadata, expected) => {
    expect(() => schemaFromSdv(metadata as unknown as SdvMetadata)).toThrow(expected);
  });

  test("roles that are edited decide, not what was kept of the metadata", () => {
    const edited: TableSchema = {
      fields: schema.fields.map((field) =>
        field.name === "email" ? { ...field, langevin: { role: "category" } } : field,
      ),
    };
    expect(sdvFromSchema(edited, { version: "SINGLE_TABLE_V1" })).toHaveProperty("columns.email", {
      sdtype: "categorical",
    });
  });

  test("what SDV has no name for gets the nearest kind", () => {
    const columns = (
      sdvFromSchema(
        {
          fields: [
            { name: "when", type: "date", format: "%-d/%-m/%Y" },
            { name: "month", type: "yearmonth" },
            { name: "since", type: "year" },
            { name: "side", type: "number", langevin: { role: "cyclic", period: 4 } },
            { name: "gone", type: "number", langevin: { role: "drop" } },
            {
              name: "code",
              type: "string",
              langevin: { role: "identifier", generator: { kind: "pattern", pattern: "A\\.\\d{2}" } },
            },
          ],
        },
        { version: "SINGLE_TABLE_V1" },
      ) as Extract<SdvMetadata, { columns: object }>
    ).columns;
    expect(columns).toEqual({
      when: { sdtype: "datetime", datetime_format: "%d/%m/%Y" },
      month: { sdtype: "datetime", datetime_format: "%Y-%m" },
      since: { sdtype: "numerical", computer_representation: "Int64" },
      side: { sdtype: "numerical", computer_representation: "Float" },
      gone: { sdtype: "unknown", pii: true },
      code: { sdtype: "id", regex_format: "A\\.\\d{2}" },
    });
  });

  test("regular expressions of fixed length are patterns of identifiers; others are not", () => {
    const generatorOf = (regex_format: string) =>
      schemaFromSdv({ METADATA_SPEC_VERSION: "SINGLE_TABLE_V1", columns: { id: { sdtype: "id", regex_format } } })
        .fields[0].langevin?.generator;
    for (const regex of ["\\d{3}", "[A-Z]{2}-[0-9a-f]", "A9", "\\(\\d\\)", "[A-Za-z]"])
      for (const whole of [regex, `^${regex}$`])
        expect(generatorOf(whole)).toEqual({ kind: "pattern", pattern: regex });
    for (const regex of [
      "\\d+",
      "a|b",
      "x{1,3}",
      "",
      ".",
      "(a)",
      "a?",
      "\\w",
      "\\d{9999999}",
      "\\d{999}{999}",
      "[0-9]*",
    ])
      expect(generatorOf(regex), regex).toBe(undefined);
  });
});
