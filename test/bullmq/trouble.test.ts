import { expect, test } from "vitest";
import { Trouble, wordsOf } from "../../src/bullmq/trouble.ts";

test("the same trouble is told once in ten seconds, with how often it was not", () => {
  const lines: string[] = [];
  let now = 0;
  const { report } = new Trouble(
    (line) => lines.push(line),
    () => now,
  );
  for (; now < 9990; now += 10) report(new Error(`connect ECONNREFUSED 127.0.0.1:${6000 + (now % 7)}`));
  report(new Error("something else"));
  now = 10_000;
  report(new Error("connect ECONNREFUSED 127.0.0.1:6003"));
  expect(lines).toEqual([
    "connect ECONNREFUSED 127.0.0.1:6000",
    "something else",
    "connect ECONNREFUSED 127.0.0.1:6003 (and 998 times more since)",
  ]);
});

test("an error is one short line without secrets", () => {
  expect(wordsOf(new Error("cannot reach\n  redis://me:hunter2@host:1/0?token=hunter2"))).toBe(
    "cannot reach redis://host:1/0",
  );
  expect(wordsOf(new AggregateError([new Error("connect ECONNREFUSED ::1"), new Error("other")]))).toBe(
    "connect ECONNREFUSED ::1",
  );
  expect(wordsOf(new Error("x".repeat(9999))).length).toBe(501);
});
