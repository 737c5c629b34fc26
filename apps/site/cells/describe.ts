// What is shown, in words: a picture's text for those who do not see it, and what Node prints.
import { extent } from "./layers.ts";
import type { Layer, Output, Plot } from "./outputs.ts";
import type { Words } from "./words/words.ts";

/** Numbers as readers see them: four digits, a real minus. */
export function formatNumber(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value).replace("-", "−");
  const small = Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6;
  const text = small ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  return text.replaceAll("-", "−");
}

/** A plot in words, with its numbers. */
export function describePlot({ frame, layers }: Plot, words: Words): string {
  const axes = frame.x || frame.y ? [words.axes(frame.x || "x", frame.y || "y")] : [];
  const parts = layers.map((layer) => {
    const what = describeLayer(layer, frame.labels ?? [], words);
    return layer.name ? words.named(layer.name, what) : what;
  });
  return `${[frame.title || words.plot, ...axes, ...parts].join(". ")}.`;
}

function describeLayer(layer: Layer, labels: string[], words: Words): string {
  switch (layer.kind) {
    case "points": {
      const count = layer.xy.length / 2;
      const mean = [0, 1].map((j) => layer.xy.reduce((sum, value, i) => sum + (i % 2 === j ? value / count : 0), 0));
      return words.points(count, mean.map(formatNumber).join(", "));
    }
    case "paths":
      return words.paths(layer.paths.length);
    case "curve": {
      const ends = [layer.x[0], layer.x[layer.x.length - 1]].map(formatNumber);
      const [low, high] = extent(layer.y.filter(Number.isFinite)).map(formatNumber);
      return words.curve(ends[0], ends[1], low, high);
    }
    case "histogram": {
      const highest = Math.max(...layer.heights);
      const at = layer.from + layer.width * (layer.heights.indexOf(highest) + 0.5);
      return words.histogram(formatNumber(highest), formatNumber(at));
    }
    case "field":
      return words.field(layer.xy.length / 2);
    case "heat": {
      const [low, high] = extent(layer.values).map(formatNumber);
      return words.heat(low, high);
    }
    case "bars":
      return words.bars(layer.values.map((value, i) => `${labels[i] ?? i} ${formatNumber(value)}`).join(", "));
  }
}

/** Any output in words. */
export function describeOutput(output: Output, words: Words): string {
  switch (output.kind) {
    case "plot":
      return describePlot(output, words);
    case "number": {
      const exact = output.exact === undefined ? "" : ` ${words.exactly(formatNumber(output.exact))}`;
      return `${output.name}: ${formatNumber(output.value)}${exact}`;
    }
    case "table":
      return [
        output.title,
        output.columns.join(" | "),
        ...output.rows.map((row) => row.map(formatEntry).join(" | ")),
      ].join("\n    ");
    case "slider":
      return `${output.name}: ${formatNumber(output.value)} of ${formatNumber(output.min)} to ${formatNumber(output.max)}`;
    case "bits":
      return `bits ${output.bits}`;
    default:
      return output.text;
  }
}

export const formatEntry = (entry: string | number): string =>
  typeof entry === "number" ? formatNumber(entry) : entry;
