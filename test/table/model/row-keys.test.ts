import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEngine, type Engine } from "../../../src/index.ts";
import { planRows } from "../../../src/shards/index.ts";
import { fitTable, saveTableModel, type DataTable, type TableModel } from "../../../src/table/index.ts";
import { noise } from "./tables.ts";

let engine: Engine;
let model: TableModel;
const letters = [..."abcdef"];

/** Shop and day tell rows apart: 6 × 6 keys, each once, and a number. */
function visits(): DataTable {
  const pairs = letters.flatMap((shop) => letters.map((day) => [shop, day.toUpperCase()]));
  return {
    names: ["shop", "day", "sold"],
    columns: [
      pairs.map(([shop]) => shop),
      pairs.map(([, day]) => day),
      pairs.map((_, row) => Math.floor(100 * noise(row, 1))),
    ],
  };
}

beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
  const fields = [
    { name: "shop", type: "string" as const, categories: letters },
    { name: "day", type: "string" as const, categories: letters.map((day) => day.toUpperCase()) },
    { name: "sold", type: "integer" as const },
  ];
  model = await fitTable(engine, visits(), { schema: { fields, primaryKey: ["shop", "day"] }, steps: 60 });
});
afterAll(() => engine.dispose());

const keysOf = ({ columns: [shop, day] }: DataTable): string[] => shop.map((cell, row) => `${cell}${day[row]}`);

describe("a primary key of learned columns", () => {
  it("differs in all rows of a sample", async () => {
    const keys = keysOf(await model.sample(30, { seed: 1 }));
    expect(new Set(keys).size).toBe(30);
  });

  it("differs in the rows that a function takes", async () => {
    const accept = ({ shop }: { shop?: unknown }): boolean => shop !== "a";
    const rows = await model.sample(20, { seed: 1, accept });
    expect(new Set(keysOf(rows)).size).toBe(20);
    expect(rows.columns[0]).not.toContain("a");
  });

  it("is refused in parts, which know nothing of each other", async () => {
    const folder = mkdtempSync(join(tmpdir(), "keys-"));
    try {
      const file = join(folder, "model.langevin");
      writeFileSync(file, saveTableModel(model, { for: "sampling" }));
      await expect(planRows({ operation: "tableSample", model: file, rows: 10 })).rejects.toThrow(
        /expected a model without a learned primary key/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("is an error in words where there are fewer keys than rows", async () => {
    await expect(model.sample(37, { seed: 1, budget: 5 })).rejects.toThrow(
      /^model\.sample: expected the primary key "shop", "day" to differ in 37 rows within the budget, got \d+ of \d+ drawn/,
    );
  });
});
