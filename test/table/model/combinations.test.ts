import { afterAll, beforeAll, expect, test } from "vitest";
import { createEngine, type Engine } from "../../../src/engine/index.ts";
import { fitTable } from "../../../src/table/model/fit-table.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.dispose());

const labels = ["low", "middle", "high"];
const table = {
  code: Array.from({ length: 90 }, (_, r) => (r * r) % 3),
  label: Array.from({ length: 90 }, (_, r) => labels[(r * r) % 3]),
  size: Array.from({ length: 90 }, (_, r) => `${(r * 7) % 31}.5`),
};

test("a code and its label stay together without a word of it, and one of them tells the other", async () => {
  const model = await fitTable(engine, table, { steps: 20 });
  const { names, columns } = await model.sample(200);
  expect(names).toEqual(["code", "label", "size"]);
  for (let r = 0; r < 200; r++) expect(columns[1][r]).toBe(labels[Number(columns[0][r])]);
  const given = await model.sample(5, { where: { label: "middle" } });
  expect(given.columns[0].map(Number)).toEqual([1, 1, 1, 1, 1]);
});

test("not where the schema says that there are no constraints", async () => {
  const fields = [
    { name: "code", type: "integer", categories: [0, 1] },
    { name: "label", type: "string", categories: ["low", "middle"] },
    { name: "size", type: "number" },
  ] as const;
  const schema = { fields: fields.map((field) => ({ ...field, langevin: undefined })), langevin: { constraints: [] } };
  const model = await fitTable(engine, table, { steps: 5, schema: schema as never });
  const { columns } = await model.sample(300);
  expect(columns[0].some((code, r) => columns[1][r] !== labels[Number(code)])).toBe(true);
});

test("rows of a combination that was seen have a probability; of others it is 0", async () => {
  const model = await fitTable(engine, table, { steps: 20 });
  const rows = { code: [0, 1, 0], label: ["low", "middle", "middle"], size: ["3.5", "8.5", "3.5"] };
  const { logProbability } = await model.logProbability(rows);
  expect([...logProbability].map(Number.isFinite)).toEqual([true, true, false]);
  expect(logProbability[2]).toBe(-Infinity);
});
