// What is shown, in words: a picture's text for those who do not see it, and what Node prints.
import { extent } from "./layers.ts";
import type { Layer, Output, Plot } from "./outputs.ts";

/** Numbers as readers see them: four digits, a real minus. */
export function formatNumber(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value).replace("-", "−");
  const small = Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6;
  const text = small ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  return text.replaceAll("-", "−");
}

/** A plot in a sentence or two, with its numbers. */
export function describePlot({ frame, layers }: Plot): string {
  const axes = frame.x || frame.y ? ` ${frame.y || "y"} over ${frame.x || "x"}.` : "";
  return `${frame.title ? `${frame.title}.` : "Plot."}${axes} ${layers.map((layer) => describeLayer(layer, frame.labels)).join(" ")}`;
}

function describeLayer(layer: Layer, labels: string[] = []): string {
  const named = (what: string): string => (layer.name ? `${layer.name} (${what})` : what);
  switch (layer.kind) {
    case "points": {
      const count = layer.xy.length / 2;
      const mean = [0, 1].map((j) => layer.xy.reduce((sum, value, i) => sum + (i % 2 === j ? value / count : 0), 0));
      return `${named(`${count} points`)}, mean ${mean.map(formatNumber).join(", ")}.`;
    }
    case "paths":
      return `${named(`${layer.paths.length} paths`)}.`;
    case "curve": {
      const [low, high] = extent(layer.y.filter(Number.isFinite));
      return `${named("curve")} from ${formatNumber(layer.x[0])} to ${formatNumber(layer.x[layer.x.length - 1])}, values ${formatNumber(low)} to ${formatNumber(high)}.`;
    }
    case "histogram": {
      const [, high] = extent(layer.heights);
      const at = layer.from + layer.width * (layer.heights.indexOf(high) + 0.5);
      return `${named("histogram")}, highest ${formatNumber(high)} at ${formatNumber(at)}.`;
    }
    case "field":
      return `${named("arrows")} at ${layer.xy.length / 2} places.`;
    case "heat": {
      const [low, high] = extent(layer.values);
      return `${named("shades")} for values ${formatNumber(low)} to ${formatNumber(high)}.`;
    }
    case "bars":
      return `${layer.name || "Bars"}: ${layer.values.map((value, i) => `${labels[i] ?? i} ${formatNumber(value)}`).join(", ")}.`;
  }
}

/** Any output in words. */
export function describeOutput(output: Output): string {
  switch (output.kind) {
    case "plot":
      return describePlot(output);
    case "number": {
      const exact = output.exact === undefined ? "" : ` (exact ${formatNumber(output.exact)})`;
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
