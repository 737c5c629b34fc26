import { describe, expect, test } from "vitest";
import { blockSize } from "../../../src/data/category-block.ts";
import { fitTableEncoding, restoreTableEncoding } from "../../../src/table/encodings/table-encoding.ts";
import { columns, uniform } from "./columns.ts";

describe.each(Object.entries(columns))("a column of %s", (name, { field, values }) => {
  const encoding = fitTableEncoding("test", [field], [values]);
  const dither = (row: number): number => uniform(row, 2);

  test("comes back from its coordinates, whatever the place in the rounding", () => {
    if (encoding.width === 0) return;
    for (const encoded of [encoding.encode(values), encoding.encode(values, dither)]) {
      const back = encoding.decode(encoded);
      if (isRounded(field.name)) expect(back).toEqual(values);
      // What is not rounded comes back within f32's share of the column's width
      else back.forEach((value, r) => expectNear(value, values[r], 2e-5));
    }
  });

  test("comes back again from its parameters, to the bit", () => {
    const again = restoreTableEncoding("test", 1, encoding.parameters);
    expect(again.encode(values, dither)).toEqual(encoding.encode(values, dither));
    expect(again.decode(encoding.encode(values))).toEqual(encoding.decode(encoding.encode(values)));
    expect(again.categories).toEqual(encoding.categories);
    expect(again.logScale(values)).toEqual(encoding.logScale(values));
  });

  test("has plain coordinates of mean 0 and variance 1", () => {
    const plain = encoding.width - encoding.categories.reduce((sum, block) => sum + blockSize(block), 0);
    const encoded = encoding.encode(values, dither);
    let [squares, coordinates] = [0, 0];
    for (let c = 0; c < plain; c++) {
      const column = encoded.filter((value, i) => i % encoding.width === c && !Number.isNaN(value));
      const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
      if (column.length < 100) continue;
      expect(Math.abs(mean)).toBeLessThan(4.5 / Math.sqrt(column.length));
      squares += column.reduce((sum, value) => sum + value * value, 0) / column.length;
      coordinates++;
    }
    // Four standard errors √(2/n) and the smoothing of bins
    if (coordinates > 0)
      expect(Math.abs(squares / coordinates - 1)).toBeLessThan(0.02 + 4 * Math.sqrt(2 / values.length));
  });

  function isRounded(column: string): boolean {
    return column !== "x" && column !== "mixed" && name !== "directions and gaps";
  }
});

function expectNear(value: number, expected: number, bound: number): void {
  if (Number.isNaN(expected)) expect(value).toBeNaN();
  else expect(Math.abs(value - expected)).toBeLessThan(bound);
}
