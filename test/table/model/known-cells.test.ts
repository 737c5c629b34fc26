import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEngine, type Engine } from "../../../src/index.ts";
import { fitTable, type Cell, type DataTable, type TableModel, type TableSchema } from "../../../src/table/index.ts";
import { mixedSchema, mixedTable, noise } from "./tables.ts";

let engine: Engine;
let model: TableModel;
beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
  model = await fitTable(engine, mixedTable(400), { schema: mixedSchema, steps: 200, seed: 3 });
});
afterAll(() => engine.dispose());

const mean = (values: readonly Cell[]): number =>
  values.reduce<number>((sum, value) => sum + (value as number), 0) / values.length;

describe("sample with where", () => {
  it("gives every row the cells that are asked for, and the others given these", async () => {
    const blue = await model.sample(40, { where: { kind: "blue", size: null }, seed: 1 });
    expect(blue.columns[1].every((cell) => cell === "blue")).toBe(true);
    expect(blue.columns[2].every((cell) => cell === null)).toBe(true);
    const red = await model.sample(40, { where: { kind: "red" }, seed: 1 });
    expect(mean(blue.columns[3])).toBeGreaterThan(7.5); // of 8…9
    expect(mean(red.columns[3])).toBeLessThan(1.5); // of 0…1
  });

  it("gives the same rows whole or in parts", async () => {
    const whole = await model.sample(12, { where: { kind: "red" }, seed: 2 });
    const tail = await model.sample(5, { where: { kind: "red" }, seed: 2, offset: 7 });
    expect(tail.columns).toEqual(whole.columns.map((column) => column.slice(7)));
  });

  it("gives rows across 2³² whole or in parts", async () => {
    const [conditions, offset] = [{ where: { kind: "red", weight: 0.5 }, seed: 2 }, 2 ** 32 - 4];
    const whole = await model.sample(9, { ...conditions, offset });
    const tail = await model.sample(5, { ...conditions, seed: 2 ** 32 + 2 });
    expect(tail.columns.slice(1)).toEqual(whole.columns.slice(1).map((column) => column.slice(4)));
  });

  it("refuses columns and cells that the table does not have, at the call", () => {
    expect(() => model.sample(2, { where: { knid: "red" } })).toThrow('expected column "kind", got "knid"');
    expect(() => model.sample(2, { where: { id: "id-1" } })).toThrow("identifier");
    expect(() => model.sample(2, { sede: 1 } as object)).toThrow('expected option "seed"');
    expect(() => model.sample(2, { where: { kind: "pink" } })).toThrow('got "pink"');
    expect(() => model.sample(2, { where: { flag: null } })).toThrow("no gaps in training");
  });
});

describe("sample with given", () => {
  it("keeps a table's cells and draws the others", async () => {
    const given = { kind: ["red", null, "blue"], id: ["x", "y", "z"] };
    const rows = await model.sample(3, { given });
    expect(rows.columns[0]).toEqual(["x", "y", "z"]);
    expect([rows.columns[1][0], rows.columns[1][2]]).toEqual(["red", "blue"]);
    expect(rows.columns[1][1]).not.toBe(null);
    expect(() => model.sample(4, { given })).toThrow("given of 4 rows, got 3");
  });
});

describe("sample with accept", () => {
  it("draws rows again until the function takes them, the same for any split", async () => {
    const accept = (row: Readonly<Record<string, Cell>>): boolean => (row["weight"] as number) > 4.5;
    const whole = await model.sample(30, { accept, seed: 4 });
    expect(whole.columns[3].every((cell) => (cell as number) > 4.5)).toBe(true);
    const tail = await model.sample(10, { accept, seed: 4, offset: 20 });
    expect(tail.columns).toEqual(whole.columns.map((column) => column.slice(20)));
    const border = await model.sample(9, { accept, seed: 4, offset: 2 ** 32 - 5 });
    const after = await model.sample(4, { accept, seed: 4, offset: 2 ** 32 });
    expect(after.columns).toEqual(border.columns.map((column) => column.slice(5)));
  });

  it("ends at the budget with the acceptance rate", async () => {
    await expect(model.sample(10, { accept: () => false, budget: 1 })).rejects.toThrow(
      /within the budget, got 0 of 1010 drawn, an acceptance rate of 0\.0 %/,
    );
  });
});

describe("missing", () => {
  it('"never" gives rows without gaps', async () => {
    const rows = await model.sample(100, { missing: "never", seed: 1 });
    expect(rows.columns.flat().includes(null)).toBe(false);
    const learned = await model.sample(100, { seed: 1 });
    expect(learned.columns[2].includes(null)).toBe(true);
  });
});

describe("impute", () => {
  it("fills gaps and absent columns, and gives known cells back as they were", async () => {
    const table = {
      names: ["extra", "weight", "kind", "size"],
      columns: [
        ["p", "q"],
        [8.5, "0.25"],
        [null, "red"],
        [3, null],
      ],
    };
    const filled = await model.impute(table, { draws: 100, seed: 1 });
    expect(filled.names).toEqual(["extra", "weight", "kind", "size", "id", "flag", "day", "fixed"]);
    const [extra, weight, kind, size, , flag, day, fixed] = filled.columns;
    const hundred = (cell: Cell): Cell[] => new Array<Cell>(100).fill(cell);
    expect(extra).toEqual([...hundred("p"), ...hundred("q")]);
    expect(weight).toEqual([...hundred(8.5), ...hundred("0.25")]);
    expect(kind.slice(100)).toEqual(hundred("red"));
    expect(kind.slice(0, 100).filter((cell) => cell === "blue").length).toBeGreaterThan(50); // 33 ± 5 if the weight were not looked at

    expect(size.slice(0, 100)).toEqual(hundred(3));
    expect(size.slice(100).every((cell) => Number.isInteger(cell))).toBe(true);
    expect([...flag, ...day, ...fixed].includes(null)).toBe(false);
  });

  it("gives draws of rows across 2³² whole or in parts, also where rows × draws are beyond it", async () => {
    const table = { kind: ["red", null, "blue", null], size: [3, null, null, 4], weight: [null, 8.5, 0.25, null] };
    const part = (begin: number): typeof table => ({
      kind: table.kind.slice(begin),
      size: table.size.slice(begin),
      weight: table.weight.slice(begin),
    });
    const filled = ({ columns }: DataTable): (readonly Cell[])[] => columns.slice(0, 3);
    for (const offset of [2 ** 32 - 2, Math.floor(2 ** 32 / 3) - 2, 1e9]) {
      const whole = await model.impute(table, { draws: 3, seed: 2, offset });
      const tail = await model.impute(part(2), { draws: 3, seed: 2, offset: offset + 2 });
      expect(filled(tail)).toEqual(filled(whole).map((column) => column.slice(6)));
    }
    const { columns } = await model.impute(table, { seed: 2, offset: 2 ** 32 - 2 });
    const higher = await model.impute(part(2), { seed: 2 ** 32 + 2 });
    expect(filled(higher)).toEqual(columns.slice(0, 3).map((column) => column.slice(2)));
    expect(() => model.impute(table, { draws: 5, offset: 2 ** 51 })).toThrow(
      "offset an integer from 0 to 1801439850948194, got 2251799813685248",
    );
  });

  it("names column, row and value that it cannot read", () => {
    expect(() => model.impute({ weight: [1, "heavy"] })).toThrow(
      'column "weight": expected numbers, got "heavy" in row 1',
    );
  });

  it("fills a column of mostly gaps, with no gap left", async () => {
    const values = Array.from({ length: 200 }, (_, r) => (noise(r, 0) < 0.9 ? null : ["a", "b"][r % 2]));
    const others = Array.from({ length: 200 }, (_, r) => r % 2);
    const schema: TableSchema = {
      fields: [
        { name: "rare", type: "string" },
        { name: "even", type: "integer" },
      ],
    };
    const rare = await fitTable(engine, { rare: values, even: others }, { schema, steps: 60 });
    const filled = await rare.impute({ rare: values.slice(0, 30), even: others.slice(0, 30) });
    expect(filled.columns[0].includes(null)).toBe(false);
    filled.columns[0].forEach((cell, r) => values[r] !== null && expect(cell).toBe(values[r]));
  });
});
