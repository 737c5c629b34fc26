import { describe, expect, test } from "vitest";
import { categoricalMixture, logDensity } from "../../../src/index.ts";
import { normalQuantile } from "../../../src/numerics/normal.ts";
import { findAtoms } from "../../../src/table/encodings/atoms.ts";
import { fitTableEncoding, knowledge, type TableEncoding } from "../../../src/table/encodings/table-encoding.ts";
import { columns, uniform } from "./columns.ts";

const SIGMA = 0.05;

/** ln p at noise σ of rows under independent coordinates: N(0, 1 + σ²), and the levels of blocks that lie far apart. */
function independentLogDensity(encoding: TableEncoding, rows: Float32Array): Float64Array {
  const { width, categories } = encoding;
  const blocks = categories.reduce((sum, { codes, probabilities }) => sum + codes.length / probabilities.length, 0);
  const variance = 1 + SIGMA * SIGMA;
  return Float64Array.from({ length: rows.length / width }, (_, r) => {
    let sum = 0;
    for (let c = 0; c < width - blocks; c++) {
      const z = rows[r * width + c];
      sum -= 0.5 * Math.log(2 * Math.PI * variance) + (Number.isNaN(z) ? 0 : (z * z) / (2 * variance));
    }
    let at = r * width + width - blocks;
    for (const { codes, probabilities } of categories) {
      const size = codes.length / probabilities.length;
      let density = 0;
      for (let k = 0; k < probabilities.length; k++) {
        let square = 0;
        for (let c = 0; c < size; c++) square += (rows[at + c] - codes[k * size + c]) ** 2;
        density += probabilities[k] * Math.exp(-square / (2 * SIGMA * SIGMA));
      }
      sum += Math.log(density) - 0.5 * size * Math.log(2 * Math.PI * SIGMA * SIGMA);
      at += size;
    }
    return sum;
  });
}

function probabilities(encoding: TableEncoding, values: Float64Array): Float64Array {
  const steps = 64;
  const sums = new Float64Array(values.length);
  for (let i = 0; i < steps; i++) {
    const dither = (): number => (i + 0.5) / steps;
    const logs = independentLogDensity(encoding, encoding.encode(values, dither));
    const offsets = encoding.logOffset(values, SIGMA, dither);
    sums.forEach((_, r) => (sums[r] += Math.exp(logs[r] + offsets[r]) / steps));
  }
  return sums;
}

describe("the probabilities of all cells sum to 1", () => {
  test.each([
    "whole numbers",
    "a spike of zeros and a tail",
    "gaps",
    "levels",
    "levels and gaps",
    "one value and gaps",
  ])("in a column of %s", (name) => {
    const { field, values } = columns[name];
    const encoding = fitTableEncoding("test", [field], [values]);
    const known = values.filter((value) => !Number.isNaN(value));
    const step = field.langevin?.resolution ?? 1;
    const [low, high] = [Math.min(...known), Math.max(...known)];
    const cells = name.startsWith("levels") || name.startsWith("one") ? [...new Set(known)] : lattice(low, high, step);
    const all = Float64Array.from(values.some(Number.isNaN) ? [...cells, NaN] : cells);
    const total = probabilities(encoding, all).reduce((sum, p) => sum + p, 0);
    // Half a row lies beyond the ends, the atom's cell is no value's, and σ widens the coordinates by σ²/2 of themselves
    expect(Math.abs(total - 1)).toBeLessThan(0.5 / values.length + 0.006);
  });

  function lattice(low: number, high: number, step: number): number[] {
    return Array.from(
      { length: Math.round((high - low) / step) + 1 },
      (_, i) => Math.round((low + i * step) / step) * step,
    );
  }

  test("in one number and one state, by quadrature over the number", () => {
    // Missing beside a density: ∫ p(x) dx + P(missing)
    const values = Float64Array.from({ length: 4000 }, (_, i) =>
      uniform(i) < 0.3 ? NaN : normalQuantile(uniform(i, 1)),
    );
    const field = { name: "x", type: "number" } as const;
    const encoding = fitTableEncoding("test", [field], [values]);
    const steps = 40_000;
    const grid = Float64Array.from({ length: steps }, (_, i) => -8 + (16 * (i + 0.5)) / steps);
    const logs = independentLogDensity(encoding, encoding.encode(grid));
    const offsets = encoding.logOffset(grid, SIGMA);
    const mass = logs.reduce((sum, log, r) => sum + Math.exp(log + offsets[r]) * (16 / steps), 0);
    const [missing] = probabilities(encoding, Float64Array.of(NaN));
    const share = values.filter(Number.isNaN).length / values.length;
    expect(Math.abs(missing - share)).toBeLessThan(1e-6);
    expect(Math.abs(mass + missing - 1)).toBeLessThan(2e-3);
  });
});

test("log-probabilities of an exact model of states agree with its tables", async () => {
  // One number with gaps beside a flag: P(missing | flag) differs, the number is independent
  const values = Float64Array.from({ length: 2000 }, (_, i) =>
    uniform(i) < 0.4 ? NaN : normalQuantile(uniform(i, 1)),
  );
  const flags = Float64Array.from({ length: 2000 }, (_, i) => Number(uniform(i, 2) < 0.3));
  const fields = [
    { name: "x", type: "number" },
    { name: "flag", type: "boolean" },
  ] as const;
  const encoding = fitTableEncoding("test", [...fields], [values, flags]);
  // Classes: flag off and on; tables P(state | class), P(flag | class) with shares as the encoding has them
  const [states, flag] = encoding.categories.map((block) => block.probabilities);
  const lift = 0.3;
  const missing = [states[1] + lift * flag[1], states[1] - lift * flag[0]];
  const model = categoricalMixture({
    weights: [flag[0], flag[1]],
    tables: [missing.map((p) => [1 - p, p]), [[1, 0], [0, 1]]], // prettier-ignore
    means: [[0], [0]],
  });
  const rows = [NaN, 1, NaN, 0];
  const encoded = encoding.encode(rows).map((value) => (Number.isNaN(value) ? 0 : value));
  const { logDensity: logs } = await logDensity(model, encoded, { sigmaMin: SIGMA, sigmaMax: 50 });
  const offsets = encoding.logOffset(rows, SIGMA);
  expect(Math.abs(logs[0] + offsets[0] - Math.log(flag[1] * missing[1]))).toBeLessThan(1e-3);
  expect(Math.abs(logs[1] + offsets[1] - Math.log(flag[0] * missing[0]))).toBeLessThan(1e-3);
});

describe("point masses", () => {
  test("are what holds more than 1 % and ten times the mean", () => {
    expect(findAtoms(columns["a spike of zeros and a tail"].values)).toEqual([0]);
    expect(findAtoms(columns["gaps and spikes"].values)).toEqual([-1, 99]);
    expect(findAtoms(columns["whole numbers"].values)).toEqual([]);
    expect(findAtoms(columns["levels"].values)).toEqual([]);
    // 199 of 10,000 rows, but of two hundred values: less than ten times the mean of 50
    const few = Float64Array.from({ length: 10_000 }, (_, i) => (i < 199 ? -5 : i % 199));
    expect(findAtoms(few)).toEqual([]);
  });

  test("come out with their share, and no value lies within their rounding", () => {
    const { field } = columns["a spike of zeros and a tail"];
    const values = Float64Array.from({ length: 5000 }, (_, i) =>
      uniform(i) < 0.4 ? 0 : 1 + Math.floor(1e5 * uniform(i, 1)),
    );
    const encoding = fitTableEncoding("test", [field], [values]);
    const [block] = encoding.categories;
    const count = 20_000;
    const rows = new Float32Array(count * 2);
    for (let r = 0; r < count; r++) {
      rows[2 * r] = normalQuantile(uniform(r, 5));
      rows[2 * r + 1] = block.codes[uniform(r, 6) < block.probabilities[0] ? 0 : 1];
    }
    const zeros = encoding.decode(rows).filter((value) => value === 0).length / count;
    const share = values.filter((value) => value === 0).length / values.length;
    expect(Math.abs(zeros - share)).toBeLessThan(3 * Math.sqrt(0.24 / count));
  });
});

describe("what is known of a cell", () => {
  const { field, values } = columns["gaps"];
  const encoding = fitTableEncoding("test", [field], [values]);
  const [block] = encoding.categories;

  test("a value, a gap as one, nothing, and that it is there", () => {
    const rows = [20.5, NaN, NaN, NaN];
    const known = [knowledge.value, knowledge.value, knowledge.nothing, knowledge.present];
    const encoded = encoding.encodeKnown(rows, known);
    const [value, missing] = Array.from(block.codes, Math.fround);
    expect(Number.isFinite(encoded[0])).toBe(true);
    expect([...encoded.subarray(1)]).toEqual([value, NaN, missing, NaN, NaN, NaN, value]);
  });
});
