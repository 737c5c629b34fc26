import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { encodingKind, encodingNames } from "../../src/data/encodings/registry.ts";
import {
  createEngine,
  createScoreNetwork,
  decode,
  dpmSolverPlusPlus,
  encode,
  train,
  type Engine,
} from "../../src/index.ts";

/** Columns of positive numbers, near 0 and far from it. */
const columns = {
  small: Float64Array.from({ length: 100 }, (_, i) => 1 + (i % 7)),
  far: Float64Array.from({ length: 100 }, (_, i) => 1e6 + 0.01 * Math.sin(i)),
};

describe.each(
  encodingNames.flatMap((name) => Object.entries(columns).map(([column, values]) => ({ name, column, values }))),
)("the encoding $name of a column that is $column", ({ name, values }) => {
  const encoding = encodingKind(name).fit("test", { values, count: 100, dim: 1 });

  test("is what its sizes say, and is made again from its parameters", () => {
    expect([encoding.kind, encoding.columns]).toEqual([name, 1]);
    const encoded = encoding.encode(values);
    expect(encoded).toHaveLength(100 * encoding.width);
    const again = encodingKind(name).restore("test", 1, encoding.parameters);
    expect(again.encode(values)).toEqual(encoded);
    expect(again.decode(encoded)).toEqual(encoding.decode(encoded));
  });

  test("decodes what it encodes to f32's 2⁻²⁴ of the encoded value", () => {
    const encoded = encoding.encode(values);
    const slope = encoding.logScale(values).map(Math.exp);
    const back = encoding.decode(encoded);
    expect(back).toBeInstanceOf(Float64Array);
    back.forEach((value, i) => {
      const bound = (2 ** -23 * Math.abs(encoded[i])) / slope[i] + 2 ** -50 * Math.abs(values[i]);
      expect(Math.abs(value - values[i])).toBeLessThanOrEqual(bound);
    });
  });

  test("its scale is the difference quotient of what it encodes", () => {
    const h = 2 ** -4;
    const moved = (sign: number) => encoding.encode([values[3] + sign * h])[0];
    const quotient = (moved(1) - moved(-1)) / (2 * h);
    // f32 tells values a 2⁻²⁴ of themselves apart
    const bound = 1e-3 + (2 ** -22 * Math.abs(moved(1))) / (h * quotient);
    expect(Math.abs(encoding.logScale([values[3]])[0] - Math.log(quotient))).toBeLessThan(bound);
  });

  test("gaps stay gaps", () => expect(Number.isNaN(encoding.encode([NaN])[0])).toBe(true));
});

describe("columns far from 0", () => {
  let engine: Engine;
  beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
  afterAll(() => engine.dispose());

  async function trained(data: number[][]) {
    const network = createScoreNetwork(engine, { dim: 2, hidden: [32, 32], seed: 1 });
    for await (const { step } of train(network, data, { sigmas: "auto", steps: 150, seed: 1 })) void step;
    return network;
  }

  test("days written as integers: about half of the samples are odd", async () => {
    const network = await trained(Array.from({ length: 100 }, (_, i) => [20240101 + (i % 28), i % 7]));
    const samples = await dpmSolverPlusPlus(network, "auto", { count: 1000, seed: 2 });
    const odd = samples.filter((value, i) => i % 2 === 0 && Math.round(value) % 2 === 1).length;
    expect(Math.abs(odd - 500)).toBeLessThan(150);
    network.dispose();
  });

  test("a hundredth around a million: no two samples are equal", async () => {
    const network = await trained(Array.from({ length: 100 }, (_, i) => [1e6 + 0.01 * Math.sin(i), i % 7]));
    const samples = await dpmSolverPlusPlus(network, "auto", { count: 1000, seed: 2 });
    expect(new Set(samples.filter((_, i) => i % 2 === 0)).size).toBeGreaterThan(990);
    network.dispose();
  });

  test("seconds since 1970 come back from their codes", async () => {
    const network = await trained(Array.from({ length: 100 }, (_, i) => [1_700_000_000 + 36 * i, i % 7]));
    const rows = [[1_700_000_001, 3], [1_700_003_333, 5]]; // prettier-ignore
    const back = await decode(network, await encode(network, rows, { tolerance: 1e-7 }), { tolerance: 1e-7 });
    rows.forEach(([seconds], k) => expect(Math.abs(back[2 * k] - seconds)).toBeLessThan(0.5));
    network.dispose();
  });
});

describe("columns of any size", () => {
  test.each([1e-300, 1e-200, 1e-155, 1e39, 1e154, 1e200, 1e299])("times %d, standard rows are the same", (size) => {
    const at = [0, 1, 3, 4, 8];
    const fit = (scale: number) => encodingKind("standard").fit("test", { values: Float64Array.from(at, (v) => v * scale), count: 5, dim: 1 }); // prettier-ignore
    const encoding = fit(size);
    const { std } = encoding.parameters;
    expect(std[0] / size / fit(1).parameters["std"][0]).toBeCloseTo(1, 14);
    encoding.encode(Float64Array.from(at, (v) => v * size)).forEach((value, i) => {
      expect(value).toBeCloseTo(fit(1).encode(at)[i], 6);
    });
  });

  test.each([
    [
      [1e301, -1e301, 5],
      "data of columns with a mean and deviation from 1e-300 to 1e+300, got values up to 1e+301 in column 0",
    ],
    [
      [5e-324, 0, 0],
      "data of columns with a mean and deviation from 1e-300 to 1e+300, got values up to 5e-324 in column 0",
    ],
    [
      [1.7e308, -1.7e308],
      "data of columns with a mean and deviation from 1e-300 to 1e+300, got values up to 1.7e+308 in column 0",
    ],
  ])("%j is refused at the call", async (rows, message) => {
    const engine = await createEngine({ threads: 1 });
    const network = createScoreNetwork(engine, { dim: 1, hidden: [4] });
    expect(() => train(network, rows, { sigmas: [3, 1] })).toThrow(
      expect.objectContaining({ code: "invalid-data", message: `train: expected ${message}` }),
    );
    engine.dispose();
  });
});

test.each(encodingNames)("the encoding %s refuses at once what are no rows of numbers", (name) => {
  const encoding = encodingKind(name).fit("test", { values: Float64Array.of(1, 2, 3, 5), count: 2, dim: 2 });
  for (const method of ["encode", "decode", "logScale"] as const) {
    const read = (rows: unknown) => () => encoding[method](rows as number[]);
    const where = `encoding.${method}`;
    expect(read({ length: 2 ** 53 })).toThrow(`${where}: expected rows one array of n × 2 numbers, got an object`);
    expect(read([1])).toThrow("rows one array of n × 2 numbers, got 1");
    expect(read(Object.assign(new Array(1e9), [1, 2]))).toThrow("rows of numbers, got undefined at index 2");
    expect(read(new BigInt64Array(2))).toThrow("rows of numbers, got 0n (a bigint) at index 0");
    expect(read([NaN, 1])).not.toThrow();
  }
});
