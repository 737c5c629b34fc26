import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEngine, type Engine } from "../../../src/index.ts";
import { fitTable, type TableModel } from "../../../src/table/index.ts";
import type { TableSchema } from "../../../src/table/index.ts";
import { mixedTable, mixedSchema } from "./tables.ts";

let engine: Engine;
beforeAll(async () => (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

describe("fitTable", () => {
  let model: TableModel;
  beforeAll(
    async () => (model = await fitTable(engine, mixedTable(400), { schema: mixedSchema, steps: 150, seed: 3 })),
  );

  it("gives rows of the same columns, types, levels and range", async () => {
    const rows = await model.sample(300, { seed: 1 });
    expect(rows.names).toEqual(mixedSchema.fields.map(({ name }) => name));
    const [id, kind, size, weight, flag, day, fixed] = rows.columns;
    expect(id[0]).toBe("id-0401");
    expect(new Set(id).size).toBe(300);
    expect(kind.every((cell) => ["red", "green", "blue"].includes(cell as string))).toBe(true);
    expect(
      size.every((cell) => cell === null || (Number.isInteger(cell) && (cell as number) >= 0 && (cell as number) <= 9)),
    ).toBe(true);
    expect(
      weight.every((cell) => typeof cell === "number" && Math.abs(cell * 100 - Math.round(cell * 100)) < 1e-6),
    ).toBe(true);
    expect(flag.every((cell) => typeof cell === "boolean")).toBe(true);
    expect(day.every((cell) => /^2024-0[1-4]-\d\d$/.test(cell as string))).toBe(true);
    expect(fixed.every((cell) => cell === "same")).toBe(true);
    const missing = size.filter((cell) => cell === null).length / 300;
    expect(Math.abs(missing - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / 300) + 0.05);
  });

  it("gives the same rows whole or in parts", async () => {
    const whole = await model.sample(50, { seed: 2 });
    const head = await model.sample(20, { seed: 2 });
    const tail = await model.sample(30, { seed: 2, offset: 20 });
    expect(whole.columns.map((_, c) => [...head.columns[c], ...tail.columns[c]])).toEqual(whole.columns);
  });

  it("gives rows across 2³² whole or in parts", async () => {
    const offset = 2 ** 32 - 7;
    const whole = await model.sample(12, { seed: 2, offset });
    expect(whole.columns[0][0]).toBe("id-4294967690");
    const higher = await model.sample(5, { seed: 2 ** 32 + 2 });
    expect(higher.columns.slice(1)).toEqual(whole.columns.slice(1).map((column) => column.slice(7)));
    expect(() => model.sample(3, { offset: 2 ** 53 - 2 })).toThrow("offset an integer from 0 to 9007199254740989");
    await expect(model.sample(1, { offset: 2 ** 53 - 100 })).rejects.toThrow(
      'column "id": expected rows whose numbers are within 9007199254740991',
    );
  });

  it("gives the same bits for the same seed and steps, others for another seed", async () => {
    const again = await fitTable(engine, mixedTable(400), { schema: mixedSchema, steps: 150, seed: 3 });
    expect(await again.sample(20)).toEqual(await model.sample(20));
    const other = await fitTable(engine, mixedTable(400), { schema: mixedSchema, steps: 150, seed: 4 });
    expect(await other.sample(20)).not.toEqual(await model.sample(20));
  });

  it("learns which columns go together", async () => {
    const rows = await model.sample(400, { seed: 5 });
    const red = rows.columns[3].filter((_, r) => rows.columns[1][r] === "red") as number[];
    const blue = rows.columns[3].filter((_, r) => rows.columns[1][r] === "blue") as number[];
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(blue) - mean(red)).toBeGreaterThan(2);
  });
});

it("takes rows of objects and objects of columns as well", async () => {
  const schema: TableSchema = {
    fields: [
      { name: "a", type: "integer" },
      { name: "b", type: "string" },
    ],
  };
  const table = {
    names: ["a", "b"],
    columns: [
      [1, 2, 3, 4, 5, 6],
      ["x", "y", "x", "y", "x", "y"],
    ],
  };
  const rows = table.columns[0].map((a, r) => ({ a, b: table.columns[1][r] }));
  const models = [table, rows, { a: table.columns[0], b: table.columns[1] }].map((each) =>
    fitTable(engine, each as never, { schema, steps: 5 }),
  );
  const sampled = await Promise.all(models.map(async (run) => (await run).sample(4)));
  expect(await sampled[1]).toEqual(await sampled[0]);
  expect(await sampled[2]).toEqual(await sampled[0]);
});
