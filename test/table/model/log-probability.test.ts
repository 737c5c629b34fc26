import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEngine, type Engine } from "../../../src/index.ts";
import { fitTable, type Cell, type TableModel, type TableSchema } from "../../../src/table/index.ts";

let engine: Engine;
let model: TableModel;

// A network whose last layer is all but 0 is exact for independent columns
async function untrained(table: Record<string, Cell[]>, options: object): Promise<TableModel> {
  const fitted = await fitTable(engine, table, { ...options, steps: 2 });
  const layers = fitted.parts.network!.parameters();
  const last = layers[layers.length - 1];
  last.weight.fill(0);
  last.bias.fill(1e-30);
  fitted.parts.network!.mlp.setWeights("average", layers);
  return fitted;
}

const rows = 80;
const kind = Array.from({ length: rows }, (_, r): Cell => (r % 8 < 5 ? "a" : r % 8 < 7 ? "b" : null));
const size = Array.from({ length: rows }, (_, r): Cell => (r % 4 === 0 ? null : (r * 7) % 10));
const schema: TableSchema = {
  fields: [
    { name: "kind", type: "string" },
    { name: "size", type: "integer", langevin: { role: "number", atoms: [] } },
  ],
};
beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
  model = await untrained({ kind, size }, { schema, holdout: 0 });
});
afterAll(() => engine.dispose());

const share = (cells: readonly Cell[], cell: Cell): number => cells.filter((each) => each === cell).length / rows;

describe("logProbability", () => {
  it("is the product of the shares for independent columns", async () => {
    const cells: [Cell, Cell][] = [
      ["a", null],
      ["b", null],
      [null, null],
    ];
    const { logProbability, error } = await model.logProbability({
      kind: cells.map(([k]) => k),
      size: cells.map(([, s]) => s),
    });
    cells.forEach(([k], r) => {
      const exact = Math.log(share(kind, k) * share(size, null));
      expect(Math.abs(logProbability[r] - exact)).toBeLessThan(0.005 + error[r]);
    });
  });

  it("falls with the square of the distance beyond what was seen, however far", async () => {
    const far = [12, 20, 1e3, 1e6, 1e12];
    const { logProbability } = await model.logProbability(far.map((size) => ({ kind: "a", size })));
    expect(logProbability.every((value, r) => value < (r === 0 ? 0 : logProbability[r - 1]))).toBe(true);
    expect(logProbability.every(Number.isFinite)).toBe(true);
    expect((logProbability[4] / logProbability[3]) * 1e-12).toBeCloseTo(1, 2);
  });

  it("sums to 1 over all rows that there can be", async () => {
    const sizes: Cell[] = [null, ...Array.from({ length: 10 }, (_, k) => k)];
    const all = sizes.map((cell) => ({ kind: "a", size: cell }));
    const { logProbability } = await model.logProbability(all, { draws: 16 });
    const sum = logProbability.reduce((total, value) => total + Math.exp(value), 0);
    expect(Math.abs(sum - share(kind, "a"))).toBeLessThan(0.02 * share(kind, "a"));
  });

  it("is a row's own, by its place in one large table, whatever rows are beside it", async () => {
    const fields = [
      { name: "kind", type: "string" },
      { name: "size", type: "number" },
    ];
    const full = await untrained({ kind: ["a", "b", "a"], size: [0.1, 1.2, 2.3] }, { schema: { fields } });
    // A gap that no row can have between the others
    const table = ["a", "b", null, "a", "b", "a"].map((kind, r) => ({ kind, size: r / 3 }));
    for (const offset of [0, 2 ** 32 - 4]) {
      const whole = await full.logProbability(table, { offset, seed: 8 });
      for (const [begin, end] of [
        [0, 2],
        [2, 5],
        [3, 6],
        [5, 6],
      ]) {
        // prettier-ignore
        const part = await full.logProbability(table.slice(begin, end), { offset: offset + begin, seed: 8 });
        expect(part.logProbability).toEqual(whole.logProbability.slice(begin, end));
        expect(part.error).toEqual(whole.error.slice(begin, end));
      }
      const one = (place: number) => full.logProbability([table[3]], { offset: place, seed: 8 });
      expect((await one(offset + 3)).logProbability).not.toEqual((await one(offset + 9)).logProbability);
    }
    const border = await full.logProbability(table, { offset: 2 ** 32 - 4, seed: 8 });
    const higher = await full.logProbability(table.slice(4), { seed: 2 ** 32 + 8 });
    expect(higher.logProbability).toEqual(border.logProbability.slice(4));
    await full.logProbability([table[0]], { offset: 2 ** 53 - 1 });
    expect(() => full.logProbability(table, { offset: 2 ** 53 - 5 })).toThrow(
      "offset an integer from 0 to 9007199254740986",
    );
  });

  it("takes a row's probes by its place, beyond 64 columns, whatever rows are beside it", async () => {
    const names = Array.from({ length: 70 }, (_, c) => `c${c}`);
    const rowOf = (r: number) => Object.fromEntries(names.map((name, c) => [name, Math.sin(r * 7 + c * c)] as const));
    const training = Array.from({ length: 40 }, (_, r) => rowOf(r));
    const wide = await fitTable(engine, training, { steps: 3, seed: 2 });
    const table: Record<string, Cell>[] = [rowOf(1), { ...rowOf(2), c3: null }, rowOf(3), rowOf(3)];
    const how = { draws: 1, tolerance: 1e-2, seed: 8 };
    const { logProbability } = await wide.logProbability(table, { ...how, offset: 2 ** 32 - 3 });
    expect(logProbability[1]).toBe(-Infinity);
    const tail = await wide.logProbability(table.slice(2), { ...how, offset: 2 ** 32 - 1 });
    expect(tail.logProbability).toEqual(logProbability.slice(2));
    expect(logProbability[2]).not.toBe(logProbability[3]);
  });

  it("is that of the other columns, given some: the shares of independent columns, gaps among those given", async () => {
    const cells: [Cell, Cell][] = [
      ["a", null],
      ["b", 3],
      [null, null],
      ["a", 7],
    ];
    const table = { kind: cells.map(([k]) => k), size: cells.map(([, s]) => s) };
    const { logProbability, error } = await model.logProbability(table, { given: ["size"] });
    cells.forEach(([k], r) =>
      expect(Math.abs(logProbability[r] - Math.log(share(kind, k)))).toBeLessThan(0.005 + error[r]),
    );
    const [of, beside] = [await model.logProbability(table), await model.logProbability(table, { given: ["kind"] })];
    beside.logProbability.forEach((value, r) =>
      expect(Math.abs(value + logProbability[r] - of.logProbability[r])).toBeLessThan(0.005 + of.error[r] + error[r]),
    );
  });

  it("counts nothing of a number that is given, however far away", async () => {
    const rows = [1e3, 1e12].map((size) => ({ kind: "a", size }));
    const { logProbability } = await model.logProbability(rows, { given: ["size"] });
    logProbability.forEach((value) => expect(Math.abs(value - Math.log(share(kind, "a")))).toBeLessThan(0.005));
  });

  it("is the law of one column beside another that it depends on", async () => {
    // 80 of 100 rows have the same in both columns
    const first = Array.from({ length: 100 }, (_, r) => "xy"[r % 2]);
    const second = first.map((cell, r) => (r % 10 < 8 ? cell : cell === "x" ? "y" : "x"));
    const fitted = await fitTable(engine, { first, second }, { steps: 600, holdout: 0, seed: 3 });
    const rows = ["x", "y"].flatMap((a) => ["x", "y"].map((b) => ({ first: a, second: b })));
    const { logProbability } = await fitted.logProbability(rows, { given: ["first"] });
    rows.forEach(({ first, second }, r) =>
      expect(Math.abs(Math.exp(logProbability[r]) - (first === second ? 0.8 : 0.2))).toBeLessThan(0.05),
    );
  });

  it("refuses columns given that are not learned, all of them, and none", () => {
    const table = { kind: ["a"], size: [1] };
    const refused = (given: unknown) => () => model.logProbability(table, { given: given as string[] });
    expect(refused(["sise"])).toThrow('given: expected column "size", got "sise"');
    expect(refused(["kind", "size"])).toThrow("given some of 2 columns that are learned and not all, got 2");
    expect(refused([])).toThrow("got 0");
    expect(refused("size")).toThrow("given an array of columns");
  });

  it("is −∞ of a gap where training had none, and names a level that it does not know", async () => {
    const fields = [{ name: "kind", type: "string" }];
    const full = await untrained({ kind: ["a", "b", "a"] }, { schema: { fields } });
    expect([...(await full.logProbability({ kind: ["a", null] })).logProbability][1]).toBe(-Infinity);
    expect(() => full.logProbability({ kind: ["c"] })).toThrow('got "c" in row 0');
  });
});
