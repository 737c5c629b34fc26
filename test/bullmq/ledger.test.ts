import { expect, test } from "vitest";
import { Ledger } from "../../src/bullmq/ledger.ts";
import type { Work } from "../../src/work/work.ts";

/** Work of five tasks of ten rows, of which some are there. */
function workWith(there: Set<number>): Work {
  return {
    id: "a".repeat(64),
    count: 5,
    amount: 50,
    amountOf: () => 10,
    nameOf: (index) => `rows ${10 * index} to ${10 * index + 9}`,
    missing: () => Promise.resolve([0, 1, 2, 3, 4].filter((index) => !there.has(index))),
    done: () => Promise.resolve(10 * there.size),
    isComplete: () => Promise.resolve(there.size === 5),
    run: () => Promise.reject(new Error("nobody asks")),
    finish: () => Promise.resolve(),
    dispose: () => undefined,
  };
}

test("tasks are handed out once, by what the store lacks, and what failed is not handed out again", async () => {
  const there = new Set([1]);
  const ledger = new Ledger(workWith(there));
  expect(await ledger.compare()).toBe(true);
  expect(ledger.take(2)).toEqual([0, 2]);
  expect(await ledger.compare()).toBe(true);
  expect(ledger.pending).toEqual([3, 4]);
  ledger.fail(2, "it is broken");
  ledger.complete(0);
  expect(ledger.take(9)).toEqual([3, 4]);
  ledger.drop(3);
  // The queue said that 0 is done; the store has the last word
  expect(await ledger.compare()).toBe(true);
  expect(ledger.pending).toEqual([0, 3]);
  expect(ledger.failures).toEqual([{ index: 2, task: "rows 20 to 29", reason: "it is broken" }]);
});

test("the amount that is done goes by parts of tasks, and never falls", async () => {
  const there = new Set([1]);
  const ledger = new Ledger(workWith(there));
  await ledger.compare();
  const amounts = [ledger.amount];
  const note = (): void => void amounts.push(ledger.amount);
  ledger.take(2);
  ledger.progress(0, 0.5);
  note();
  ledger.progress(0, 7); // no fraction
  ledger.progress(2, 0.1);
  note();
  ledger.drop(0); // its worker died
  note();
  ledger.complete(2);
  note();
  for (const index of [0, 2, 3, 4]) there.add(index);
  expect(await ledger.compare()).toBe(false);
  note();
  expect(amounts).toEqual([10, 15, 16, 16, 20, 50]);
});

test("a task that is done over and over, and whose result is nowhere, is given up", async () => {
  const ledger = new Ledger(workWith(new Set([1, 2, 3, 4])));
  let times = 0;
  while (await ledger.compare()) {
    times++;
    for (const index of ledger.take(9)) ledger.complete(index);
    if (times > 100) break;
  }
  expect(times).toBe(10);
  expect(ledger.failures[0]).toMatchObject({ index: 0, reason: "it was done, but its result is not there" });
});
