import type { DensityName } from "./densities.ts";

/** What is learned, small enough for a link: everything that decides over the rows, and nothing else. */
export type DataSpec =
  | { kind: "density"; name: DensityName }
  /** Dabs of a brush on a sheet of 256 × 256, (n, 2): x to the right, y upwards. */
  | { kind: "drawing"; dabs: Uint8Array }
  /** Darkness of pixels, 0…15, row after row from the top. */
  | { kind: "image"; width: number; height: number; levels: Uint8Array }
  /** Two columns of a table, rounded to 1/4095 of their ranges: (n, 2). */
  | { kind: "table"; columns: [string, string]; ranges: [Range, Range]; points: Uint16Array };

export type Range = [min: number, max: number];

export const limits = {
  dabs: 2000,
  imageSide: 64,
  imageLevels: 15,
  tableRows: 4000,
  tableSteps: 4095,
  /** Rows below which there is nothing to learn from. */
  leastRows: 50,
  /** Rows of a link's table at least: those of a file less the few that are far outside. */
  leastTableRows: 40,
  /** Magnitude of a table's values, and difference of its ends. */
  largest: 1e30,
  smallest: 1e-30,
} as const;

/** The part of a data set that is bytes: what {@link unpack} makes the same data set of, given the rest. */
export function pack(spec: DataSpec): Uint8Array {
  switch (spec.kind) {
    case "density":
      return new Uint8Array(0);
    case "drawing":
      return differences(spec.dabs, 2);
    case "image":
      return Uint8Array.of(spec.width, spec.height, ...spec.levels);
    case "table": {
      // The bytes of a kind side by side: high and low ones of x (its differences, as rows are sorted), then of y
      const count = spec.points.length / 2;
      const bytes = new Uint8Array(4 * count);
      for (let k = 0; k < count; k++) {
        const x = spec.points[2 * k] - (k > 0 ? spec.points[2 * k - 2] : 0);
        const y = spec.points[2 * k + 1];
        [x >> 8, x, y >> 8, y].forEach((byte, plane) => (bytes[plane * count + k] = byte & 255));
      }
      return bytes;
    }
  }
}

/** @throws {@link RangeError} for bytes that are no drawing of at most `limits.dabs` dabs */
export function unpackDrawing(bytes: Uint8Array): DataSpec {
  const count = bytes.length / 2;
  if (!Number.isInteger(count) || count < 1 || count > limits.dabs) throw new RangeError("a drawing of no size");
  return { kind: "drawing", dabs: sums(bytes, 2) };
}

/** @throws {@link RangeError} for bytes that are no image */
export function unpackImage(bytes: Uint8Array): DataSpec {
  const [width, height] = bytes;
  const levels = bytes.slice(2);
  if (!(width >= 1 && width <= limits.imageSide && height >= 1 && height <= limits.imageSide))
    throw new RangeError("an image of no size");
  if (levels.length !== width * height || levels.some((level) => level > limits.imageLevels))
    throw new RangeError("an image of other pixels");
  if (levels.every((level) => level === 0)) throw new RangeError("an empty image");
  return { kind: "image", width, height, levels };
}

/** @throws {@link RangeError} for bytes that are no table */
export function unpackTable(bytes: Uint8Array, columns: [string, string], ranges: [Range, Range]): DataSpec {
  const count = bytes.length / 4;
  if (!Number.isInteger(count) || count < limits.leastTableRows || count > limits.tableRows)
    throw new RangeError("a table of no size");
  if (!ranges.every(isUsable)) throw new RangeError("a table without ranges");
  const points = new Uint16Array(2 * count);
  for (let k = 0; k < count; k++) {
    points[2 * k] = (bytes[k] << 8) + bytes[count + k] + (k > 0 ? points[2 * k - 2] : 0);
    points[2 * k + 1] = (bytes[2 * count + k] << 8) + bytes[3 * count + k];
  }
  if (points.some((step) => step > limits.tableSteps)) throw new RangeError("a table of values out of range");
  return { kind: "table", columns, ranges, points };
}

/** Whether a network can learn, and a picture show, what lies in a range and its steps. */
export function isUsable([min, max]: Range): boolean {
  const magnitude = Math.max(Math.abs(min), Math.abs(max));
  // In f64, a step of the range must differ from the next
  const least = Math.max(limits.smallest, limits.tableSteps * Number.EPSILON * magnitude);
  return magnitude <= limits.largest && max - min >= least;
}

/** Each byte less the one `stride` before it, modulo 256. */
function differences(bytes: Uint8Array, stride: number): Uint8Array {
  return bytes.map((byte, i) => byte - (i < stride ? 0 : bytes[i - stride]));
}

/** Undoes {@link differences}. */
function sums(bytes: Uint8Array, stride: number): Uint8Array {
  const whole = bytes.slice();
  for (let i = stride; i < whole.length; i++) whole[i] += whole[i - stride];
  return whole;
}
