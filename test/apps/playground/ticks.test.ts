import { expect, it } from "vitest";
import { ticksOf } from "../../../apps/playground/ticks.ts";

const labels = (min: number, max: number, most: number): string[] =>
  ticksOf([min, max], most).map(({ label }) => label);

it.each([
  [-2.3, 2.4, 5, ["−2", "−1", "0", "1", "2"]],
  [0, 1, 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]],
  [18, 91, 5, ["20", "40", "60", "80"]],
  [1900, 2100, 4, ["1900", "1950", "2000", "2050", "2100"]],
  [0, 120_000, 3, ["0", "50,000", "100,000"]],
  [0.01, 0.043, 4, ["0.01", "0.02", "0.03", "0.04"]],
  [-3e7, 9e7, 4, ["0", "5e7"]],
  [1e-7, 3.2e-7, 3, ["1e−7", "2e−7", "3e−7"]],
])("marks %d to %d at most %d times in round numbers", (min, max, most, expected) => {
  expect(labels(min, max, most)).toEqual(expected);
});

it("ticks lie in the range, are few, and their labels are their values, for ranges of any size", () => {
  let state = 1;
  const chance = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  for (let k = 0; k < 400; k++) {
    const width = 10 ** (60 * chance() - 30);
    const min = (chance() - 0.5) * width * 10 ** (3 * chance());
    const max = min + width;
    const most = 3 + Math.floor(5 * chance());
    const ticks = ticksOf([min, max], most);
    expect(ticks.length).toBeGreaterThanOrEqual(Math.floor(most / 2.5)); // a step is at most 2.5 times what it must be
    expect(ticks.length).toBeLessThanOrEqual(most + 1);
    for (const { value, label } of ticks) {
      expect(value).toBeGreaterThanOrEqual(min - 1e-9 * width);
      expect(value).toBeLessThanOrEqual(max + 1e-9 * width);
      expect(Math.abs(Number(label.replaceAll("−", "-").replaceAll(",", "")) - value)).toBeLessThan(1e-6 * width);
    }
    expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
  }
});

it("marks nothing where there is no range", () => {
  expect(ticksOf([1, 1], 5)).toEqual([]);
});
