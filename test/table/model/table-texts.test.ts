import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEngine, type Engine } from "../../../src/index.ts";
import { describeTable, fitTable, loadTableModel, saveTableModel, type TableModel } from "../../../src/table/index.ts";
import type { Cell, DataTable } from "../../../src/table/index.ts";
import { noise } from "./tables.ts";

let engine: Engine;
beforeAll(async () => (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const ROWS = 400;
const isFrequent = (text: Cell): boolean => text === "Berlin" || text === "Paris";

/** A free text with gaps in a quarter of the rows, towns of which 120 are in 2 rows each, and a number. */
function letters(rows = ROWS): DataTable {
  const at = (of: (r: number) => Cell): Cell[] => Array.from({ length: rows }, (_, r) => of(r));
  return {
    names: ["note", "town", "size"],
    columns: [
      at((r) => (r % 4 === 0 ? null : `secret ${r}: ${"abc".repeat(1 + (r % 3))}`)),
      at((r) => (r < 240 ? `Hamlet ${r >> 1}` : noise(r, 0) < 0.5 ? "Berlin" : "Paris")),
      at((r) => Math.floor(noise(r, 1) * 100)),
    ],
  };
}

const bytesOf = (model: TableModel): string => new TextDecoder("latin1").decode(saveTableModel(model));

describe("without allowRealText", () => {
  it.each([8, 30, 400])("no free text comes out, and none is in the model: %i rows", async (rows) => {
    const model = await fitTable(engine, letters(rows), { steps: 10 });
    const { columns } = await model.sample(200, { seed: 1 });
    expect(new Set(columns[0])).toEqual(new Set([null]));
    expect(bytesOf(model)).not.toContain("secret");
    if (rows === ROWS) {
      expect(columns[1].filter((town) => !isFrequent(town) && town !== "other")).toEqual([]);
      expect(columns[1]).toContain("other");
      expect(bytesOf(model)).not.toContain("Hamlet");
    }
  });

  it.each([6, 12, 20])("names of %i people are not levels", async (rows) => {
    const names = Array.from({ length: rows }, (_, r) => `${"xyzuvw"[r % 6]}ia Smith${"son".repeat(r)}`);
    const model = await fitTable(engine, { name: names, age: names.map((_, r) => 20 + (r % 3)) }, { steps: 10 });
    const { columns } = await model.sample(50);
    expect(columns[0].filter((name) => names.includes(name as string))).toEqual([]);
    expect(bytesOf(model)).not.toContain("Smith");
  });
});

describe("with allowRealText", () => {
  const table = letters();
  let model: TableModel;
  beforeAll(async () => (model = await fitTable(engine, table, { steps: 40, allowRealText: true })));

  it("free texts and gaps are the table's, and rare texts stand where they were one level", async () => {
    const { columns } = await model.sample(1000, { seed: 1 });
    const known = table.columns.map((cells) => new Set(cells));
    expect(columns[0].filter((cell) => !known[0].has(cell))).toEqual([]);
    expect(columns[1].filter((cell) => !known[1].has(cell))).toEqual([]);
    // 4 standard errors of a quarter of 1,000 rows
    expect(Math.abs(columns[0].filter((cell) => cell === null).length - 250)).toBeLessThan(4 * Math.sqrt(1000 / 4 / 4) * 2); // prettier-ignore
    expect(new Set(columns[0]).size).toBeGreaterThan(200);
    expect(new Set(columns[1].filter((town) => !isFrequent(town))).size).toBeGreaterThan(40);
  });

  it("the same rows whole, in parts and from a file; others for another seed", async () => {
    const whole = await model.sample(60, { seed: 2 });
    const parts = [await model.sample(25, { seed: 2 }), await model.sample(35, { seed: 2, offset: 25 })];
    expect(parts[0].columns.map((cells, c) => [...cells, ...parts[1].columns[c]])).toEqual(whole.columns);
    const loaded = loadTableModel(engine, saveTableModel(model));
    expect((await loaded.sample(60, { seed: 2 })).columns).toEqual(whole.columns);
    expect((await model.sample(60, { seed: 3 })).columns[0]).not.toEqual(whole.columns[0]);
  });

  it('missing "never" draws texts alone', async () => {
    const { columns } = await model.sample(100, { missing: "never" });
    expect(columns[0]).not.toContain(null);
  });

  it("cells that are given stay; impute puts no one's free text into another row", async () => {
    const town = "other";
    const given = await model.sample(20, { where: { town } });
    expect(new Set(given.columns[1])).toEqual(new Set([town]));
    const gaps = { note: ["mine", null], town: [null, null], size: [5, null] };
    const filled = await model.impute(gaps, { draws: 40 });
    expect(filled.columns[0]).toEqual([...Array<string>(40).fill("mine"), ...Array<null>(40).fill(null)]);
    expect(filled.columns[1].filter((cell) => !new Set(table.columns[1]).has(cell))).toEqual([]);
  });

  it("a column that asks for protection keeps its texts, and one that has texts of its own gives those", async () => {
    const { fields } = describeTable(table).schema;
    Object.assign(fields[0].langevin!, { texts: ["lorem", "ipsum"] });
    Object.assign(fields[1].langevin!, { protect: 5 });
    const other = await fitTable(engine, table, { steps: 10, allowRealText: true, schema: { fields } });
    const { columns } = await other.sample(100);
    expect(new Set(columns[0])).toEqual(new Set(["lorem", "ipsum"]));
    expect(columns[1].filter((cell) => !isFrequent(cell) && cell !== "other")).toEqual([]);
  });
});
