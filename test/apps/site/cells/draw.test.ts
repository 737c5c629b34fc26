import { describe, expect, it } from "vitest";
import { drawOutputs } from "../../../../apps/site/cells/draw/output.ts";
import { ticks } from "../../../../apps/site/cells/draw/scale.ts";
import { formatNumber } from "../../../../apps/site/cells/describe.ts";
import { grid, plane } from "../../../../apps/site/cells/layers.ts";
import type { Layer, Output, Plot } from "../../../../apps/site/cells/outputs.ts";
import { createShow } from "../../../../apps/site/cells/show.ts";
import { chinese } from "../../../../apps/site/cells/words/chinese.ts";
import { english } from "../../../../apps/site/cells/words/english.ts";

function shown(cell: (show: ReturnType<typeof createShow>) => void): Output[] {
  const outputs: Output[] = [];
  cell(createShow((output) => outputs.push(output)));
  return outputs;
}
const plotOf = (outputs: Output[]): Plot => outputs[0] as Plot;
const layerOf = <K extends Layer["kind"]>(outputs: Output[], kind: K): Layer & { kind: K } =>
  plotOf(outputs).layers.find((layer): layer is Layer & { kind: K } => layer.kind === kind)!;
const html = (outputs: Output[], translate = (text: string): string => text): string =>
  drawOutputs(outputs, { words: english, translate });

/** Corners of the paths of a class, in the picture's units. */
const corners = (picture: string, name: string): number[][] =>
  [...picture.matchAll(new RegExp(`<path class="${name}[^"]*"[^>]* d="([^"]*)"`, "g"))].flatMap(([, d]) =>
    [...d.matchAll(/[ML](-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]),
  );

describe("what is shown", () => {
  it("has shares by length in a histogram, of all values, those beyond the range too", () => {
    const values = [0.5, 0.5, 1.5, 2, 7];
    const { heights, from, width } = layerOf(
      shown((show) => show.histogram(values, { xRange: [0, 2], bins: 4 })),
      "histogram",
    );
    expect([from, width]).toEqual([0, 0.5]);
    expect(Array.from(heights)).toEqual([0, 2 / 2.5, 0, 2 / 2.5]);
  });

  it("evaluates curves over the range, fields and heat at the centers of cells, from low y to high", () => {
    const curve = layerOf(
      shown((show) => show.curve((x) => x * x, { xRange: [-1, 1] })),
      "curve",
    );
    expect([curve.x.length, curve.x[0], curve.y[0], curve.y[100]]).toEqual([201, -1, 1, 0]);
    expect(Array.from(plane([0, 2], [10, 30], 2))).toEqual([0.5, 15, 1.5, 15, 0.5, 25, 1.5, 25]);
    expect(Array.from(grid(0, 1, 3))).toEqual([0, 0.5, 1]);
    const outputs = shown((show) =>
      show.plot({ xRange: [0, 2], yRange: [10, 30] }, { heat: (rows) => rows.filter((_, i) => i % 2), side: 2 }),
    );
    expect(Array.from(layerOf(outputs, "heat").values)).toEqual([15, 15, 25, 25]);
  });

  it("refuses promises where numbers are due, and odd rows", () => {
    const frame = { xRange: [0, 1] as [number, number], yRange: [0, 1] as [number, number] };
    expect(() => shown((show) => show.field((async () => []) as never, frame))).toThrow("(no promise)");
    expect(() => shown((show) => show.points([1, 2, 3]))).toThrow("rows of two numbers");
    expect(() => shown((show) => show.table(["a"], [[1, 2]]))).toThrow("rows of 1 entries");
  });

  it("is drawn where the axes say", () => {
    const outputs = shown((show) => show.curve([0, 1], { at: [0, 10], yRange: [0, 1] }));
    const [[x0, y0], [x1, y1]] = corners(html(outputs), "line");
    expect([x0, y1]).toEqual([0, 0]);
    expect(x1).toBeGreaterThan(200);
    expect(y0).toBeGreaterThan(100);
  });

  it("has one length for one unit on both axes, whatever the ranges", () => {
    for (const yRange of [
      [0, 1],
      [0, 4],
      [0, 100],
    ] as [number, number][]) {
      const [[x0, y0], [x1, y1]] = corners(
        html(shown((show) => show.points([0, 0, 1, 1], { xRange: [0, 4], yRange }))),
        "points",
      );
      expect(Math.abs(x1 - x0 + (y1 - y0))).toBeLessThan(0.21); // coordinates are to a tenth
    }
  });

  it("keeps the color of the text for what is exact", () => {
    const picture = html(shown((show) => show.histogram([1, 2, 3], { density: () => 1, xRange: [0, 4] })));
    expect(picture).toContain('class="line exact"');
    expect(picture).toContain('class="area color-0"');
  });

  it("draws a heat map's cells once each", () => {
    const side = 8;
    const values = Float64Array.from({ length: side * side }, (_, i) => 1 + (i % 5));
    const picture = html(shown((show) => show.plot({ xRange: [0, 1], yRange: [0, 1] }, { heat: values })));
    const areas = [...picture.matchAll(/M([\d.]+) ([\d.]+)H([\d.]+)V([\d.]+)H/g)].map(([, left, from, right, to]) =>
      Math.abs((Number(right) - Number(left)) * (Number(to) - Number(from))),
    );
    const width = 284;
    expect(areas.reduce((sum, area) => sum + area, 0) / width ** 2).toBeCloseTo(1, 2);
  });

  it("has a text with the numbers, in the page's language, and nothing of the cell is markup", () => {
    const outputs = shown((show) => show.curve((x) => 2 * x, { title: "<b>", name: 'say "y"', xRange: [0, 1] }));
    expect(html(outputs)).toContain('aria-label="&lt;b&gt;. say &quot;y&quot;: curve from 0 to 1, values 0 to 2."');
    expect(html(outputs)).not.toContain("<b>");
    const translated = drawOutputs(outputs, { words: chinese, translate: (text) => (text === "<b>" ? "标题" : text) });
    expect(translated).toContain('aria-label="标题. say &quot;y&quot;：曲线，从 0 到 1，取值 0 到 2."');
  });

  it("puts plots that follow one another in a row, and numbers in a list", () => {
    const outputs = shown((show) => {
      show.curve([0, 1], { at: [0, 1] });
      show.curve([0, 1], { at: [0, 1] });
      show.number("a", 1, { exact: 2 });
      show.number("b", 2);
      show.text("end");
      show.curve([0, 1], { at: [0, 1] });
    });
    const order = [...html(outputs).matchAll(/<(div class="cell-plots"|figure|dl|dt|p)[ >]/g)].map(([, tag]) => tag);
    const row = 'div class="cell-plots"';
    expect(order).toEqual([row, "figure", "figure", "dl", "dt", "dt", "p", row, "figure"]);
    expect(html(outputs)).toContain("(exact: 2)");
  });
});

describe("numbers", () => {
  it("stand at round places within the range", () => {
    expect(ticks([-5, 5], 5)).toEqual([-4, -2, 0, 2, 4]);
    expect(ticks([0, 0.47], 5)).toEqual([0, 0.1, 0.2, 0.3, 0.4]);
    expect(ticks([0, 1], 6)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  });

  it("have four digits and a real minus", () => {
    expect([0.30000000000000004, -12.3456, 1e-7, 1234567, 0].map(formatNumber)).toEqual([
      "0.3",
      "−12.35",
      "1.00e−7",
      "1.23e+6",
      "0",
    ]);
  });
});
