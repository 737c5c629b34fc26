import { describe, expect, it } from "vitest";
import { parseTable } from "../../../apps/main-job/parse-table.ts";
import { toCsv } from "../../../apps/playground/csv.ts";
import { limits } from "../../../apps/playground/data-spec.ts";

import { Drawing } from "../../../apps/playground/drawing.ts";
import { fit, imageSpec } from "../../../apps/playground/image.ts";
import { sourceOf } from "../../../apps/playground/sources.ts";
import { tableSpec } from "../../../apps/playground/table.ts";
import { gridRows, viewOf } from "../../../apps/playground/view.ts";

const parse = (text: string) => parseTable("t.csv", [new TextEncoder().encode(text)], { minRows: limits.leastRows });

describe("a table", () => {
  const text = `id,x,name,y\n${Array.from({ length: 9000 }, (_, k) => `${k},${Math.sin(k)},n,${100 + 7 * Math.cos(k)}`).join("\n")}`;

  it("keeps evenly taken rows to half a step of 1/4095 of the range", async () => {
    const table = await parse(text);
    expect(table.columns).toEqual(["x", "y"]);
    const spec = tableSpec(table, 0, 1);
    expect(spec.points.length).toBe(2 * limits.tableRows);
    const { rows, heldOut, logDensity } = sourceOf(spec, 1);
    expect(logDensity).toBeUndefined();
    expect((rows.length + heldOut.length) / 2).toBe(limits.tableRows);
    expect(heldOut.length).toBe(rows.length / 9);
    // x² + ((y − 100)/7)² = 1 on every row; a step of 2/4095 of either radius moves it by at most 2·√2·(2/4095)/2
    for (let i = 0; i < rows.length; i += 2)
      expect(Math.abs(Math.hypot(rows[i], (rows[i + 1] - 100) / 7) - 1)).toBeLessThan(4e-4);
  });

  it("of words, or with too few rows, is refused by the name of its file", async () => {
    await expect(parse(`a,b\n${"x,y\n".repeat(100)}`)).rejects.toThrow(/^t\.csv has no column of numbers/);
    await expect(parse("a,b\n1,2\n2,5\n")).rejects.toThrow(/at least 50/);
  });
});

describe("an image", () => {
  /** A black dot at (x, y) on white, and a transparent black pixel, which is white. */
  const pixels = (width: number, height: number, x: number, y: number): number[] =>
    Array.from({ length: width * height }, (_, k) =>
      k === y * width + x ? [0, 0, 0, 255] : k === 0 ? [0, 0, 0, 0] : [255, 255, 255, 255],
    ).flat();

  it("has its points where it is dark, the right way up", () => {
    const spec = imageSpec(pixels(8, 4, 6, 1), 8, 4);
    expect([...spec.levels]).toEqual(Array.from({ length: 32 }, (_, k) => (k === 14 ? 15 : 0)));
    const { rows, logDensity } = sourceOf(spec, 1);
    const mean = [0, 1].map((c) => rows.filter((_, i) => i % 2 === c).reduce((s, v) => s + v / (rows.length / 2), 0));
    // Pixels are 6/8 wide, the middle of pixel (6, 1) is (6.5 − 4, 2 − 1.5)·6/8; deviation 0.375, 30,000 rows: 5 s.e.
    expect(Math.abs(mean[0] - 1.875)).toBeLessThan((5 * 0.375) / Math.sqrt(30_000));
    expect(Math.abs(mean[1] - 0.375)).toBeLessThan((5 * 0.375) / Math.sqrt(30_000));
    const peak = logDensity!(Float32Array.of(1.875, 0.375))[0];
    expect(peak).toBeCloseTo(-Math.log(2 * Math.PI * 0.375 ** 2), 6);
  });

  it("that is mostly dark has its points where it is light", () => {
    const inverse = pixels(8, 4, 6, 1).map((value, i) => (i % 4 === 3 ? 255 : 255 - value));
    inverse.splice(0, 4, 0, 0, 0, 255);
    expect(imageSpec(inverse, 8, 4).levels[14]).toBe(15);
    expect(imageSpec(inverse, 8, 4).levels[3]).toBe(0);
  });

  it("of one color is refused", () => {
    expect(() => imageSpec(new Array(64).fill(255), 4, 4)).toThrow(/one color only\. Take one/);
  });

  it("keeps its proportions, and at least a pixel", () => {
    expect(fit(8000, 5000)).toEqual([64, 40]);
    expect(fit(10, 20)).toEqual([10, 20]);
    expect(fit(1, 100_000)).toEqual([1, 64]);
  });
});

describe("a drawing", () => {
  it("has dabs at equal distances, however often the pointer reports", () => {
    const [slow, quick] = [new Drawing(), new Drawing()];
    for (const drawing of [slow, quick]) drawing.begin(10, 50);
    for (let x = 11; x <= 210; x++) slow.extend(x, 50);
    quick.extend(210, 50);
    expect(slow.dabs).toEqual(quick.dabs);
    expect(quick.count).toBe(1 + Math.floor(200 / 3));
  });

  it("has no line between two strokes, stays on the sheet, and is never too large for a link", () => {
    const drawing = new Drawing();
    drawing.begin(0, 0);
    drawing.end();
    drawing.extend(300, -20);
    expect([...drawing.dabs]).toEqual([0, 0, 255, 0]);
    for (let k = 0; k < 2 * limits.dabs; k++) drawing.begin(k % 256, 9);
    expect(drawing.count).toBe(limits.dabs);
  });
});

it("a view holds all rows, in a square where units are equal; its grid begins at the top left", () => {
  const view = viewOf([0, 0, 4, 1], true);
  expect(view.x[1] - view.x[0]).toBeCloseTo(view.y[1] - view.y[0]);
  expect(viewOf([0, 0, 4, 1], false).y[1]).toBeLessThan(1.5);
  expect([...gridRows({ x: [0, 2], y: [0, 4] }, 2)]).toEqual([0.5, 3, 1.5, 3, 0.5, 1, 1.5, 1]);
});

it("samples as CSV read back to the same bits", () => {
  const rows = Float32Array.from({ length: 2000 }, (_, i) => Math.fround(Math.sin(i) * 10 ** ((i % 9) - 4)));
  const lines = toCsv(rows, ["x", 'a "b"']).trimEnd().split("\n");
  expect(lines[0]).toBe('x,"a ""b"""');
  expect(Float32Array.from(lines.slice(1).flatMap((line) => line.split(",").map(Number)))).toEqual(rows);
});
