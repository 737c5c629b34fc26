import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEngine, type Engine } from "../../../src/index.ts";
import { describeTable, fitTable, type Cell, type DataTable, type TableSchema } from "../../../src/table/index.ts";
import { prepareFit } from "../../../src/table/model/prepare-fit.ts";
import { noise } from "./tables.ts";

let engine: Engine;
beforeAll(async () => (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const column = (rows: number, of: (r: number) => Cell): Cell[] => Array.from({ length: rows }, (_, r) => of(r));

describe("tables of every shape are fitted", () => {
  it("only categories", async () => {
    const table = { a: column(30, (r) => "xyz"[r % 3]), b: column(30, (r) => "pq"[r % 2]) };
    const rows = await (await fitTable(engine, table, { steps: 10 })).sample(20);
    expect(rows.columns[0].every((cell) => "xyz".includes(cell as string))).toBe(true);
  });

  it("only numbers, and one column", async () => {
    const numbers = { a: column(30, (r) => noise(r, 0)), b: column(30, (r) => r) };
    expect(
      (await (await fitTable(engine, numbers, { steps: 10 })).sample(5)).columns.flat().every(Number.isFinite),
    ).toBe(true);
    expect((await (await fitTable(engine, { a: [1, 2, 3, 4] }, { steps: 10 })).sample(5)).names).toEqual(["a"]);
  });

  it("constant, empty and all-missing columns are given again", async () => {
    const table = { a: column(20, () => 7), b: column(20, () => null), c: column(20, (r) => r % 4) };
    const rows = await (await fitTable(engine, table, { steps: 10 })).sample(10);
    expect(rows.columns[0]).toEqual(new Array(10).fill(7));
    expect(rows.columns[1]).toEqual(new Array(10).fill(null));
    const constant = await fitTable(engine, { a: [1, 1, 1] });
    expect([constant.finished, constant.width]).toEqual([true, 0]);
    expect((await constant.sample(2)).columns).toEqual([[1, 1]]);
    expect([...(await constant.logProbability({ a: [1, 2] })).logProbability]).toEqual([0, -Infinity]);
  });

  it("1,000 columns of two values", async () => {
    const names = Array.from({ length: 1000 }, (_, c) => `c${c}`);
    const columns = names.map((_, c) => column(12, (r) => noise(r, c) < 0.5));
    const model = await fitTable(engine, { names, columns }, { steps: 2 });
    expect((await model.sample(3)).columns.flat().every((cell) => typeof cell === "boolean")).toBe(true);
  });

  it("names that look like whole numbers keep their order", async () => {
    const table = {
      names: ["2", "1", "10"],
      columns: [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    };
    expect((await (await fitTable(engine, table, { steps: 2 })).sample(2)).names).toEqual(["2", "1", "10"]);
  });
});

describe("what cannot be fitted is refused before the first step", () => {
  const schema: TableSchema = { fields: [{ name: "a", type: "integer" }] };
  it.each([
    ["one row", { a: [1] }, {}, "expected a table of 2 or more rows, got 1"],
    ["no table", 5, {}, "expected table a table"],
    ["no rows", [], {}, "one or more rows, got none"],
    ["ragged columns", { a: [1, 2], b: [1] }, {}, 'column "b": expected 2 cells'],
    ["a name twice", { names: ["a", "a"], columns: [[1], [2]] }, {}, "different names"],
    [
      "a cell that is no number",
      { a: [1, "two"] },
      { schema },
      'column "a": expected whole numbers, got "two" in row 1',
    ],
    [
      "more columns than a network may have coordinates",
      Object.fromEntries(Array.from({ length: 4097 }, (_, c) => [`c${c}`, [c + 0.5, 2 * c + 7, 3 * c + 0.25]])),
      {},
      'expected a table of at most 4096 coordinates, got 4097; "c0" has the most, role "drop" leaves a column out',
    ],
    ["a column without field", { a: [1, 2], z: [1, 2] }, { schema }, 'a field of the schema for column "z"'],
    ["a field without column", { b: [1, 2] }, { schema }, 'got "a"'],
    ["a target that is not there", { a: [1, 2] }, { target: "b" }, 'got "b"'],
    ["an option of another name", { a: [1, 2] }, { second: 3 }, 'expected option "seconds"'],
    ["steps and seconds", { a: [1, 2] }, { steps: 2, seconds: 2 }, "steps or seconds, not both"],
  ])("%s", (_, table, options, message) => {
    expect(() => fitTable(engine, table as never, options as never)).toThrow(message);
  });
});

it("100,000 different texts are no 100,000 coordinates", () => {
  const name = column(100_000, (r) => `${noise(r, 0).toString(36).slice(2)} of ${"xyz".repeat(r % 5)}`);
  const table = { names: ["name", "size"], columns: [name, column(100_000, (r) => Math.floor(noise(r, 1) * 90))] };
  const { schema } = describeTable(table);
  const asked = { schema, seconds: 1, seed: 0, holdout: 0.1, target: undefined, protect: false };
  expect(prepareFit("test", table, asked).encoding.width).toBe(1);
});

describe("time", () => {
  it("a tiny table is fitted within the seconds it is given, about", async () => {
    const model = await fitTable(engine, { a: column(20, (r) => r % 5) }, { seconds: 0.2 });
    expect(model.finished).toBe(true);
    expect(model.steps).toBeGreaterThanOrEqual(10);
  });
});

describe("constraints hold in every row", () => {
  const rows = 200;
  const low = column(rows, (r) => Math.floor(noise(r, 0) * 50));
  const gap = column(rows, (r) => (noise(r, 1) < 0.3 ? 0 : Math.floor(noise(r, 2) * 20)));
  const high = column(rows, (r) => (noise(r, 3) < 0.2 ? null : (low[r] as number) + (gap[r] as number)));
  const lowWithGaps = column(rows, (r) => (noise(r, 4) < 0.2 ? null : low[r]));
  const fields: TableSchema["fields"] = ["low", "high", "total"].map((name) => ({
    name,
    type: "integer",
    langevin: { role: "number" },
  }));

  it("inequalities, with gaps in both", async () => {
    const schema: TableSchema = {
      fields: fields.slice(0, 2),
      langevin: { constraints: [{ type: "inequality", low: "low", high: "high" }] },
    };
    const table: DataTable = { names: ["low", "high"], columns: [lowWithGaps, high] };
    const model = await fitTable(engine, table, { schema, steps: 60 });
    const sampled = await model.sample(500);
    const [lows, highs] = sampled.columns;
    expect(lows.some((cell) => cell === null)).toBe(true);
    expect(lows.some((cell, r) => cell === null && highs[r] !== null)).toBe(true);
    lows.forEach((cell, r) => {
      if (cell !== null && highs[r] !== null) expect(highs[r] as number).toBeGreaterThanOrEqual(cell as number);
    });
    expect(() => model.impute({ high: [5] })).toThrow('"low" to be known wherever "high" is');
    const filled = await model.impute({ low: [10, 20], high: [null, 30] });
    expect(filled.columns[0]).toEqual([10, 20]);
    expect(filled.columns[1][0] as number).toBeGreaterThanOrEqual(10);
    expect(filled.columns[1][1]).toBe(30);
  });

  it("sums, exactly", async () => {
    const total = column(rows, (r) => (low[r] as number) + (gap[r] as number));
    const schema: TableSchema = {
      fields,
      langevin: { constraints: [{ type: "sum", total: "total", parts: ["low", "high"] }] },
    };
    const model = await fitTable(
      engine,
      { names: ["low", "high", "total"], columns: [low, gap, total] },
      { schema, steps: 30 },
    );
    const [a, b, c] = (await model.sample(300)).columns;
    a.forEach((cell, r) => expect(c[r]).toBe((cell as number) + (b[r] as number)));
  });

  it("combinations, only those seen", async () => {
    const city = column(rows, (r) => ["Rome", "Paris", "Lyon"][Math.floor(noise(r, 5) * 3)]);
    const country = city.map((cell) => (cell === "Rome" ? "IT" : "FR"));
    const schema: TableSchema = {
      fields: [
        { name: "city", type: "string" },
        { name: "country", type: "string" },
      ],
      langevin: { constraints: [{ type: "combination", fields: ["city", "country"] }] },
    };
    const model = await fitTable(engine, { city, country }, { schema, steps: 20 });
    const sampled = await model.sample(300);
    sampled.columns[0].forEach((cell, r) => expect(sampled.columns[1][r]).toBe(cell === "Rome" ? "IT" : "FR"));
  });

  it("a row that breaks one is named before anything is trained", () => {
    const schema: TableSchema = {
      fields: fields.slice(0, 2),
      langevin: { constraints: [{ type: "inequality", low: "low", high: "high" }] },
    };
    expect(() => fitTable(engine, { low: [1, 5, 2], high: [2, 4, 1] }, { schema })).toThrow(
      'expected "high" at least "low" in every row, got 2 where it is not, the first in row 1',
    );
  });
});
