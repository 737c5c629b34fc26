import type { BinnedTable } from "./binned-table.ts";
import type { Histogram, HistogramLayout } from "./histogram.ts";
import type { BoosterSettings } from "./settings.ts";

/** Sums over a node's rows. */
export interface Sums {
  readonly gradient: number;
  readonly hessian: number;
}

/** The best way to part a node's rows. */
export interface Split {
  /** G_L²/(H_L + λ) + G_R²/(H_R + λ) − G²/(H + λ) */
  gain: number;
  column: number;
  /** One bit for each code of the column, set where its rows go to the right. */
  right: Uint32Array;
  sums: { left: Sums; right: Sums };
}

/** Gains up to this are none. */
const LEAST_GAIN = 1e-6;
/** Levels that one side of a split between sorted levels holds, at most. */
const MOST_LEVELS = 64;

/** Finds splits in the histograms of one table's nodes. */
export class SplitFinder {
  readonly #table: BinnedTable;
  readonly #layout: HistogramLayout;
  readonly #columns: readonly number[];
  readonly #settings: BoosterSettings;
  // The node looked at
  #histogram: Histogram = new Float64Array(0);
  #gradient = 0;
  #hessian = 0;
  // The best split so far
  #gain = 0;
  #column = -1;
  #leftGradient = 0;
  #leftHessian = 0;
  #right: () => Uint32Array = () => new Uint32Array(0);

  constructor(table: BinnedTable, layout: HistogramLayout, columns: readonly number[], settings: BoosterSettings) {
    this.#table = table;
    this.#layout = layout;
    this.#columns = columns;
    this.#settings = settings;
  }

  /** The split of the largest gain; undefined where none is worth it. Of equal gains the first column's wins. */
  find(histogram: Histogram, { gradient, hessian }: Sums): Split | undefined {
    this.#histogram = histogram;
    this.#gradient = gradient;
    this.#hessian = hessian;
    this.#gain = Math.max(LEAST_GAIN, this.#settings.gamma);
    this.#column = -1;
    for (const c of this.#columns) {
      const { kind, bins } = this.#table.binnings[c];
      if (kind === "number") this.#tryThresholds(c, bins);
      else if (bins < this.#settings.oneHotBelow) this.#tryLevels(c, bins);
      else this.#trySortedLevels(c, bins);
    }
    if (this.#column < 0) return undefined;
    return {
      gain: this.#gain,
      column: this.#column,
      right: this.#right(),
      sums: {
        left: { gradient: this.#leftGradient, hessian: this.#leftHessian },
        right: { gradient: gradient - this.#leftGradient, hessian: hessian - this.#leftHessian },
      },
    };
  }

  /** Numbers up to a bin go left; missing ones go to each side in turn. Bins without rows part nothing. */
  #tryThresholds(c: number, bins: number): void {
    const histogram = this.#histogram;
    const start = 2 * this.#layout.starts[c];
    const least = this.#settings.minChildWeight;
    const most = this.#hessian - least;
    let [g, h] = [0, 0];
    for (let b = 0, at = start; b < bins && h <= most; b++, at += 2) {
      if (histogram[at + 1] === 0) continue;
      g += histogram[at];
      h += histogram[at + 1];
      if (h >= least && this.#isBetter(c, g, h)) this.#right = () => codesWhere(bins, (code) => code > b);
    }
    if (!this.#layout.gaps[c]) return;
    [g, h] = [0, 0];
    for (let b = bins - 1, at = start + 2 * b; b >= 0 && h <= most; b--, at -= 2) {
      if (histogram[at + 1] === 0) continue;
      g += histogram[at];
      h += histogram[at + 1];
      if (h >= least && this.#isBetter(c, this.#gradient - g, this.#hessian - h))
        this.#right = () => codesWhere(bins, (code) => code >= b && code < bins);
    }
  }

  /** One level goes right, missing cells with the others or with it. */
  #tryLevels(c: number, bins: number): void {
    const histogram = this.#histogram;
    const start = 2 * this.#layout.starts[c];
    const missing = start + 2 * bins;
    for (let b = 0; b < bins; b++) {
      const g = this.#gradient - histogram[start + 2 * b];
      const h = this.#hessian - histogram[start + 2 * b + 1];
      if (this.#isBetter(c, g, h)) this.#right = () => codesWhere(bins, (code) => code === b);
      if (!this.#layout.gaps[c]) continue;
      if (this.#isBetter(c, g - histogram[missing], h - histogram[missing + 1]))
        this.#right = () => codesWhere(bins, (code) => code === b || code === bins);
    }
  }

  /** Levels in the order of their leaf weights −G/(H + λ): the first ones go right, missing cells left, or the reverse. */
  #trySortedLevels(c: number, bins: number): void {
    const histogram = this.#histogram;
    const start = 2 * this.#layout.starts[c];
    const weights = Float64Array.from({ length: bins }, (_, b) =>
      leafWeight(histogram[start + 2 * b], histogram[start + 2 * b + 1], this.#settings),
    );
    const order = Array.from(weights.keys()).sort((a, b) => weights[a] - weights[b] || a - b);
    const most = Math.min(MOST_LEVELS, bins) - 1;
    let [g, h] = [0, 0];
    for (let i = 0; i < most; i++) {
      g += histogram[start + 2 * order[i]];
      h += histogram[start + 2 * order[i] + 1];
      if (this.#isBetter(c, this.#gradient - g, this.#hessian - h))
        this.#right = () => codesIn(bins, order.slice(0, i + 1));
    }
    [g, h] = [0, 0];
    for (let i = bins - 1; i > bins - 1 - most; i--) {
      g += histogram[start + 2 * order[i]];
      h += histogram[start + 2 * order[i] + 1];
      if (this.#isBetter(c, g, h)) this.#right = () => codesIn(bins, [...order.slice(0, i), bins]);
    }
  }

  /** Keeps a split if it is the best so far, by its left side's sums. */
  #isBetter(column: number, leftGradient: number, leftHessian: number): boolean {
    const { lambda, minChildWeight } = this.#settings;
    const rightHessian = this.#hessian - leftHessian;
    if (!(leftHessian >= minChildWeight && rightHessian >= minChildWeight)) return false;
    const rightGradient = this.#gradient - leftGradient;
    // In f32, as in XGBoost: sums that differ by their rounding are ties
    const gain = Math.fround(
      quality(leftGradient, leftHessian, lambda) +
        quality(rightGradient, rightHessian, lambda) -
        quality(this.#gradient, this.#hessian, lambda),
    );
    if (!(gain > this.#gain)) return false;
    this.#gain = gain;
    this.#column = column;
    this.#leftGradient = leftGradient;
    this.#leftHessian = leftHessian;
    return true;
  }
}

/** G²/(H + λ) */
function quality(gradient: number, hessian: number, lambda: number): number {
  return (gradient * gradient) / (hessian + lambda);
}

/** −G/(H + λ), the weight of a leaf; 0 where H is below what a leaf must have. */
export function leafWeight(gradient: number, hessian: number, { lambda, minChildWeight }: BoosterSettings): number {
  return hessian < minChildWeight || hessian <= 0 ? 0 : -gradient / (hessian + lambda);
}

/** Codes of a column: its bins, then missing, then unknown. */
const codeCount = (bins: number): number => bins + 2;

function codesWhere(bins: number, goesRight: (code: number) => boolean): Uint32Array {
  const bits = new Uint32Array((codeCount(bins) + 31) >> 5);
  for (let code = 0; code <= bins; code++) if (goesRight(code)) bits[code >> 5] |= 1 << (code & 31);
  return bits;
}

function codesIn(bins: number, codes: readonly number[]): Uint32Array {
  const chosen = new Set(codes);
  return codesWhere(bins, (code) => chosen.has(code));
}
