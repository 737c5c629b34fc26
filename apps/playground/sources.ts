import { gaussianMixture, type GaussianMixtureOptions } from "langevin";
import { limits, type DataSpec } from "./data-spec.ts";
import { densityOf } from "./densities.ts";
import type { Modes } from "./modes.ts";
import { randomOrder } from "./random-order.ts";

/** Rows to learn from, and what is known of where they come from. */
export interface Source {
  /** (n, 2) in the user's units, in random order. */
  rows: Float64Array;
  /** Rows that are not trained on. */
  heldOut: Float64Array;
  /** ln p at rows, in nats, where it is known. */
  logDensity?(rows: Float64Array): Float64Array;
  /** What the density is a mixture of, where it is one that says so. */
  mixture?: Mixture | undefined;
  /** −E ln p, the least mean −ln q that any model q reaches; where it is known. */
  entropy?: number | undefined;
  /** The parts that stand apart, where they are known. */
  modes?: Modes | undefined;
  /** Whether a unit of x is as long as one of y. */
  square: boolean;
  /** The columns' names, of a table. */
  names?: readonly [string, string] | undefined;
}

type Mixture = GaussianMixtureOptions & { variance: number };

const ROWS = 30_000;
const HELD_OUT = 1000;
/** One in so many rows of a table is held out. */
const HELD_OUT_SHARE = 10;
/** Drawings and images are 6 units wide. */
const EXTENT = 6;
/** Deviation of a dab of the brush, and of an image's pixel in widths of a pixel. */
const BRUSH = 0.07;
const PIXEL = 0.5;

export function sourceOf(spec: DataSpec, seed: number): Source {
  if (spec.kind === "table") return tableSource(spec, seed);
  const mixture = spec.kind === "density" ? undefined : spec.kind === "drawing" ? dabs(spec) : pixels(spec);
  const exact = spec.kind === "density" ? densityOf(spec.name) : gaussianMixture(mixture!);
  return {
    rows: exact.sample(ROWS, { seed }),
    heldOut: exact.sample(HELD_OUT, { seed, offset: ROWS }),
    logDensity: (rows) => exact.logDensity(rows),
    mixture,
    ...(spec.kind === "density" && { entropy: densityOf(spec.name).entropy, modes: densityOf(spec.name).modes }),
    square: true,
  };
}

/** A drawing is the mixture of its dabs, so that its density is known exactly. */
function dabs({ dabs }: DataSpec & { kind: "drawing" }): Mixture {
  const means = Array.from({ length: dabs.length / 2 }, (_, k) => [
    (dabs[2 * k] / 255 - 0.5) * EXTENT,
    (dabs[2 * k + 1] / 255 - 0.5) * EXTENT,
  ]);
  return { weights: means.map(() => 1 / means.length), means, variance: BRUSH * BRUSH };
}

/** An image is the mixture of its pixels, each as likely as it is dark. */
function pixels({ width, height, levels }: DataSpec & { kind: "image" }): Mixture {
  const pixel = EXTENT / Math.max(width, height);
  const dark = Array.from(levels.keys()).filter((k) => levels[k] > 0);
  const total = dark.reduce((sum, k) => sum + levels[k], 0);
  const means = dark.map((k) => [
    ((k % width) + 0.5 - width / 2) * pixel,
    (height / 2 - Math.floor(k / width) - 0.5) * pixel,
  ]);
  const deviation = PIXEL * pixel;
  return { weights: dark.map((k) => levels[k] / total), means, variance: deviation * deviation };
}

function tableSource({ points, ranges, columns }: DataSpec & { kind: "table" }, seed: number): Source {
  const count = points.length / 2;
  const rows = new Float64Array(points.length);
  for (const [k, row] of randomOrder(count, seed).entries())
    for (const [column, [min, max]] of ranges.entries())
      rows[2 * k + column] = min + (points[2 * row + column] / limits.tableSteps) * (max - min);
  const heldOut = 2 * Math.floor(count / HELD_OUT_SHARE);
  return { rows: rows.slice(heldOut), heldOut: rows.slice(0, heldOut), square: false, names: columns };
}
