import { blockSize, type CategoryBlock } from "../../data/category-block.ts";
import { exp, log } from "../../numerics/math.ts";

const LN_2PI = 1.8378770664093453;

/** What the noised coordinates x̃ of a category say about its level. */
export interface LevelEvidence {
  readonly size: number;
  readonly levels: number;
  /** ln N(x̃; v_k, σ²I) − ln N(x̃; v_n, σ²I) for each level k, n the level whose code is nearest; so none is above 0. */
  readonly relative: Float64Array;
  /** e^relative. */
  readonly likelihood: Float64Array;
  /** Looks at the coordinates of x from `at` on; returns ln N(x̃; v_n, σ²I). */
  observe(x: ArrayLike<number>, at: number, sigma: number): number;
  /** D − x̃ with D = Σ_k posterior_k·v_k, written to `out`. */
  shift(posterior: ArrayLike<number>, out: Float64Array): void;
  /** tr Cov(v) = Σ_k posterior_k·‖v_k − D‖². */
  spread(posterior: ArrayLike<number>): number;
}

/**
 * Everything relative to the nearest code, so that neither a point far from all codes nor one very near to its own loses
 * digits: relative_k = ((x̃ − v_n)·(v_k − v_n) − ‖v_k − v_n‖²/2)/σ².
 */
export function levelEvidence(block: CategoryBlock): LevelEvidence {
  const { codes } = block;
  const size = blockSize(block);
  const levels = block.probabilities.length;
  const halfSquares = Float64Array.from({ length: levels }, (_, k) => {
    let sum = 0;
    for (let c = 0; c < size; c++) sum += codes[k * size + c] * codes[k * size + c];
    return sum / 2;
  });
  const relative = new Float64Array(levels);
  const likelihood = new Float64Array(levels);
  /** x̃ − v_n. */
  const offset = new Float64Array(size);
  let nearest = 0;

  function findNearest(x: ArrayLike<number>, at: number): void {
    let best = -Infinity;
    for (let k = 0; k < levels; k++) {
      let product = -halfSquares[k];
      for (let c = 0; c < size; c++) product += codes[k * size + c] * x[at + c];
      if (product > best) [nearest, best] = [k, product];
    }
  }

  return {
    size,
    levels,
    relative,
    likelihood,
    observe(x, at, sigma) {
      findNearest(x, at);
      let square = 0;
      for (let c = 0; c < size; c++) {
        offset[c] = x[at + c] - codes[nearest * size + c];
        square += (offset[c] / sigma) * (offset[c] / sigma);
      }
      for (let k = 0; k < levels; k++) {
        let sum = 0;
        for (let c = 0; c < size; c++) {
          const step = codes[k * size + c] - codes[nearest * size + c];
          sum += step * (offset[c] - step / 2);
        }
        relative[k] = k === nearest ? 0 : Math.min(0, sum / sigma / sigma);
        likelihood[k] = exp(relative[k]);
      }
      return -0.5 * square - size * (0.5 * LN_2PI + log(sigma));
    },
    shift(posterior, out) {
      for (let c = 0; c < size; c++) {
        let mean = 0;
        for (let k = 0; k < levels; k++) mean += posterior[k] * (codes[k * size + c] - codes[nearest * size + c]);
        out[c] = mean - offset[c];
      }
    },
    spread(posterior) {
      let trace = 0;
      for (let c = 0; c < size; c++) {
        let mean = 0;
        for (let k = 0; k < levels; k++) mean += posterior[k] * codes[k * size + c];
        for (let k = 0; k < levels; k++) {
          const difference = codes[k * size + c] - mean;
          trace += posterior[k] * difference * difference;
        }
      }
      return trace;
    },
  };
}
