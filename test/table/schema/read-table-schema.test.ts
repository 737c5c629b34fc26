import { describe, expect, test } from "vitest";
import { readTableSchema, writeTableSchema, type TableSchema } from "../../../src/table/index.ts";

/** What is wrong with a schema, in words. */
function complaint(schema: unknown): string {
  try {
    readTableSchema(schema as object);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("expected an error");
}

const field = (given: object): object => ({ fields: [{ name: "age", type: "integer", ...given }] });
const model = (langevin: object): object => field({ langevin });
const related = (constraint: object): object => ({
  fields: [
    { name: "start", type: "date" },
    { name: "end", type: "date" },
    { name: "net", type: "number" },
    { name: "gross", type: "integer" },
    { name: "city", type: "string", categories: ["Oslo", "Rome"] },
  ],
  langevin: { constraints: [constraint] },
});

/** Every property that is understood, in the order in which they are written. */
const full: TableSchema = {
  fields: [
    {
      name: "size",
      type: "string",
      categories: ["S", "M", "L"],
      categoriesOrdered: true,
      missingValues: ["", "-"],
      langevin: {
        role: "ordinal",
        reason: "three levels",
        protect: 5,
        range: [0, 2],
        other: "else",
        texts: ["x", null],
      },
    },
    {
      name: "price",
      type: "number",
      decimalChar: ",",
      groupChar: ".",
      bareNumber: false,
      constraints: { required: true, unique: false, minimum: 0, maximum: 1e6, enum: [1, 2.5], pattern: ".*" },
      langevin: { role: "number", resolution: 0.01, atoms: [0], extrapolate: true, decimals: 2, encoding: "quantile" },
    },
    { name: "paid", type: "boolean", trueValues: ["ja"], falseValues: ["nein"] },
    {
      name: "at",
      type: "datetime",
      format: "%d.%m.%Y %H:%M",
      langevin: { role: "number", zone: "+02:00" },
    },
    { name: "angle", type: "number", langevin: { role: "cyclic", period: 360 } },
    {
      name: "id",
      type: "string",
      langevin: { role: "identifier", generator: { kind: "sequence", start: 1, step: 1, prefix: "C", width: 5 } },
    },
    {
      name: "code",
      type: "string",
      langevin: { role: "identifier", generator: { kind: "pattern", pattern: "[A-Z]{2}\\d{2}" } },
    },
  ],
  missingValues: ["", "NA"],
  primaryKey: ["id", "code"],
  langevin: {
    constraints: [
      { type: "inequality", low: "angle", high: "price", strict: true },
      { type: "combination", fields: ["size", "paid"] },
    ],
    dialect: {
      delimiter: ";",
      header: true,
      headerRows: [2],
      lineTerminator: "\r\n",
      quoting: "nonNumeric",
      writtenNames: { a: "" },
      units: ["", "€"],
      rowNumbers: { start: 1, name: "#" },
    },
  },
};

describe("readTableSchema", () => {
  test("reads every property, from text and from objects", () => {
    expect(readTableSchema(full)).toEqual(full);
    expect(readTableSchema(`\uFEFF${JSON.stringify(full)}`)).toEqual(full);
  });

  test("passes properties of others on, wherever they are", () => {
    const schema = {
      $schema: "https://datapackage.org/profiles/2.0/tableschema.json",
      fields: [{ name: "a", type: "string", title: "A", unit: "m", "x:notes": [1], constraints: { minLength: 2 } }],
      foreignKeys: [],
      source: { by: "me" },
    };
    expect(readTableSchema(schema)).toEqual(schema);
    const hostile = readTableSchema('{"fields":[{"name":"__proto__","__proto__":{"type":"date"}}],"__proto__":[]}');
    expect(hostile.fields[0].type).toBe("string");
    expect(Object.getPrototypeOf(hostile)).toBe(Object.prototype);
  });

  test("reads levels and missing values with labels as their values", () => {
    const schema = readTableSchema({
      fields: [{ name: "a", type: "integer", categories: [{ value: 0, label: "no" }, { value: 1 }] }],
      missingValues: [{ value: "-99", label: "refused" }, ""],
    });
    expect(schema.fields[0].categories).toEqual([0, 1]);
    expect(schema.missingValues).toEqual(["-99", ""]);
  });

  test("fields without a type are texts; a role that is left out is that of the type", () => {
    expect(readTableSchema({ fields: [{ name: "a" }, { name: "b", type: "any" }] }).fields.map((f) => f.type)).toEqual([
      "string",
      "string",
    ]);
    const role = (given: object): unknown => readTableSchema(field(given)).fields[0].langevin?.role;
    expect(role({ langevin: { protect: 3 } })).toBe("number");
    expect(role({ categories: [1, 2], langevin: {} })).toBe("category");
    expect(role({ type: "boolean", langevin: {} })).toBe("category");
    expect(role({})).toBe(undefined);
  });

  // Complaint A 10 of users: a typo that is silently passed over
  test.each([
    ["a role", model({ role: "numbr" }), 'role "number"'],
    ["a property of ours", model({ protct: 1 }), '"protect"'],
    ["an encoding", model({ encoding: "quantil" }), 'encoding "quantile"'],
    ["a generator", model({ generator: { kind: "sequance" } }), 'kind "sequence"'],
    ["a generator's property", model({ generator: { kind: "sequence", start: 0, step: 1, widht: 2 } }), '"width"'],
    ["a type", field({ type: "interger" }), 'type "integer"'],
    ["a property of Table Schema", field({ missingValue: [""] }), '"missingValues"'],
    ["a property of the table", { ...field({}), primarykey: "age" }, '"primaryKey"'],
    ["a constraint of a field", field({ constraints: { minimun: 0 } }), '"minimum"'],
    ["a primary key", { ...field({}), primaryKey: "agee" }, '"age"'],
    ["a constraint's type", related({ type: "inequalty" }), 'type "inequality"'],
    ["a constraint's property", related({ type: "inequality", lo: "start", high: "end" }), '"low"'],
    ["a field in an inequality", related({ type: "inequality", low: "strat", high: "end" }), '"start"'],
    ["a field in a combination", related({ type: "combination", fields: ["city", "ent"] }), '"end"'],
    ["a field in a sum", related({ type: "sum", total: "gros", parts: ["net"] }), '"gross"'],
    ["a part of the table's property", { ...field({}), langevin: { constraint: [] } }, '"constraints"'],
    ["a dialect's property", { ...field({}), langevin: { dialect: { delimeter: "," } } }, '"delimiter"'],
  ])("names the nearest name for %s that is misspelled", (_what, schema, nearest) => {
    expect(complaint(schema)).toMatch(/^readTableSchema: /);
    expect(complaint(schema)).toContain(`${nearest}, got "`);
  });

  test.each([
    ["no object", [], "an object with fields"],
    ["no fields", {}, "fields an array of one or more fields"],
    ["empty fields", { fields: [] }, "fields an array of one or more fields"],
    ["a field that is none", { fields: [null] }, "fields[0]: expected an object"],
    ["a field without a name", { fields: [{ type: "string" }] }, "fields[0]: expected name a text"],
    ["a name twice", { fields: [{ name: "a" }, { name: "a" }] }, "fields of different names"],
    ["a type that no column is of", field({ type: "geopoint" }), '"string" with role "text" passes it over'],
    ["a level twice", field({ categories: [1, 1] }), "categories that are all different"],
    ["a level of another type", field({ categories: [1, "two"] }), "categories that are read as type integer"],
    ["a level that is none", field({ categories: [null] }), "categories of texts or numbers"],
    ["one sign for decimals and groups", field({ groupChar: "." }), "groupChar other than decimalChar"],
    ["a decimal sign of two", field({ decimalChar: ",," }), "decimalChar a text of one character"],
    ["a format that is not understood", field({ type: "date", format: "%Q" }), "%Q"],
    ["true as false", field({ type: "boolean", trueValues: ["1"], falseValues: ["1"] }), "apart"],
    ["no true", field({ type: "boolean", trueValues: [] }), "trueValues of one text or more"],
    ["a circle without its length", model({ role: "cyclic" }), "langevin.period"],
    ["a resolution of 0", model({ resolution: 0 }), "resolution a positive finite number"],
    ["a range upside down", model({ range: [2, 1] }), "range two numbers, the lower one first"],
    ["a range of one", model({ range: [2] }), "range two numbers, the lower one first"],
    ["texts that are none", model({ texts: ["a", 1] }), "texts an array of texts, or null for a gap"],
    ["a zone by name", model({ zone: "CET" }), 'zone "Z" or an offset'],
    ["an inequality of unlike fields", related({ type: "inequality", low: "net", high: "end" }), "can be compared"],
    ["an inequality of levels", related({ type: "inequality", low: "city", high: "city" }), "two fields"],
    ["a sum of dates", related({ type: "sum", total: "end", parts: ["start"] }), "can be compared"],
    ["a sum of itself", related({ type: "sum", total: "net", parts: ["net"] }), "none of its parts"],
    ["a combination of one", related({ type: "combination", fields: ["city"] }), "2 or more names"],
    ["a combination with itself", related({ type: "combination", fields: ["city", "city"] }), "all different"],
  ])("refuses %s", (_what, schema, expected) => {
    expect(complaint(schema)).toMatch(/^readTableSchema: /);
    expect(complaint(schema)).toContain(expected);
  });

  test("tells a text that is no JSON from a schema that is wrong", () => {
    expect(() => readTableSchema("{")).toThrow(expect.objectContaining({ code: "invalid-data" }) as Error);
    expect(() => readTableSchema("3")).toThrow(expect.objectContaining({ code: "invalid-argument" }) as Error);
  });
});

describe("writeTableSchema", () => {
  test("writes what is read again, in one order whatever the order given", () => {
    const text = writeTableSchema(full);
    expect(readTableSchema(text)).toEqual(full);
    const backwards = (value: unknown): unknown =>
      typeof value !== "object" || value === null || Array.isArray(value)
        ? value
        : Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, each]) => [name, backwards(each)]),
          );
    const order = (text: string): string[] => text.match(/"(name|type|format|langevin|fields|primaryKey)":/g) ?? [];
    expect(order(writeTableSchema(backwards({ ...full, fields: full.fields }) as TableSchema))).toEqual(order(text));
    expect(text.indexOf('"name"')).toBeLessThan(text.indexOf('"type"'));
  });

  test("keeps short lists on a line", () => {
    const schema: TableSchema = { fields: [{ name: "a", type: "string", categories: ["x", "y"] }] };
    expect(writeTableSchema(schema)).toBe(
      '{\n  "fields": [\n    { "name": "a", "type": "string", "categories": ["x", "y"] }\n  ]\n}\n',
    );
  });

  test("leaves out what is undefined", () => {
    const schema = { fields: [{ name: "a", type: "string", format: undefined }] } as unknown as TableSchema;
    expect(writeTableSchema(schema)).not.toContain("format");
  });
});
