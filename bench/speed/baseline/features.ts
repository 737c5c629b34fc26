import { sinCos, trig } from "./elementary.ts";

/** `count` frequencies from first to last with a constant ratio; one alone is `first`. */
export function frequencyLadder(count: number, first: number, last: number): Float64Array {
  return Float64Array.from({ length: count }, (_, k) => first * (last / first) ** (count > 1 ? k / (count - 1) : 0));
}

/** out[at…]: sin(ω·ln σ) for every ω, then cos(ω·ln σ). */
export function fillSigmaFeatures(out: Float32Array, at: number, sigma: number, omega: Float64Array): void {
  const logSigma = Math.log(sigma);
  const count = omega.length;
  for (let e = 0; e < count; e++) {
    sinCos(omega[e] * logSigma);
    out[at + e] = trig[0];
    out[at + count + e] = trig[1];
  }
}

/** out[at…]: cIn·x_d; then for every φ the sines of φ·cIn·x_d over all d, then the cosines. */
export function fillCoordinateFeatures(
  out: Float32Array,
  at: number,
  x: Float32Array,
  xAt: number,
  dim: number,
  sigma: number,
  phi: Float64Array,
): void {
  const cIn = 1 / Math.sqrt(sigma * sigma + 1);
  const count = phi.length;
  for (let d = 0; d < dim; d++) {
    const scaled = cIn * x[xAt + d];
    out[at + d] = scaled;
    let sineAt = at + dim + d;
    for (let f = 0; f < count; f++, sineAt += 2 * dim) {
      sinCos(phi[f] * scaled);
      out[sineAt] = trig[0];
      out[sineAt + dim] = trig[1];
    }
  }
}
