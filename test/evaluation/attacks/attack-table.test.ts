import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attackTable } from "../../../src/evaluation/attacks/attack-table.ts";
import { denoisingLoss } from "../../../src/evaluation/attacks/denoising-loss.ts";
import { createEngine, type Engine } from "../../../src/index.ts";
import type { TableColumn } from "../../../src/metrics/index.ts";
import { fitTable, type DataTable, type TableModel } from "../../../src/table/index.ts";
import { normals } from "../../metrics/generator.ts";

const numbers = 5;

/** Normal numbers of correlations about 0.3, and a level that the first two decide. */
function rows(count: number, seed: number): DataTable {
  const z = normals(numbers * count, seed);
  const columns = Array.from({ length: numbers }, (_, d) =>
    Array.from({ length: count }, (_, r) => z[r * numbers + d] + (d > 0 ? 0.7 * z[r * numbers] : 0)),
  );
  const levels = Array.from({ length: count }, (_, r) => (z[r * numbers] + z[r * numbers + 1] > 0 ? "a" : "b"));
  return { names: ["n0", "n1", "n2", "n3", "n4", "level"], columns: [...columns, levels] };
}

function toColumns({ columns }: DataTable): TableColumn[] {
  return columns.map((cells, c) =>
    c < numbers
      ? { kind: "number", values: cells.map(Number) }
      : { kind: "category", values: cells.map((cell) => ["a", "b", "c"].indexOf(cell as string)) },
  );
}

let engine: Engine;
let model: TableModel;
let synthetic: TableColumn[];
const train = rows(200, 1);
const holdout = rows(400, 2);

// Two hundred rows, 640 passes over them and no held-out rows to stop by: far too long
beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
  model = await fitTable(engine, train, { steps: 1000, holdout: 0 });
  synthetic = toColumns(await model.sample(200, { seed: 1 }));
}, 60_000);
afterAll(() => engine.dispose());

const attack = (members: DataTable, others: DataTable) =>
  attackTable(
    "test",
    {
      ...{ synthetic, train: toColumns(members), holdout: toColumns(others) },
      inside: { model, train: members, holdout: others },
    },
    { seed: 0 },
  );

describe("attackTable", () => {
  it("a network that overflows is named in a sentence", async () => {
    const broken = await fitTable(engine, train, { steps: 5 });
    const { mlp } = broken.parts.network!;
    const weights = broken.parts.network!.parameters("average");
    mlp.setWeights(
      "average",
      weights.map(({ weight, bias }) => ({ weight: weight.map(() => 1e38), bias })),
    );
    const attacked = attackTable(
      "evaluateTable",
      {
        ...{ synthetic, train: toColumns(train), holdout: toColumns(holdout) },
        inside: { model: broken, train, holdout },
      },
      { seed: 0 },
    );
    await expect(attacked).rejects.toMatchObject({
      code: "diverged",
      message: expect.stringContaining("evaluateTable: expected model whose predictions are finite, got "),
    });
  });

  it("by the model beats all attacks by rows, where it was trained far too long, by four errors", async () => {
    const attacks = await attack(train, holdout);
    const best = (needs: "model" | "rows") => attacks.filter((each) => each.needs === needs)[0];
    expect(attacks[0]).toBe(best("model"));
    expect(attacks[0].auc).toBeGreaterThan(0.85);
    const error = Math.hypot(attacks[0].error, best("rows").error);
    expect(attacks[0].auc - best("rows").auc).toBeGreaterThan(4 * error);
  });

  it("finds nothing in rows that were not learned from, within five errors", async () => {
    for (const { auc, error } of await attack(rows(200, 3), rows(200, 4)))
      expect(Math.abs(auc - 0.5)).toBeLessThan(5 * error);
  });

  it("takes a row with a level that the model does not know for one that it did not learn from", async () => {
    const others = rows(200, 5);
    const strange = { ...others, columns: [...others.columns.slice(0, -1), new Array<string>(200).fill("c")] };
    const [strongest] = await attack(train, strange);
    expect(strongest).toMatchObject({ auc: 1, found: { at1: 1 } });
  });

  it("goes without the density of a network that has none", async () => {
    const wild = await fitTable(engine, train, { steps: 2, holdout: 0 });
    const layers = wild.parts.network!.parameters();
    layers[layers.length - 1].bias.fill(1e30);
    wild.parts.network!.mlp.setWeights("average", layers);
    const columns = { synthetic, train: toColumns(train), holdout: toColumns(holdout) };
    const attacks = await attackTable("test", { ...columns, inside: { model: wild, train, holdout } }, { seed: 0 });
    expect(attacks.filter(({ needs }) => needs === "model").map(({ name }) => name)).toEqual(["denoising loss"]);
    wild.dispose();
  });

  it("ends with the signal's reason", async () => {
    const tables = { synthetic, train: toColumns(train), holdout: toColumns(holdout) };
    const ended = attackTable(
      "test",
      { ...tables, inside: { model, train, holdout } },
      { seed: 0, signal: AbortSignal.abort(new Error("enough")) },
    );
    await expect(ended).rejects.toThrow("enough");
  });

  it("refuses tables of fewer than four rows", async () => {
    await expect(attack(train, rows(3, 6))).rejects.toThrow("test: expected four or more rows in holdout, got 3");
  });
});

describe("denoisingLoss", () => {
  it("is a row's own, whatever rows are with it, and another for other seeds", async () => {
    const whole = await denoisingLoss("test", model, train, { seed: 0 });
    const part = { ...train, columns: train.columns.map((cells) => cells.slice(0, 5)) };
    expect([...(await denoisingLoss("test", model, part, { seed: 0 }))]).toEqual([...whole.subarray(0, 5)]);
    expect((await denoisingLoss("test", model, train, { seed: 1 }))[0]).not.toBe(whole[0]);
  });
});
