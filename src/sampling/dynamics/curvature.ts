import { directions } from "../../numerics/draws.ts";
import type { Walkers } from "./walkers.ts";

/** Power iterations at the start, and later, when a direction is known. */
const FIRST = 12;
const LATER = 4;

/** The largest curvature, and the chain that is there. */
export interface Curved {
  k: number;
  chain: number;
}

export function largestOf(curvatures: Float64Array): Curved {
  const chain = curvatures.reduce((best, k, i) => (k > curvatures[best] ? i : best), 0);
  return { k: curvatures[chain], chain };
}

/**
 * The largest curvature k of −ln p_σ at each chain: minus the least eigenvalue of the score's Jacobian, or 0 where it has none
 * below 0. By power iteration on differences `(score(x + εv) − score(x))/ε`, shifted where the largest eigenvalue in size is
 * above 0; from below, usually within a few per cent.
 */
export class Curvature {
  private readonly walkers: Walkers;
  private readonly sigma: number;
  private readonly v: Float64Array;
  private readonly scale: number;
  private iterations = FIRST;

  /** @param scale  a length over which the score changes */
  constructor(walkers: Walkers, sigma: number, seed: number, scale: number) {
    this.walkers = walkers;
    this.sigma = sigma;
    this.scale = scale;
    this.v = directions(walkers.chains, walkers.dim, seed);
  }

  get dim(): number {
    return this.walkers.dim;
  }

  /** Each chain's where it is now. Leaves their score in "score". */
  async measure(): Promise<Float64Array> {
    const { chains } = this.walkers;
    await this.walkers.score("x", "score", this.sigma);
    const [size, along] = await this.iterate(new Float64Array(chains));
    const found = along.map((value) => (value < 0 ? -value : 0));
    if (along.some((value) => value > 0)) {
      const shift = size.map((value, chain) => (along[chain] > 0 ? value : 0));
      const [, shifted] = await this.iterate(shift);
      shifted.forEach((value, chain) => (found[chain] = -value > found[chain] ? -value : found[chain]));
    }
    this.iterations = LATER;
    return found;
  }

  /** v ← (J − shift)·v, normalized, some times: the size of J·v and v·J·v in the end, J the score's Jacobian. */
  private async iterate(shift: Float64Array): Promise<[size: Float64Array, along: Float64Array]> {
    const { walkers, v, sigma } = this;
    const { chains, dim } = walkers;
    const [x, score] = [walkers.rows("x"), walkers.rows("score")];
    const [size, along, step] = [new Float64Array(chains), new Float64Array(chains), new Float64Array(chains)];
    for (let chain = 0; chain < chains; chain++) step[chain] = this.length(x, chain, 0);
    for (let i = 0; i < this.iterations; i++) {
      const probe = x.map((value, at) => value + step[Math.floor(at / dim)] * v[at]);
      walkers.replace("probe", probe);
      await walkers.score("probe", "probeScore", sigma);
      const difference = walkers.rows("probeScore");
      for (let chain = 0; chain < chains; chain++) {
        let [squares, product, norm] = [0, 0, 0];
        for (let at = chain * dim; at < (chain + 1) * dim; at++) {
          const jv = (difference[at] - score[at]) / step[chain];
          squares += jv * jv;
          product += jv * v[at];
          v[at] = jv - shift[chain] * v[at];
          norm += v[at] * v[at];
        }
        size[chain] = Math.sqrt(squares);
        along[chain] = product;
        for (let at = chain * dim; at < (chain + 1) * dim; at++) v[at] /= Math.sqrt(norm);
        if (!(norm > 0 && norm < Infinity)) this.restart(chain);
        step[chain] = this.length(x, chain, size[chain]);
      }
    }
    return [size, along];
  }

  /** ε: a fiftieth of the length 1/√k over which the score changes, but more than f32 rounds x by. */
  private length(x: Float32Array, chain: number, k: number): number {
    const { dim } = this.walkers;
    let largest = 0;
    for (let at = chain * dim; at < (chain + 1) * dim; at++) largest = Math.max(largest, Math.abs(x[at]));
    const wanted = k > 0 ? 0.02 / Math.sqrt(k) : 0.01 * this.scale;
    return Math.max(wanted, largest / 1024);
  }

  /** A direction where there was none: along the diagonal. */
  private restart(chain: number): void {
    const { dim } = this.walkers;
    this.v.fill(1 / Math.sqrt(dim), chain * dim, (chain + 1) * dim);
  }
}
