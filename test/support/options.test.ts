import { describe, expect, expectTypeOf, test } from "vitest";
import {
  boolean,
  checkNames,
  integer,
  nearestName,
  number,
  oneOf,
  option,
  positive,
  readOptions,
  seed,
  type Spec,
} from "../../src/support/options.ts";

interface Example {
  count: number;
  steps?: number | undefined;
  stepSize?: number | undefined;
  shape?: "round" | "square" | undefined;
  denoise?: boolean | undefined;
  seed?: number | undefined;
  sigmas?: ArrayLike<number> | undefined;
}

const spec = {
  count: integer(1, 100, { required: true }),
  steps: integer(1, 1000, { default: 10 }),
  stepSize: positive(),
  shape: oneOf(["round", "square"], { default: "round" }),
  denoise: boolean({ default: true }),
  seed: seed({ default: 0 }),
  sigmas: option((_where, _name, value) => Float64Array.from(value as ArrayLike<number>)),
} satisfies Spec<Example>;

const read = (options: unknown) => readOptions("example", options, spec);

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

describe("readOptions", () => {
  test("fills in defaults, keeps what is given, copies what is copied", () => {
    const sigmas = [3, 1];
    const settled = read({ count: 3, denoise: false, sigmas, shape: undefined });
    expect(settled).toEqual({
      ...{ count: 3, steps: 10, stepSize: undefined, shape: "round", denoise: false, seed: 0 },
      sigmas: Float64Array.of(3, 1),
    });
    expectTypeOf(settled.count).toEqualTypeOf<number>();
    expectTypeOf(settled.stepSize).toEqualTypeOf<number | undefined>();
    expectTypeOf(settled.shape).toEqualTypeOf<"round" | "square">();
    expectTypeOf(settled.sigmas).toEqualTypeOf<Float64Array<ArrayBuffer> | undefined>();
  });

  test.each([
    [undefined, "example: expected an options object, got undefined"],
    [null, "example: expected an options object, got null"],
    [[1], "example: expected an options object, got an array of 1"],
    [{}, "example: expected count an integer from 1 to 100, got undefined"],
    [{ count: 3, steps: 0.5 }, "example: expected steps an integer from 1 to 1000, got 0.5"],
    [{ count: 3, steps: null }, "example: expected steps an integer from 1 to 1000, got null"],
    [{ count: 3, stepSize: -1 }, "example: expected stepSize a positive finite number, got -1"],
    [{ count: 3, denoise: "no" }, "example: expected denoise true or false, got"],
    [{ count: 3, shape: "oval" }, 'example: expected shape one of "round", "square", got'],
    [{ count: 3, seed: -1 }, "example: expected seed an integer from 0 to 9007199254740991, got -1"],
    [{ count: 3, step: 5 }, 'example: expected option "steps", got'],
    [{ count: 3, colour: 5 }, "example: expected option one of count, steps, stepSize, shape, denoise, seed, sigmas"],
    // The runner cannot name a revoked proxy
    [revoked, "example: expected an options object, got a value that cannot be read"],
  ])("%#: %s", (given, message) => {
    const options = typeof given === "function" ? given() : given;
    expect(() => read(options)).toThrow(message);
    expect(() => read(options)).toThrow(expect.objectContaining({ code: "invalid-argument" }));
  });
});

describe("nearestName", () => {
  const known = ["stepsPerSigma", "stepSize", "seed", "hidden"];

  test("one letter left out, doubled, replaced, or two swapped: the name is found", () => {
    for (const name of known)
      for (let i = 0; i < name.length; i++) {
        const [before, letter, after] = [name.slice(0, i), name[i], name.slice(i + 1)];
        for (const wrong of [before + after, before + letter + letter + after, `${before}q${after}`])
          if (wrong !== name) expect(nearestName(wrong, known)).toBe(name);
        if (after) expect(nearestName(before + after[0] + letter + after.slice(1), known)).toBe(name);
      }
  });

  test("what resembles nothing has no nearest name, and megabytes are not compared", () => {
    expect(nearestName("temperature", known)).toBeUndefined();
    expect(nearestName("s".repeat(1e7), known)).toBeUndefined();
  });

  test("checkNames refuses what the table does not have", () => {
    expect(() => checkNames("f", { hiden: 1 }, known)).toThrow('f: expected option "hidden", got "hiden"');
    expect(() => checkNames("f", { seed: 1 }, known)).not.toThrow();
  });
});

test("number: the ends are allowed, NaN is not", () => {
  const { check } = number(0, 1);
  expect([check("f", "x", 0), check("f", "x", 1)]).toEqual([0, 1]);
  expect(() => check("f", "x", NaN)).toThrow("f: expected x a number from 0 to 1, got NaN");
});
