import { describe, expect, it } from "vitest";
import { toCsv } from "../../../apps/playground/csv.ts";
import { limits } from "../../../apps/playground/data-spec.ts";

import { Drawing } from "../../../apps/playground/drawing.ts";
import { fit, imageSpec } from "../../../apps/playground/image.ts";
import { decodeLink, encodeLink } from "../../../apps/playground/link.ts";
import { readNumberTable } from "../../../apps/playground/number-table.ts";
import { defaults } from "../../../apps/playground/settings.ts";
import { sourceOf } from "../../../apps/playground/sources.ts";
import { tableSpec } from "../../../apps/playground/table.ts";
import { gridRows, viewOf } from "../../../apps/playground/view.ts";

const parse = (text: string) =>
  readNumberTable("t.csv", [new TextEncoder().encode(text)], { minRows: limits.leastRows, maxBytes: 1e9 });

describe("a table", () => {
  const text = `id,x,name,y\n${Array.from({ length: 9000 }, (_, k) => `${k},${Math.sin(k)},n,${100 + 7 * Math.cos(k)}`).join("\n")}`;

  it("keeps random rows to half a step of 1/4095 of the range", async () => {
    const table = await parse(text);
    expect(table.columns).toEqual(["x", "y"]);
    const { spec, note } = tableSpec(table, 0, 1);
    expect(note).toBe("4,000 of its 9,000 rows, at random; rounded to 1/4095 of a column's range, enough for a link.");
    expect(spec.points.length).toBe(2 * limits.tableRows);
    const { rows, heldOut, logDensity } = sourceOf(spec, 1);
    expect(logDensity).toBeUndefined();
    expect((rows.length + heldOut.length) / 2).toBe(limits.tableRows);
    expect(heldOut.length).toBe(rows.length / 9);
    // x² + ((y − 100)/7)² = 1 on every row; a step of 2/4095 of either radius moves it by at most 2·√2·(2/4095)/2
    for (let i = 0; i < rows.length; i += 2)
      expect(Math.abs(Math.hypot(rows[i], (rows[i + 1] - 100) / 7) - 1)).toBeLessThan(4e-4);
  });

  it("of alternating rows keeps both kinds in their shares, held out or not, and again the same rows", () => {
    // Every second row is of the other group; within a group, only the row's number differs
    const rowCount = 8000;
    const rows = Float64Array.from({ length: 2 * rowCount }, (_, i) => (i % 2 === 1 ? i >> 1 : (i >> 1) % 2 ? 100 : 0));
    const table = { columns: ["x", "y"], rows, rowCount };
    const { spec } = tableSpec(table, 0, 1);
    expect(tableSpec(table, 0, 1).spec).toEqual(spec);
    const source = sourceOf(spec, 1);
    for (const part of [source.rows, source.heldOut, source.rows.slice(0, 1000)]) {
      const large = part.filter((value, i) => i % 2 === 0 && value === 100).length;
      const count = part.length / 2;
      expect(Math.abs(large / count - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / count)); // 4 standard errors
    }
  });

  describe("with an outlier", () => {
    /** 630 different values up to 10 in 999 rows, and one of a million in between. */
    const values = Array.from({ length: 1000 }, (_, i) => (i === 700 ? 1e6 : ((i * 197) % 630) / 63));
    const table = {
      ...{ columns: ["x", "y"], rowCount: 1000 },
      rows: Float64Array.from(values.flatMap((value, i) => [value, Math.sin(i)])),
    };
    const { spec, note } = tableSpec(table, 0, 1);

    it("keeps its other values apart, and says which row it left out", () => {
      expect(spec.ranges[0]).toEqual([0, 629 / 63]);
      expect(new Set(spec.points.filter((_, i) => i % 2 === 0)).size).toBe(630);
      expect(spec.points.length).toBe(2 * 999);
      expect(note).toMatch(/^999 rows, without 1 far from all others \(x = 1000000\); rounded to/);
    });

    it("among few rows keeps enough of them for a link", async () => {
      for (const rowCount of [50, 60, 99, 100, 101, 150]) {
        const few = Float64Array.from({ length: 2 * rowCount }, (_, i) => (i < 4 ? (i - 1.5) * 1e6 : Math.sin(i)));
        const { spec } = tableSpec({ ...table, rows: few, rowCount }, 0, 1);
        expect(spec.points.length / 2).toBeGreaterThanOrEqual(rowCount - 4);
        expect((await decodeLink(await encodeLink({ ...defaults, data: spec }))).data).toEqual(spec);
      }
    });

    it("leaves heavy tails and columns of almost one value as they are", () => {
      const heavy = Array.from({ length: 2000 }, (_, i) => Math.exp(1.2 * Math.sin(i * 12.9898)) * (i % 7));
      const flags = heavy.map((_, i) => (i % 200 === 3 ? 1 : 0));
      const rows = Float64Array.from(heavy.flatMap((value, i) => [value, flags[i]]));
      const { spec, note } = tableSpec({ ...table, rows, rowCount: 2000 }, 0, 1);
      expect(spec.points.length).toBe(4000);
      expect(note).toMatch(/^2,000 rows; rounded/);
    });
  });

  it("of large numbers near each other keeps their differences", () => {
    const rows = Float64Array.from({ length: 200 }, (_, i) => (i % 2 ? i : 1.7e12 + i));
    const { spec } = tableSpec({ columns: ["t", "y"], rows, rowCount: 100 }, 0, 1);
    const { rows: learned } = sourceOf(spec, 1);
    expect(new Set(learned.filter((_, i) => i % 2 === 0)).size).toBe(90);
  });

  it("of numbers that nothing can be learned from is refused, naming the column", () => {
    for (const [far, near] of [
      [1e300, 1.1e300],
      [1, 1 + 1e-15],
      [0, 1e-300],
    ]) {
      const rows = Float64Array.from({ length: 200 }, (_, i) => (i % 2 ? i : i % 4 ? far : near));
      expect(() => tableSpec({ columns: ["t", "y"], rows, rowCount: 100 }, 0, 1)).toThrow(
        "The numbers of the column t are too large or too close together. Choose another.",
      );
    }
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
    const peak = logDensity!(Float64Array.of(1.875, 0.375))[0];
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
  const rows = Float64Array.from({ length: 2000 }, (_, i) => Math.sin(i) * 10 ** ((i % 9) - 4));
  const lines = toCsv(rows, ["x", 'a "b"']).trimEnd().split("\n");
  expect(lines[0]).toBe('x,"a ""b"""');
  expect(Float64Array.from(lines.slice(1).flatMap((line) => line.split(",").map(Number)))).toEqual(rows);
});
