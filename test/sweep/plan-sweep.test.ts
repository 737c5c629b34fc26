import { describe, expect, test } from "vitest";
import { planSweep } from "../../src/sweep/plan-sweep.ts";
import { sweep } from "../../src/sweep/sweep.ts";
import { memoryStore } from "../../src/work/stores/memory-store.ts";
import { errorOf } from "../kit/error-of.ts";
import { options, rows } from "./kit.ts";

describe("planning", () => {
  test("the same plan again changes nothing, another one is refused", async () => {
    const store = memoryStore();
    await planSweep(store, rows, options);
    const before = await store.list();
    await planSweep(store, rows.flat(), { ...options, dim: 2 });
    expect(await store.list()).toEqual(before);
    const error = await errorOf(() => planSweep(store, rows, { ...options, seed: 4 }));
    expect(error).toMatchObject({
      code: "invalid-argument",
      message: expect.stringContaining("got another in memory"),
    });
  });

  test("the loss is no score, and the message says why", async () => {
    const error = await errorOf(() => sweep(rows, { ...options, score: "loss" as never }));
    expect(error).toMatchObject({ code: "invalid-argument" });
    expect(error.message).toContain("of other levels, weightings or networks it is another quantity");
  });

  test.each<[object, string]>([
    [{ space: { hidden: { choices: [[0]] } } }, "trial 0: expected hidden[0] an integer from 1 to 8192, got 0"],
    [{ space: { referenceRows: { choices: [2 ** 20] } } }, "referenceRows up to"],
    [{ space: { maxGradientNorm: { choices: [Infinity] } } }, "JSON"],
    [{ space: { labels: { choices: [1] } } }, '"labels"'],
    [{ settings: { sigmas: [1, 2] } }, "strictly decreasing"],
    [{ settings: { coupling: "none" } }, 'coupling one of "independent"'],
    [{ holdout: 0 }, "2 or more rows held out"],
    [{ target: "x" }, "no target for rows of numbers"],
    [{ rungs: 4 }, "at most 3 rungs"],
  ])("%j is refused before anything is trained", async (change, message) => {
    const store = memoryStore();
    const error = await errorOf(() => planSweep(store, rows, { ...options, ...change }));
    expect(error).toMatchObject({ code: "invalid-argument", message: expect.stringContaining(message) });
    expect(await store.list()).toEqual([]);
  });
});
