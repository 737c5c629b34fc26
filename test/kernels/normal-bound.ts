import { UNIT_ROUNDOFF as u } from "../reference/bounds.ts";
import { normalPair } from "../reference/normal.ts";
import { threefry2x32, type Words } from "../reference/threefry.ts";

/** Error of the kernels' sine and cosine, see math.test.ts. */
const TRIG_ERROR = 1.2e-7;
/** Error of an angle of at most π/4: 2π as an f32, and the rounding of the product. */
const ANGLE_ERROR = (Math.PI / 4) * (Math.abs(Math.fround(2 * Math.PI) / (2 * Math.PI) - 1) + u);

/**
 * The reference's normals (rows, dim) with a bound on each one's error in f32. n = r·t: the logarithm is within 1 ulp,
 * relatively 2u, of which the root leaves u; the root and the product round by u each; the trigonometric value t is off
 * by its own error and the angle's.
 */
export function normalsWithBound(key: Words, rows: number, dim: number, offset = 0) {
  const exact = new Float64Array(rows * dim);
  const bound = new Float64Array(rows * dim);
  for (let row = 0; row < rows; row++) {
    for (let d = 0; d < dim; d++) {
      const pair = normalPair(threefry2x32(key, [(offset + row) >>> 0, d >> 1]));
      const k = row * dim + d;
      exact[k] = pair[d & 1];
      bound[k] = (1 + 4 * u) * (3 * u * Math.abs(exact[k]) + Math.hypot(...pair) * (TRIG_ERROR + ANGLE_ERROR));
    }
  }
  return { exact, bound };
}
