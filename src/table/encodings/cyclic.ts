import { checkFlatRows } from "../../data/encoding.ts";
import { log } from "../../numerics/math.ts";
import { atan, cos, sin } from "../../numerics/trigonometry.ts";
import { invalid } from "../../support/errors.ts";
import { middle, type ColumnEncoding, type ColumnKind } from "./column-encoding.ts";
import { takeParameter } from "./parameters.ts";
import { roundTo } from "./rounding.ts";

/**
 * Directions, hours and other values on a circle of the given period: (cos, sin) of the angle, less its mean and scaled by one
 * factor so that the two variances sum to 2. Decoded by the angle alone, to the turn that begins at the least value.
 */
export const cyclic: ColumnKind = {
  fit(where, values, { period, resolution }) {
    if (period === undefined || !(period > 0)) throw invalid(where, "a positive period of a cyclic column", period);
    const plain = values.filter((value) => value === value);
    const center = [0, 0];
    for (const value of plain) {
      center[0] += cos(angleOf(value, period)) / plain.length;
      center[1] += sin(angleOf(value, period)) / plain.length;
    }
    const spread = 1 - center[0] * center[0] - center[1] * center[1];
    return cyclicEncoding({
      period,
      start: plain.reduce((least, value) => Math.min(least, value), Infinity),
      center,
      scale: Math.sqrt(2 / Math.max(spread, 1e-6)),
      resolution,
    });
  },
  restore(where, parameters) {
    const [period, start, scale] = takeParameter(where, parameters, "circle", 3);
    if (!(period > 0 && scale > 0)) throw invalid(where, "encoding.circle of a positive period and scale", period);
    const center = takeParameter(where, parameters, "center", 2);
    const resolution = "resolution" in parameters ? takeParameter(where, parameters, "resolution", 1)[0] : undefined;
    return cyclicEncoding({ period, start, scale, center: Array.from(center), resolution });
  },
};

interface Circle {
  period: number;
  /** Values lie from here to one period later. */
  start: number;
  center: number[];
  scale: number;
  resolution: number | undefined;
}

function cyclicEncoding({ period, start, center, scale, resolution }: Circle): ColumnEncoding {
  const cell = resolution ?? 0;
  // A step along the circle, and the cell's width where values are rounded
  const logScale = log((scale * 2 * Math.PI) / period) + (cell > 0 ? log(cell) : 0);
  return {
    kind: "cyclic",
    columns: 1,
    width: 2,
    categories: [],
    holdsMissing: false,
    thin: 1,
    present: new Float32Array(2).fill(NaN),
    parameters: {
      circle: Float64Array.of(period, start, scale),
      center: Float64Array.from(center),
      ...(resolution !== undefined && { resolution: Float64Array.of(resolution) }),
    },
    encode(values, dither = middle) {
      checkFlatRows("encoding.encode", values, 1);
      const rows = new Float32Array(values.length * 2);
      for (let r = 0; r < values.length; r++) {
        const angle = angleOf(values[r] + (dither(r, 0) - 0.5) * cell, period);
        rows[2 * r] = (cos(angle) - center[0]) * scale;
        rows[2 * r + 1] = (sin(angle) - center[1]) * scale;
      }
      return rows;
    },
    decode(rows) {
      checkFlatRows("encoding.decode", rows, 2);
      const values = new Float64Array(rows.length / 2);
      for (let r = 0; r < values.length; r++) {
        const angle = direction(rows[2 * r] / scale + center[0], rows[2 * r + 1] / scale + center[1]);
        const value = turned((angle * period) / (2 * Math.PI), start - cell / 2, period);
        values[r] = resolution === undefined ? value : turned(roundTo(value, resolution), start, period);
      }
      return values;
    },
    logScale(values) {
      checkFlatRows("encoding.logScale", values, 1);
      return Float64Array.from(values, (value) => (value === value ? logScale : NaN));
    },
  };
}

/** Radians in 0…2π: reduced by the period first, in which large values are exact. */
function angleOf(value: number, period: number): number {
  return (2 * Math.PI * (value - period * Math.floor(value / period))) / period;
}

/** The value that differs by whole periods and lies in [start, start + period). */
function turned(value: number, start: number, period: number): number {
  const result = value - period * Math.floor((value - start) / period);
  return result >= start + period ? result - period : result;
}

/** The angle of (x, y), in −π…π. */
function direction(x: number, y: number): number {
  if (x > 0) return atan(y / x);
  if (x < 0) return atan(y / x) + (y < 0 ? -Math.PI : Math.PI);
  return y === 0 ? 0 * x : y > 0 ? Math.PI / 2 : y < 0 ? -Math.PI / 2 : NaN;
}
