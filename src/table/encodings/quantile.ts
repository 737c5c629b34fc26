import { checkFlatRows } from "../../data/encoding.ts";
import { log } from "../../numerics/math.ts";
import { normalCdf, normalQuantile } from "../../numerics/normal.ts";
import { invalid } from "../../support/errors.ts";
import { middle, type ColumnEncoding, type ColumnKind, type ColumnSettings } from "./column-encoding.ts";
import { takeParameter } from "./parameters.ts";
import { binsOf, type Bins } from "./quantile-bins.ts";
import { roundTo } from "./rounding.ts";

/**
 * z = Φ⁻¹(F(x)), with F the law of the column's values spread over their roundings and, where values are rare, over their
 * neighborhood ({@link binsOf}). One row more is spread over all of the range, half of it, and beyond its two ends, so that
 * no value between has density 0. Beyond the ends z goes on linearly; decoded values stay within the bounds.
 */
export const quantile: ColumnKind = {
  fit(where, values, { resolution, bounds, atoms = [] }: ColumnSettings) {
    const present = values.filter((value) => value === value);
    const sorted = (resolution === undefined ? present : present.map((value) => roundTo(value, resolution))).sort();
    if (sorted.length === 0) throw invalid(where, "a column with a value", NaN);
    const cell = resolution ?? smallestGap(sorted);
    // Rounding may lead a finer extreme out of the range that was seen
    const range = bounds ?? [present.reduce((a, b) => Math.min(a, b)), present.reduce((a, b) => Math.max(a, b))];
    return quantileEncoding({
      ...binsOf(sorted, cell, atoms),
      cell,
      isRounded: resolution !== undefined,
      bounds: [finite(range[0]), finite(range[1])],
    });
  },
  restore(where, parameters) {
    const counts = takeParameter(where, parameters, "counts");
    const edges = takeParameter(where, parameters, "edges", 2 * counts.length);
    for (let i = 1; i < edges.length; i++)
      if (!(edges[i] >= edges[i - 1])) throw invalid(where, "encoding.edges that do not decrease", edges[i]);
    for (const count of counts) if (!(count > 0)) throw invalid(where, "encoding.counts of positive numbers", count);
    const [cell, isRounded] = takeParameter(where, parameters, "cell", 2);
    if (!(cell > 0)) throw invalid(where, "encoding.cell of a positive width", cell);
    const [low, high] = takeParameter(where, parameters, "bounds", 2);
    return quantileEncoding({ edges, counts, cell, isRounded: isRounded === 1, bounds: [low, high] });
  },
};

interface Quantiles extends Bins {
  /** Width of a value's cell. */
  cell: number;
  /** Whether values are multiples of the cell's width. */
  isRounded: boolean;
  bounds: readonly [low: number, high: number];
}

/** F as lines between points: F(x[k]) = share[k]. */
interface Curve {
  x: Float64Array;
  share: Float64Array;
  /** z at both ends, and the slope dz/dx beyond them. */
  ends: readonly [low: number, high: number];
  slopes: readonly [low: number, high: number];
}

function quantileEncoding({ edges, counts, cell, isRounded, bounds }: Quantiles): ColumnEncoding {
  const curve = curveOf({ edges, counts });
  const placeOf = (value: number, dither: number): number => value + (dither - 0.5) * cell;
  const logCell = isRounded ? log(cell) : 0;
  return {
    kind: "quantile",
    columns: 1,
    width: 1,
    categories: [],
    holdsMissing: false,
    thin: 0,
    present: Float32Array.of(NaN),
    parameters: { edges, counts, cell: Float64Array.of(cell, Number(isRounded)), bounds: Float64Array.from(bounds) },
    encode(values, dither = middle) {
      checkFlatRows("encoding.encode", values, 1);
      return Float32Array.from(values, (value, r) => {
        const place = placeOf(value, dither(r, 0));
        const z = Math.fround(zAt(curve, place));
        // Where f32 is coarser than the cell, or the place is near its edge, the middle is the last resort
        return isRounded && mayLeaveCell(curve, place, value, cell) && roundTo(xAt(curve, z), cell) !== value
          ? zAt(curve, value)
          : z;
      });
    },
    decode(rows) {
      checkFlatRows("encoding.decode", rows, 1);
      return Float64Array.from(rows, (z) => {
        const x = xAt(curve, z);
        return Math.min(Math.max(isRounded ? roundTo(x, cell) : x, bounds[0]), bounds[1]);
      });
    },
    // For rounded values the scale turns a density into the probability of the whole cell
    logScale(values, dither = middle) {
      checkFlatRows("encoding.logScale", values, 1);
      return Float64Array.from(values, (value, r) => logSlopeAt(curve, placeOf(value, dither(r, 0))) + logCell);
    },
  };
}

/** Rows beyond each end, and spread between the ends. */
const [BEYOND, SPREAD] = [0.25, 0.5];

function curveOf({ edges: x, counts }: Bins): Curve {
  const rows = counts.reduce((sum, count) => sum + count, 2 * BEYOND + SPREAD);
  const [low, high] = [x[0], x[x.length - 1]];
  const share = new Float64Array(x.length);
  let before = BEYOND;
  for (let k = 0; k < x.length; k++) {
    if (k % 2 === 1) before += counts[(k - 1) / 2];
    share[k] = (before + (SPREAD * (x[k] - low)) / (high - low || 1)) / rows;
  }
  const ends = [normalQuantile(share[0]), normalQuantile(1 - BEYOND / rows)] as const;
  share[x.length - 1] = 1 - BEYOND / rows;
  // A bin of one value is steep, which says nothing of how far values beyond are
  const [last, all] = [x.length - 1, slopeOf(x, share, 0, x.length - 1)];
  const slopes = [Math.min(slopeOf(x, share, 0, 1), all), Math.min(slopeOf(x, share, last - 1, last), all)] as const;
  return { x, share, ends, slopes };
}

/** dz/dx from point i to point k, on average. */
function slopeOf(x: Float64Array, share: Float64Array, i: number, k: number): number {
  const rise = normalQuantile(share[k]) - normalQuantile(share[i]);
  return rise / (x[k] - x[i] || 1e-9);
}

function zAt({ x, share, ends, slopes }: Curve, place: number): number {
  const last = x.length - 1;
  if (place <= x[0]) return ends[0] - (x[0] - place) * slopes[0];
  if (place >= x[last]) return ends[1] + (place - x[last]) * slopes[1];
  const k = segmentOf(x, place);
  return place === place ? normalQuantile(share[k] + (place - x[k]) * slopeAt(x, share, k)) : NaN;
}

function xAt({ x, share, ends, slopes }: Curve, z: number): number {
  const last = x.length - 1;
  if (z <= ends[0]) return x[0] - (ends[0] - z) / slopes[0];
  if (z >= ends[1]) return x[last] + (z - ends[1]) / slopes[1];
  if (z !== z) return NaN;
  const p = normalCdf(z);
  const k = segmentOf(share, p);
  const width = share[k + 1] - share[k];
  return width > 0 ? x[k] + ((p - share[k]) / width) * (x[k + 1] - x[k]) : x[k];
}

/** Whether rounding z to f32 may move a place out of the cell around its value. */
function mayLeaveCell({ x, share }: Curve, place: number, value: number, cell: number): boolean {
  if (!(place > x[0] && place < x[x.length - 1])) return true;
  if (Math.abs(place - value) > 0.49 * cell) return true;
  const k = segmentOf(x, place);
  return slopeAt(x, share, k) * cell < 1e-3 * Math.min(share[k + 1], 1 - share[k]);
}

/** ln dz/dx. */
function logSlopeAt(curve: Curve, place: number): number {
  const { x, share, slopes } = curve;
  if (place <= x[0]) return log(slopes[0]);
  if (place >= x[x.length - 1]) return log(slopes[1]);
  if (place !== place) return NaN;
  const z = zAt(curve, place);
  return log(slopeAt(x, share, segmentOf(x, place))) + 0.5 * z * z + LOG_SQRT_2_PI;
}

const LOG_SQRT_2_PI = 0.9189385332046727;

function slopeAt(x: Float64Array, share: Float64Array, k: number): number {
  return (share[k + 1] - share[k]) / (x[k + 1] - x[k]);
}

/** The last k with points[k] ≤ at < points[k + 1], for points[0] ≤ at < points[last]. */
function segmentOf(points: Float64Array, at: number): number {
  let [low, high] = [0, points.length - 1];
  while (high - low > 1) {
    const k = (low + high) >> 1;
    if (points[k] <= at) low = k;
    else high = k;
  }
  return low;
}

/** The least distance of two values that f64 tells apart clearly; of one value alone, a billionth of it. */
function smallestGap(sorted: Float64Array): number {
  const least = Math.max(Math.abs(sorted[0]), Math.abs(sorted[sorted.length - 1])) / 1099511627776 || 1e-9;
  let gap = Infinity;
  for (let i = 1; i < sorted.length; i++) if (sorted[i] > sorted[i - 1]) gap = Math.min(gap, sorted[i] - sorted[i - 1]);
  return Math.max(gap === Infinity ? 0 : gap, least);
}

function finite(bound: number): number {
  return Math.min(Math.max(bound, -Number.MAX_VALUE), Number.MAX_VALUE);
}
