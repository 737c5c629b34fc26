import { limits, type DataSpec } from "./data-spec.ts";
import { densityOf } from "./densities.ts";
import { viewOf } from "./view.ts";

const POINTS = 300;

/** Points that stand for data in a small picture: (n, 2), 0…1 to the right and upwards. */
export function thumbnailOf(spec: DataSpec): Float64Array {
  const rows = pointsOf(spec);
  const { x, y } = viewOf(rows, spec.kind !== "table");
  return rows.map((value, i) => (i % 2 === 0 ? (value - x[0]) / (x[1] - x[0]) : (value - y[0]) / (y[1] - y[0])));
}

function pointsOf(spec: DataSpec): Float64Array {
  switch (spec.kind) {
    case "density":
      return densityOf(spec.name).sample(POINTS, { seed: 1 });
    case "drawing":
      return Float64Array.from(spec.dabs);
    case "image": {
      const { width, height, levels } = spec;
      const dark = Array.from(levels.keys()).filter((k) => levels[k] > limits.imageLevels / 2);
      return Float64Array.from(dark.flatMap((k) => [k % width, height - Math.floor(k / width)]));
    }
    case "table": {
      const every = Math.ceil(spec.points.length / 2 / POINTS);
      return Float64Array.from(spec.points.filter((_, i) => Math.floor(i / 2) % every === 0));
    }
  }
}
