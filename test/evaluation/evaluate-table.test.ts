import { beforeAll, describe, expect, it, test } from "vitest";
import { evaluateTable, type TableEvaluation } from "../../src/evaluation/index.ts";
import { scoreNames } from "../../src/evaluation/score-names.ts";
import { lehmer } from "./tables.ts";

type Row = Record<string, string | number | null>;

/** Three columns that depend on each other, an id, and gaps. */
function people(count: number, seed: number): Row[] {
  const random = lehmer(seed);
  return Array.from({ length: count }, (_, i) => {
    const age = 20 + Math.floor(50 * random());
    const job = random() < age / 90 ? "nurse" : "cook";
    const pay = random() < 0.1 ? null : Math.round(100 * (age + (job === "nurse" ? 30 : 0) + 10 * random())) / 100;
    return { id: `P-${1000 + i + 7 * seed}`, age, job, pay };
  });
}

const quick = { rows: 200 };

describe("with a hold-out", () => {
  let found: TableEvaluation;
  beforeAll(async () => {
    found = await evaluateTable(people(400, 1), people(400, 2), { holdout: people(400, 3), target: "job", ...quick });
  });

  test("every score is there, between a floor and a ceiling", () => {
    expect(Object.keys(found.scores).sort()).toEqual([...scoreNames].sort());
    for (const name of ["shape", "trend", "nmi", "c2st", "membership"]) {
      const { value, error, floor, ceiling } = found.scores[name];
      for (const figure of [value, error, floor, ceiling]) expect(figure).toSatisfy(Number.isFinite);
    }
    const { nmi, c2st } = found.scores;
    for (const { floor, ceiling } of [nmi, c2st]) expect(ceiling! - floor!).toBeGreaterThan(0.1);
  });

  test("a fresh draw: all scores reach their ceilings within 5 errors, attacks guess", () => {
    for (const name of ["shape", "trend", "nmi", "c2st", "alpha-precision"]) {
      const { value, ceiling, error } = found.scores[name];
      expect(ceiling! - value!).toBeLessThan(5 * Math.SQRT2 * error!);
    }
    const { value, error } = found.scores["membership"];
    expect(Math.abs(value! - 0.5)).toBeLessThan(5 * error!);
  });

  test("every column, pair and target has its error; of a fresh draw these explain what it lacks", () => {
    for (const { name, shape } of found.columns) {
      expect(shape.ceiling! - shape.value!, name).toBeLessThan(5 * Math.SQRT2 * shape.error!);
      expect(shape.error! < 0.05, name).toBe(true);
    }
    for (const { columns, score, error, floor, ceiling } of found.pairs) {
      expect(ceiling! - score!, columns.join()).toBeLessThan(5 * Math.SQRT2 * error!);
      expect(error! < 0.1 && floor! < ceiling!, columns.join()).toBe(true);
    }
    const { value, error } = found.scores["usefulness"];
    expect(Math.abs(value! - 1)).toBeLessThan(5 * error!);
    for (const { errors } of found.usefulness)
      for (const each of Object.values(errors)) expect(each > 0 && each < 0.1).toBe(true);
  });

  test("columns, pairs, usefulness of the target; the id is left out, and said so", () => {
    expect(found.columns.map(({ name, kind }) => `${name}: ${kind}`)).toEqual([
      "age: number",
      "job: category",
      "pay: number",
    ]);
    expect(found.pairs.map(({ columns }) => columns.join())).toEqual(["age,job", "age,pay", "job,pay"]);
    expect(found.usefulness.map(({ target, metric }) => `${target}: ${metric}`)).toEqual(["job: AUC"]);
    expect(found.warnings).toContain('"id" is left out: an identifier.');
    expect(found.rows).toMatchObject({ real: 400, synthetic: 400, holdout: 400 });
  });

  test("bars hold every cell that is not missing; pairs' tables every row that has both", () => {
    for (const { name, bars, missing } of found.columns) {
      const kept = found.columns.find((column) => column.name === name)!;
      expect(bars.real.reduce((a, b) => a + b)).toBeCloseTo(1 - missing.real, 9);
      expect(bars.synthetic.reduce((a, b) => a + b)).toBeCloseTo(1 - missing.synthetic, 9);
      expect(bars.labels.length).toBe(bars.real.length + (kept.kind === "number" ? 1 : 0));
    }
    const { table } = found.pairs[0];
    expect(table!.real.flat().reduce((a, b) => a + b)).toBeCloseTo(1, 9);
  });
});

it("equal seeds give equal figures; another seed others", async () => {
  const [real, synthetic] = [people(120, 1), people(120, 2)];
  const first = await evaluateTable(real, synthetic, quick);
  expect(await evaluateTable(real, synthetic, { ...quick, seed: 0 })).toEqual(first);
  expect((await evaluateTable(real, synthetic, { ...quick, seed: 1 })).scores).not.toEqual(first.scores);
}, 30_000);

it("6 seeds, one verdict: of a fresh draw, of independent columns, and of a spoiled one", async () => {
  const [real, holdout] = [people(150, 1), people(150, 3)];
  const spoiled = people(150, 2).map((row) => ({
    ...row,
    pay: typeof row["pay"] === "number" ? row["pay"] + 20 : null,
  }));
  const mixed = people(150, 4).map((row, i, all) => ({
    ...row,
    job: all[(i + 9) % 150]["job"],
    pay: all[(i + 5) % 150]["pay"],
  }));
  for (const synthetic of [people(150, 2), mixed, spoiled]) {
    const judgments = new Set<string>();
    for (let seed = 0; seed < 6; seed++)
      judgments.add((await evaluateTable(real, synthetic, { holdout, seed, ...quick })).verdict.split(":")[0]);
    expect([...judgments]).toHaveLength(1);
  }
}, 240_000);

it("unknown levels are levels, cells that cannot be read count as missing and are told", async () => {
  const real = people(100, 1);
  const synthetic = people(100, 2).map((row, i) => ({
    ...row,
    job: i < 10 ? "pilot" : row["job"],
    age: i < 3 ? "old" : row["age"],
  }));
  const { columns, validity, warnings } = await evaluateTable(real, synthetic, quick);
  expect(columns[0].missing.synthetic).toBeCloseTo(0.03, 9);
  expect(warnings.join()).toContain('"age" has 3 cells in the synthetic table that cannot be read');
  expect(validity.find(({ rule }) => rule === "job of the real levels")!.synthetic).toBeCloseTo(0.9, 9);
  expect(columns[1].bars.labels.at(-1)).toBe("others");
}, 30_000);

it("tables that cannot be compared, and options: what is wrong with them", async () => {
  const real = people(50, 1);
  const without = real.map(({ id, age, job }) => ({ id, age, job }));
  await expect(evaluateTable(real, without).then()).rejects.toThrow(
    'evaluateTable: expected synthetic with a column "pay", got none',
  );
  expect(() => evaluateTable(real, real.slice(0, 3))).toThrow("expected synthetic of 4 or more rows, got 3");
  expect(() => evaluateTable(real, real, { target: "jb" })).toThrow('expected column "job", got "jb"');
  expect(() => evaluateTable(real, real, { seeds: 1 } as object)).toThrow('expected option "seed", got "seeds"');
  const run = evaluateTable(real, real, { signal: AbortSignal.abort(new Error("enough")) });
  await expect(run.then()).rejects.toThrow("enough");
});

it("few rows, one column, constant columns: an evaluation all the same", async () => {
  const tiny = people(4, 1);
  expect((await evaluateTable(tiny, tiny, { holdout: people(4, 2), ...quick })).verdict).toMatch(/^Too few rows/);
  const column = { size: Array.from({ length: 60 }, (_, i) => (i * 37) % 61) };
  // So few values are possible that equal rows are no copies
  expect((await evaluateTable(column, column, quick)).verdict).toMatch(/^As good as real rows/);
  const constant = { ...column, unit: column.size.map(() => "cm"), zero: column.size.map(() => 0) };
  expect((await evaluateTable(constant, constant, quick)).columns.length).toBeGreaterThan(1);
}, 30_000);
