import { affine } from "../../data/affine.ts";
import type { Encoding } from "../../data/encoding.ts";
import { exp, log } from "../../numerics/math.ts";
import { invalid } from "../../support/errors.ts";

/** How rows and scores of one part are in the units of a composition, column by column: x_part = scale·x + shift. */
export interface Units {
  readonly scale: ArrayLike<number>;
  readonly shift: ArrayLike<number>;
  /** The most that the part's curvature, at most 1/σ² in its own units, is in these: in units of their 1/σ². */
  readonly steepness: number;
  toPart(x: Float32Array): Float32Array;
  sigmaOfPart(sigma: number): number;
  sigmaFromPart(sigma: number): number;
}

/** Those of a part whose encoding is the composition's. */
export function sameUnits(dim: number): Units {
  const same = (value: number): number => value;
  return {
    scale: new Float64Array(dim).fill(1),
    shift: new Float64Array(dim),
    steepness: 1,
    toPart: (x) => x,
    sigmaOfPart: same,
    sigmaFromPart: same,
  };
}

/**
 * The units of `part` as seen from `whole`. Encodings that shift and scale columns are converted: a score is multiplied by
 * the scale, and σ by its geometric mean. Where columns are scaled differently, the part is smoothed by other shares of σ in
 * each than the others are, which does not matter as σ → 0; at large σ see `widenNegative`.
 *
 * @throws LangevinError "invalid-argument" for encodings that are different and do more than shift and scale columns
 */
export function unitsOf(where: string, name: string, whole: Encoding, part: Encoding): Units {
  const dim = whole.width;
  if (part === whole) return sameUnits(dim);
  const [to, from] = [affine(whole), affine(part)];
  if (!to || !from)
    throw invalid(where, `models of one encoding, or of encodings "identity" and "standard", as ${name}`, part.kind);
  const scale = to.std.map((std, j) => std / from.std[j]);
  const shift = to.mean.map((mean, j) => (mean - from.mean[j]) / from.std[j]);
  if (scale.every((value) => value === 1) && shift.every((value) => value === 0)) return sameUnits(dim);
  const ratio = exp(scale.reduce((sum, value) => sum + log(value), 0) / dim);
  const steepest = scale.reduce((most, value) => Math.max(most, value), 0) / ratio;
  return {
    scale,
    shift,
    steepness: steepest * steepest,
    toPart: (x) => Float32Array.from(x, (value, k) => scale[k % dim] * value + shift[k % dim]),
    sigmaOfPart: (sigma) => sigma * ratio,
    sigmaFromPart: (sigma) => sigma / ratio,
  };
}
