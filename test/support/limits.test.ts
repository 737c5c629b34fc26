import { expect, test } from "vitest";
import { allocate, checkWork } from "../../src/support/limits.ts";

test("checkWork lets a minute's work through, and says what to do instead of more", () => {
  expect(() => checkWork("f", 2 ** 35, "take fewer")).not.toThrow();
  for (const operations of [2 ** 35 + 1e6, Infinity, NaN])
    expect(() => checkWork("f", operations, "take fewer")).toThrow(
      /^f: expected at most 3.4e\+10 operations, about a minute without a pause, got .*; take fewer$/,
    );
});

test("allocate: room that is not there is a typed error", () => {
  expect(allocate("f", 3)).toEqual(new Float64Array(3));
  for (const length of [2 ** 53, -1])
    expect(() => allocate("f", length)).toThrow(expect.objectContaining({ code: "out-of-memory" }));
});
