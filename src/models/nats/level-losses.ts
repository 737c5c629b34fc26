import { lengthOf, placeOf, sigmaAt, type LevelRange } from "./levels.ts";

/** The loss around one σ. */
export interface LevelLoss {
  /** The middle of a part of the levels. */
  sigma: number;
  /**
   * 1 − (1 + σ²/d²)·(‖ẑ_N − z‖² − ‖ẑ − z‖²) per column, the "edm" weighting: 1 where the model knows no more than the data's mean and
   * deviation d, 0 where it knows the row.
   */
  loss: number;
}

/** Parts of the levels that the loss is told of. */
const PARTS = 16;

/** Sums of the loss by σ. */
export class LevelLosses {
  private readonly gains = new Float64Array(PARTS);
  private readonly counts = new Float64Array(PARTS);
  private readonly range: LevelRange;
  private readonly low: number;
  private readonly length: number;

  constructor(range: LevelRange) {
    this.range = range;
    this.low = placeOf(range.sigmaMin, range.deviation);
    this.length = lengthOf(range);
  }

  /** @param gain  (1 + σ²/d²)·(‖ẑ_N − z‖² − ‖ẑ − z‖²) of a row at σ */
  add(sigma: number, gain: number): void {
    const part = Math.floor(((placeOf(sigma, this.range.deviation) - this.low) / this.length) * PARTS);
    const at = Math.max(0, Math.min(PARTS - 1, part));
    this.gains[at] += gain;
    this.counts[at]++;
  }

  /** From the least σ to the largest. */
  losses(dim: number): LevelLoss[] {
    const { gains, counts, range, low, length } = this;
    return Array.from(gains, (gain, i) => ({
      sigma: sigmaAt(low + ((i + 0.5) / PARTS) * length, range.deviation),
      loss: 1 - gain / (counts[i] * dim),
    })).filter(({ loss }) => !Number.isNaN(loss));
  }
}
