import { expect, test } from "vitest";
import { normalQuantile } from "../../../src/numerics/normal.ts";
import { fitTableEncoding, type TableEncoding } from "../../../src/table/encodings/table-encoding.ts";
import { columns, uniform } from "./columns.ts";

const DAY = 86_400_000;

function fit(name: string): { encoding: TableEncoding; values: Float64Array } {
  const { field, values } = columns[name];
  return { encoding: fitTableEncoding("test", [field], [values]), values };
}

/** Rows that an untrained network would sample: normal coordinates, levels by their shares. */
function independentRows(encoding: TableEncoding, count: number): Float32Array {
  const { width, categories } = encoding;
  const rows = new Float32Array(count * width);
  for (let r = 0; r < count; r++) {
    for (let c = 0; c < width; c++) rows[r * width + c] = normalQuantile(uniform(r, 10 + c));
    let at = width - categories.reduce((sum, { codes, probabilities }) => sum + codes.length / probabilities.length, 0);
    categories.forEach(({ codes, probabilities }, b) => {
      let [k, u] = [0, uniform(r, 100 + b)];
      while (k < probabilities.length - 1 && u >= probabilities[k]) u -= probabilities[k++];
      const size = codes.length / probabilities.length;
      rows.set(codes.subarray(k * size, (k + 1) * size), r * width + at);
      at += size;
    });
  }
  return rows;
}

const levelsOf = (name: string): number[] => fit(name).encoding.categories.map((block) => block.probabilities.length);

test("blocks are there only where weekdays or hours are preferred", () => {
  expect(levelsOf("days")).toEqual([]);
  expect(levelsOf("working days")).toEqual([5]);
  // Hours from 8 to 17
  expect(levelsOf("moments of working hours")).toEqual([10]);
  expect(levelsOf("moments of working hours on working days, with gaps")).toEqual([2, 5, 10]);
  expect(levelsOf("midnights")).toEqual([]);
});

test.each([
  ["working days", (day: number) => (day + 3) % 7 < 5],
  ["Mondays", (day: number) => (day + 3) % 7 === 0],
  [
    "moments of working hours",
    (at: number) => at % 60_000 === 0 && at % DAY >= 8 * 3_600_000 && at % DAY < 18 * 3_600_000,
  ],
  ["midnights", (at: number) => at % DAY === 0],
  ["ends of months", (day: number) => new Date((day + 1) * DAY).getUTCDate() === 1],
] as [string, (value: number) => boolean][])("any sample of %s is one of them, within the range", (name, isOne) => {
  const { encoding, values } = fit(name);
  const sampled = encoding.decode(independentRows(encoding, 3000));
  expect(sampled.filter((value) => !isOne(value))).toHaveLength(0);
  expect(Math.min(...sampled)).toBeGreaterThanOrEqual(Math.min(...values));
  expect(Math.max(...sampled)).toBeLessThanOrEqual(Math.max(...values));
});

test("the probabilities of all days sum to 1 under independent coordinates", () => {
  const { encoding, values } = fit("working days");
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const days = Float64Array.from({ length: high - low + 1 }, (_, i) => low + i);
  let total = 0;
  days.forEach((day) => {
    const [block] = encoding.categories;
    const weekday = (day + 3) % 7;
    if (weekday < 5) total += block.probabilities[weekday] * weekProbability(encoding, day);
  });
  // Half a row beyond the ends, and the days of the first and last week outside the range
  expect(Math.abs(total - 1)).toBeLessThan(0.02);
});

/** ∫ φ(z) dz over the cell of a day's week, by the midpoint rule over the dither. */
function weekProbability(encoding: TableEncoding, day: number): number {
  let sum = 0;
  const steps = 200;
  for (let i = 0; i < steps; i++) {
    const dither = (): number => (i + 0.5) / steps;
    const [z] = encoding.encode([day], dither);
    sum += Math.exp(encoding.logScale([day], dither)[0] - 0.5 * z * z) / Math.sqrt(2 * Math.PI) / steps;
  }
  return sum;
}

test("a day that no part can say has no probability", () => {
  const { encoding } = fit("working days");
  const saturday = 18006;
  expect((saturday + 3) % 7).toBe(5);
  expect(encoding.logScale([saturday])).toEqual(Float64Array.of(-Infinity));
  expect(encoding.encode([saturday]).every(Number.isFinite)).toBe(true);
});
