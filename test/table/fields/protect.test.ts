import { describe, expect, test } from "vitest";
import { fitTableEncoding } from "../../../src/table/encodings/table-encoding.ts";
import { createFieldCodec } from "../../../src/table/fields/create-codec.ts";
import { frequentLevels, protectField } from "../../../src/table/fields/protect.ts";
import { prepareFit } from "../../../src/table/model/prepare-fit.ts";
import { encodeCopies } from "../../../src/table/model/training-rows.ts";
import type { Field, TableSchema } from "../../../src/table/schema/table-schema.ts";

/** What a model may say of a column: its field, and the parameters of its encoding. */
function keptOf(field: Field, cells: (string | number)[]): string {
  const codec = createFieldCodec("test", field);
  const values = Float64Array.from(cells, (cell, row) => codec.toNumber(cell, row));
  const { parameters } = fitTableEncoding("test", [field], [values]);
  return JSON.stringify([field, Object.values(parameters).map((numbers) => [...numbers])]);
}

function protect(field: Field, cells: (string | number)[], seed = 0) {
  const codec = createFieldCodec("test", field);
  return protectField(
    field,
    Float64Array.from(cells, (cell, row) => codec.toNumber(cell, row)),
    3,
    seed,
  );
}

describe("levels", () => {
  test("the 50 most frequent and those of 5 rows are kept, the rest is one that is no text of the table", () => {
    const counts = new Map(Array.from({ length: 200 }, (_, k) => [`name ${k}`, k < 60 ? 5 + k : 1 + (k % 4)]));
    const { categories, other } = frequentLevels(counts);
    expect(categories).toHaveLength(60);
    expect(categories.every((level) => (counts.get(level) as number) >= 5)).toBe(true);
    expect(other).toBe("(other)");
    expect(frequentLevels(new Map([["a", 1]]))).toEqual({ categories: ["a"], other: undefined });
    expect(frequentLevels(new Map([...counts, ["(other)", 99]])).other).toBe("((other))");
  });

  test("of 2 rows are neither in the schema nor among the parameters; of 8 rows they are", () => {
    const cells = [...Array<string>(90).fill("common"), ...Array<string>(8).fill("seldom"), "Secret", "Secret"];
    const field: Field = { name: "name", type: "string", categories: ["Secret", "common", "seldom"] };
    const { field: kept, levels } = protect(field, cells);
    expect([kept.categories, levels]).toEqual([["common", "seldom"], 1]);
    expect(keptOf(kept, cells)).not.toContain("Secret");
    expect(keptOf(field, cells)).toContain("Secret");
    const codec = createFieldCodec("test", kept);
    expect(cells.map((cell, row) => codec.toText(codec.toNumber(cell, row))).slice(-3)).toEqual(["seldom", "(other)", "(other)"]); // prettier-ignore
  });

  test("of one row are not kept though nothing else is left; a small table's others are", () => {
    const field: Field = { name: "c", type: "string", categories: ["Secret", "a", "b"] };
    expect(protect(field, ["a", "a", "b", "b", "Secret"]).field.categories).toEqual(["a", "b"]);
    const none = protect({ ...field, categories: ["Secret", "Hidden"] }, ["Secret", "Hidden"]).field;
    expect(none).toMatchObject({ categories: [], langevin: { other: "(other)" } });
    expect(keptOf(none, ["Secret", "Hidden"])).not.toMatch(/Secret|Hidden/);
    const numbers: Field = { name: "n", type: "integer", categories: [1, 2] };
    expect(protect(numbers, [1, 2]).field.categories).toEqual([1, 2]);
  });

  test("of numbers become the nearest level that is kept: the type stays", () => {
    const cells = [...Array<number>(50).fill(1), ...Array<number>(50).fill(4), 9, 2];
    const { field } = protect({ name: "n", type: "integer", categories: [1, 2, 4, 9] }, cells);
    const codec = createFieldCodec("test", field);
    expect([9, 2].map((cell) => codec.toCell(codec.toNumber(cell, 0)))).toEqual([4, 1]);
  });
});

describe("extreme values", () => {
  const cells = Array.from({ length: 200 }, (_, i) => (i === 7 ? 1_234_567 : 100 + i));

  test("are beyond the range, which ends at the 5th to 7th from either end, drawn by column and seed", () => {
    const ends = new Set<number>();
    for (let seed = 0; seed < 30; seed++) {
      const { field, cells: beyond } = protect({ name: "pay", type: "integer" }, cells, seed);
      const [low, high] = field.langevin?.range as [number, number];
      expect([104, 105, 106]).toContain(low);
      expect(high).toBe(299 - (low - 104) - 3);
      expect(beyond).toBe(2 * (low - 100));
      ends.add(low);
      expect(keptOf(field, cells)).not.toContain("1234567");
    }
    expect(ends.size).toBe(3);
  });

  test("are never sampled", () => {
    const { field } = protect({ name: "pay", type: "integer" }, cells);
    const encoding = fitTableEncoding("test", [field], [Float64Array.from(cells)]);
    const decoded = encoding.decode(Float32Array.from({ length: 801 }, (_, i) => -8 + i / 50));
    expect([Math.min(...decoded), Math.max(...decoded)]).toEqual(field.langevin?.range);
    expect(keptOf({ name: "pay", type: "integer" }, cells)).toContain("1234567");
  });

  test.each([
    ["whole numbers", "integer", 1],
    ["hundredths", "number", 0.01],
    ["numbers that are not rounded", "number", Math.SQRT1_2],
  ] as const)("are learned as the ends: %s", (_, type, unit) => {
    const pay = Array.from({ length: 400 }, (_, i) => unit * (i === 7 ? 1_234_567 : 1000 + ((i * i * 37) % 9973)));
    const table = { names: ["pay"], columns: [pay] };
    const schema: TableSchema = { fields: [{ name: "pay", type }] };
    const asked = { schema, seconds: 1, seed: 0, holdout: 0, target: undefined, protect: true };
    const { encoding, training } = prepareFit("test", table, asked);
    const [low, high] = prepareFit("test", table, asked).layout.schema.fields[0].langevin?.range as [number, number];
    expect([Math.min(...training), Math.max(...training)]).toEqual([low, high]);
    expect(Math.max(...encodeCopies(encoding, training, { copies: 2, seed: 0 }).map(Math.abs))).toBeLessThan(4);
  });

  test("lie beyond the ends by their distance in units of the column, however narrow its last bin is", () => {
    const { field } = protect({ name: "pay", type: "number" }, cells);
    const [low, high] = field.langevin?.range as [number, number];
    const encoding = fitTableEncoding("test", [field], [Float64Array.from(cells)]);
    const [end, beyond, far] = encoding.encode([high, high + 0.5 * (high - low), 2 * high - low]);
    const [first, before] = encoding.encode([low, low - (high - low)]);
    expect(beyond - end).toBeGreaterThan(2);
    expect(far - end).toBeLessThan(8);
    expect(far - beyond).toBeCloseTo(6.4 / 2, 0);
    expect(first - before).toBeLessThan(8);
    expect(first - before).toBeGreaterThan(2);
  });
});
