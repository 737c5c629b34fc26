import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEngine, loadModel, type Engine } from "../../../src/index.ts";
import { fitTable, loadTableModel, saveTableModel, type TableModel } from "../../../src/table/index.ts";
import { mixedSchema, mixedTable } from "./tables.ts";

let engine: Engine;
let model: TableModel;
let bytes: Uint8Array;
beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
  model = await fitTable(engine, mixedTable(300), { schema: mixedSchema, steps: 30, seed: 3, target: "kind" });
  bytes = saveTableModel(model);
});
afterAll(() => engine.dispose());

describe("saveTableModel, loadTableModel", () => {
  it("keep schema, settings and bits", async () => {
    const loaded = loadTableModel(engine, bytes);
    expect(loaded.schema).toEqual(model.schema);
    expect(loaded.target).toBe("kind");
    expect(loaded.rows).toBe(300);
    expect(loaded.finished).toBe(true);
    expect(await loaded.sample(20, { seed: 1 })).toEqual(await model.sample(20, { seed: 1 }));
    expect(same(saveTableModel(loaded), bytes)).toBe(true);
  });

  it("for sampling: a smaller file, the same rows and probabilities; not resumed", async () => {
    const file = saveTableModel(model, { for: "sampling" });
    expect(file.length).toBeLessThan(0.4 * bytes.length);
    const loaded = loadTableModel(engine, file);
    const rows = await model.sample(20, { seed: 1 });
    expect(await loaded.sample(20, { seed: 1 })).toEqual(rows);
    expect(await loaded.impute(rows, { seed: 2 })).toEqual(await model.impute(rows, { seed: 2 }));
    const { logProbability } = await model.logProbability(rows, { draws: 1 });
    expect((await loaded.logProbability(rows, { draws: 1 })).logProbability).toEqual(logProbability);
    expect(same(saveTableModel(loaded), file)).toBe(true);
    expect(() => saveTableModel(loaded, { for: "training" })).toThrow('saveTableModel: expected for "sampling"');
    expect(() => saveTableModel(model, { four: "sampling" } as object)).toThrow('expected option "for", got "four"');

    const table = mixedTable(300);
    let unfinished: Uint8Array | undefined;
    for await (const { step, current } of fitTable(engine, table, { schema: mixedSchema, steps: 220, seed: 7 }))
      if (step === 205) {
        expect(current().parts.state.best).not.toBe(undefined);
        unfinished = saveTableModel(current(), { for: "sampling" });
        break;
      }
    const resume = loadTableModel(engine, unfinished!);
    expect(resume.step).toBe(205);
    expect(() => fitTable(engine, table, { resume })).toThrow(
      "fitTable: expected resume a model with all of its training, got one from a file for sampling alone",
    );
  });

  it("keep a table with nothing to learn", async () => {
    const flat = await fitTable(engine, { a: [5, 5, 5], b: [null, null, null] });
    const loaded = loadTableModel(engine, saveTableModel(flat));
    expect(await loaded.sample(2)).toEqual({
      names: ["a", "b"],
      columns: [
        [5, 5],
        [null, null],
      ],
    });
  });

  it("refuse every damaged byte, and other files", () => {
    for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 200)) {
      const damaged = bytes.slice();
      damaged[at] ^= 0x11;
      expect(() => loadTableModel(engine, damaged)).toThrow(expect.objectContaining({ code: "invalid-file" }) as Error);
    }
    expect(() => loadModel(engine, bytes)).toThrow(
      'expected format "langevin-score-network", got "langevin-table-model"',
    );
    expect(() => loadTableModel(engine, new Uint8Array(20))).toThrow(
      expect.objectContaining({ code: "invalid-file" }) as Error,
    );
    expect(() => saveTableModel({} as TableModel)).toThrow("saveTableModel: expected a model");
  });
});

describe("resume", () => {
  const options = { schema: mixedSchema, steps: 220, seed: 7 };

  it("gives the bits of a fit that was not interrupted", async () => {
    const table = mixedTable(300);
    const whole = await fitTable(engine, table, options);
    for (const stop of [1, 205]) {
      let file: Uint8Array | undefined;
      for await (const { step, current } of fitTable(engine, table, options))
        if (step === stop) {
          file = saveTableModel(current());
          break;
        }
      const unfinished = loadTableModel(engine, file!);
      expect([unfinished.step, unfinished.steps, unfinished.finished]).toEqual([stop, 220, false]);
      const resumed = await fitTable(engine, table, { resume: unfinished });
      expect(resumed.finished).toBe(true);
      expect(same(saveTableModel(resumed), saveTableModel(whole))).toBe(true);
    }
  });

  it("refuses another table and settings beside it", async () => {
    const run = fitTable(engine, mixedTable(300), options);
    let unfinished: TableModel | undefined;
    for await (const { current } of run) {
      unfinished = current();
      break;
    }
    expect(() => fitTable(engine, mixedTable(200), { resume: unfinished })).toThrow("of 300 rows, got 200");
    expect(() => fitTable(engine, mixedTable(300), { resume: unfinished, seed: 1 })).toThrow(
      "expected no seed beside resume",
    );
    const other = mixedTable(300);
    const columns = other.columns.map((column) => [...column].reverse());
    await expect(fitTable(engine, { ...other, columns }, { resume: unfinished })).rejects.toThrow("other rows");
  });

  it("ends with the signal's reason, and what was learned can be saved", async () => {
    const controller = new AbortController();
    let kept: TableModel | undefined;
    const run = async (): Promise<void> => {
      for await (const { step, current } of fitTable(engine, mixedTable(300), {
        ...options,
        signal: controller.signal,
      })) {
        kept = current();
        if (step === 3) controller.abort(new Error("enough"));
      }
    };
    await expect(run()).rejects.toThrow("enough");
    expect(loadTableModel(engine, saveTableModel(kept!)).step).toBe(3);
  });

  it("a signal between two steps as well: every step that was taken is known of", async () => {
    const controller = new AbortController();
    let kept: TableModel | undefined;
    const run = async (): Promise<void> => {
      for await (const { current } of fitTable(engine, mixedTable(300), {
        steps: 100_000,
        signal: controller.signal,
      })) {
        kept = current();
        if (kept.step === 1) setTimeout(() => controller.abort(new Error("enough")), 30);
      }
    };
    await expect(run()).rejects.toThrow("enough");
    expect(loadTableModel(engine, saveTableModel(kept!)).step).toBe(kept!.step);
  });
});

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
