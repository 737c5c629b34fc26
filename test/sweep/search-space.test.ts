import { expect, test } from "vitest";
import { checkSpace, settingsOf, type SearchSpace } from "../../src/sweep/search-space.ts";
import { errorOf } from "../kit/error-of.ts";

const space = {
  a: { uniform: [-1, 3] },
  b: { logUniform: [1e-4, 1e-1] },
  c: { integers: [2, 5] },
  d: { logIntegers: [1, 1000] },
  e: { choices: ["x", [1, 2], null, true] },
} as const satisfies SearchSpace;
const names = Object.keys(space);
const TRIALS = 4000;
const drawn = Array.from({ length: TRIALS }, (_, trial) => settingsOf(space, 5, trial));
const valuesOf = (name: string): unknown[] => drawn.map((settings) => settings[name]);

/** Kolmogorov and Smirnov's distance from the uniform law on 0…1. */
function distanceFromUniform(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.max(...sorted.map((value, k) => Math.max((k + 1) / sorted.length - value, value - k / sorted.length)));
}

// P(√n·D > 1.95) = 0.1 %
const MOST_DISTANCE = 1.95 / Math.sqrt(TRIALS);

test("uniform and logUniform are uniform between their ends, in values and in logarithms", () => {
  const a = (valuesOf("a") as number[]).map((value) => (value + 1) / 4);
  const b = (valuesOf("b") as number[]).map((value) => (Math.log10(value) + 4) / 3);
  expect(distanceFromUniform(a)).toBeLessThan(MOST_DISTANCE);
  expect(distanceFromUniform(b)).toBeLessThan(MOST_DISTANCE);
});

test("integers and choices are equally likely, both ends among them", () => {
  for (const [name, values] of [
    ["c", [2, 3, 4, 5]],
    ["e", space.e.choices],
  ] as const) {
    for (const value of values) {
      const share = valuesOf(name).filter((each) => each === value).length / TRIALS;
      expect(Math.abs(share - 1 / 4), `${name} ${String(value)}`).toBeLessThan(4 * Math.sqrt(3 / 16 / TRIALS));
    }
  }
});

test("logIntegers: n has the chance ln((n + 1)/n)/ln(1001)", () => {
  const values = valuesOf("d") as number[];
  expect(values.every((value) => Number.isInteger(value) && value >= 1 && value <= 1000)).toBe(true);
  for (const [from, to] of [
    [1, 1],
    [2, 3],
    [4, 30],
    [31, 1000],
  ] as const) {
    const chance = Math.log((to + 1) / from) / Math.log(1001);
    const share = values.filter((value) => value >= from && value <= to).length / TRIALS;
    expect(Math.abs(share - chance), `${from} to ${to}`).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / TRIALS));
  }
});

test("a trial's settings depend on seed and number alone, not on the order of the space", () => {
  const reversed = Object.fromEntries(Object.entries(space).reverse()) as SearchSpace;
  for (const trial of [0, 1, 77]) expect(settingsOf(reversed, 5, trial)).toEqual(drawn[trial]);
  expect(settingsOf(space, 6, 0)).not.toEqual(drawn[0]);
  expect(new Set(drawn.map((settings) => settings["b"])).size).toBe(TRIALS);
});

test("the settings of trial 2, seed 2⁵³ − 1, are these", () => {
  expect(settingsOf(space, 2 ** 53 - 1, 2)).toMatchInlineSnapshot(`
    {
      "a": 1.0661401054967743,
      "b": 0.04748261307603062,
      "c": 4,
      "d": 339,
      "e": true,
    }
  `);
});

test.each([
  [{}, "at least one setting"],
  [{ f: { uniform: [0, 1] } }, 'got "f"'],
  [{ a: 3 }, "space.a: expected an options object"],
  [{ a: {} }, 'space.a: expected one of "uniform"'],
  [{ a: { uniform: [0, 1], choices: [1] } }, 'space.a: expected one of "uniform"'],
  [{ a: { unifrom: [0, 1] } }, 'expected option "uniform"'],
  [{ a: { uniform: [1, 1] } }, "low below high"],
  [{ a: { uniform: [0, Infinity] } }, "two finite numbers"],
  [{ a: { uniform: [0, 1, 2] } }, "[low, high]"],
  [{ a: { logUniform: [0, 1] } }, "above 0"],
  [{ a: { integers: [0.5, 2] } }, "two integers"],
  [{ a: { logIntegers: [0, 2] } }, "two integers of 1 or more"],
  [{ a: { choices: [] } }, "1 to 1000 values"],
])("%j is refused", async (bad, message) => {
  const error = await errorOf(() => checkSpace("sweep", bad, names));
  expect(error).toMatchObject({ code: "invalid-argument", message: expect.stringContaining(message) });
});
