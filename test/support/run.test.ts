import { describe, expect, test } from "vitest";
import { Run } from "../../src/support/run.ts";
import { countUnhandledRejections } from "../kit/unhandled-rejections.ts";

/** Counts to `end`, gives the sum of what it counted; `steps` and `ends` tell what was done. */
function counting(end: number, fail?: { at: number; error: unknown }) {
  const seen = { steps: 0, ends: 0 };
  async function* work(): AsyncGenerator<number, string, void> {
    try {
      for (let k = 1; k <= end; k++) {
        await Promise.resolve();
        seen.steps = k;
        if (k === fail?.at) throw fail.error;
        yield k;
      }
      return `counted to ${end}`;
    } finally {
      seen.ends++;
    }
  }
  return { run: new Run(work()), seen };
}

const watch = async (run: Run<string, number>, until = Infinity): Promise<number[]> => {
  const values: number[] = [];
  for await (const value of run) {
    values.push(value);
    if (value === until) break;
  }
  return values;
};
const stopped = { name: "LangevinError", code: "stopped" };
const second = {
  name: "LangevinError",
  code: "invalid-argument",
  message: "for await: expected a run that has not begun, got one under way or at its end; watch a run in one loop",
};

test("nothing is done before it is awaited or iterated", async () => {
  const { run, seen } = counting(3);
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(seen.steps).toBe(0);
  expect(await run).toBe("counted to 3");
});

test("awaited, it goes to its end, once", async () => {
  const { run, seen } = counting(3);
  expect(await Promise.all([run, run.then((result) => result.length), run])).toEqual([
    "counted to 3",
    12,
    "counted to 3",
  ]);
  expect(seen).toEqual({ steps: 3, ends: 1 });
});

test("iterated, it reports, and has its result afterwards", async () => {
  const { run, seen } = counting(3);
  expect(await watch(run)).toEqual([1, 2, 3]);
  expect(await run).toBe("counted to 3");
  expect(seen).toEqual({ steps: 3, ends: 1 });
});

test("a promise in all its methods", async () => {
  const error = new Error("no");
  let settled = 0;
  expect(await counting(2).run.finally(() => settled++)).toBe("counted to 2");
  expect(await counting(2, { at: 2, error }).run.catch((reason: unknown) => reason)).toBe(error);
  await expect(counting(2, { at: 1, error }).run.finally(() => settled++)).rejects.toBe(error);
  expect(settled).toBe(2);
});

describe("left before its end", () => {
  test("its work ends, and awaiting it is refused with a reason", async () => {
    const { run, seen } = counting(5);
    expect(await watch(run, 2)).toEqual([1, 2]);
    expect(seen).toEqual({ steps: 2, ends: 1 });
    await expect(run).rejects.toMatchObject({
      ...stopped,
      message: "await: expected a run that goes on to its end, got one whose loop was left; call again for another",
    });
  });

  test("also where its work cannot end well", async () => {
    async function* work(): AsyncGenerator<number, string, void> {
      try {
        yield 1;
        return "";
      } finally {
        await Promise.reject(new Error("cleaning"));
      }
    }
    const run = new Run(work());
    await expect(watch(run, 1)).rejects.toThrow("cleaning");
    await expect(run).rejects.toMatchObject(stopped);
  });
});

describe("a second loop is refused", () => {
  test("after the first, after awaiting, and while it is under way", async () => {
    const { run } = counting(3);
    for await (const value of run) {
      expect(value).toBeGreaterThan(0);
      await expect(watch(run)).rejects.toMatchObject(second);
    }
    await expect(watch(run)).rejects.toMatchObject(second);
    const other = counting(3).run;
    const result = other.then((value) => value);
    await expect(watch(other)).rejects.toMatchObject(second);
    expect(await result).toBe("counted to 3");
    await expect(watch(other)).rejects.toMatchObject(second);
  });
});

test("an error reaches the loop and those who await, and is no unhandled rejection", async () => {
  const unhandled = countUnhandledRejections();
  const error = new Error("no");
  const { run } = counting(3, { at: 2, error });
  await expect(watch(run)).rejects.toBe(error);
  await expect(watch(counting(3, { at: 2, error }).run)).rejects.toBe(error);
  await expect(run).rejects.toBe(error);
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(unhandled.end()).toBe(0);
});
