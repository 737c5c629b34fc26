import { describe, expect, it } from "vitest";
import { RowSample } from "../../src/table/row-sample.ts";

function draw(count: number, size: number, seed: number): number[] {
  const sample = new RowSample<number>(size, seed);
  for (let row = 0; row < count; row++) sample.add(() => row);
  expect(sample.rowCount).toBe(count);
  return sample.rows();
}

describe("rows drawn while a table is read", () => {
  it("are all of a table that has no more, in their order", () => {
    for (const count of [0, 1, 7, 10]) expect(draw(count, 10, 3)).toEqual(Array.from({ length: count }, (_, i) => i));
  });

  it("are of the wanted number, different, in order; the same for a seed, others for another", () => {
    for (const count of [11, 19, 20, 21, 1000]) {
      const rows = draw(count, 10, 3);
      expect(new Set(rows).size).toBe(10);
      expect([...rows].sort((a, b) => a - b)).toEqual(rows);
      expect(draw(count, 10, 3)).toEqual(rows);
    }
    expect(draw(1000, 10, 4)).not.toEqual(draw(1000, 10, 3));
  });

  it("are each row with the same chance: the first, middle and last alike", () => {
    const [count, size, seeds] = [100, 25, 2000];
    const times = new Float64Array(count);
    for (let seed = 0; seed < seeds; seed++) for (const row of draw(count, size, seed)) times[row]++;
    const share = size / count;
    const error = Math.sqrt((share * (1 - share)) / seeds);
    for (const n of times) expect(Math.abs(n / seeds - share)).toBeLessThan(5 * error); // 100 rows at 5 standard errors
  });
});
