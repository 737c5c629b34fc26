import type { Encoding } from "../../data/encoding.ts";
import type { SigmaRange } from "../../noise/sigma-range.ts";
import { after, type Awaitable } from "../../support/after.ts";
import { invalid } from "../../support/errors.ts";
import { checkNumbers, checkSigma, scoreOf } from "../check.ts";
import type { Evaluator } from "../evaluator/evaluator.ts";
import type { Moments } from "../moments.ts";
import { forRows, type PerRowModel, type Composition } from "../per-row.ts";
import type { ScoreModel } from "../score-model.ts";
import type { Units } from "./units.ts";

/** A model in a composition, with its weight. */
export interface Term {
  readonly weight: number;
  readonly model: ScoreModel;
  readonly evaluator: Evaluator;
  readonly units: Units;
}

/**
 * score(x, σ) = Σ wᵢ·scoreᵢ(x, σ), every part's in the units of the first.
 *
 * @internal Use product, power, contrast or independentObservations.
 */
export class ComposedModel implements PerRowModel {
  readonly dim: number;
  readonly encoding: Encoding;
  readonly mean: ArrayLike<number> | undefined;
  readonly variance: ArrayLike<number> | undefined;
  readonly sigmaRange: SigmaRange | undefined;
  readonly rows: number | undefined;
  /** Always some: where its rows start is asked of its own score. */
  readonly conditions: number | Int32Array;
  readonly coupled = undefined;
  readonly composition: Composition;
  readonly terms: readonly Term[];
  private readonly where: string;

  constructor(where: string, terms: readonly Term[]) {
    const [{ evaluator }] = terms;
    this.where = where;
    this.terms = terms;
    this.dim = evaluator.dim;
    this.encoding = evaluator.encoding;
    this.sigmaRange = rangeOf(terms);
    this.rows = terms.find((term) => term.evaluator.rows !== undefined)?.evaluator.rows;
    this.conditions = conditionsOf(terms, this.rows);
    const steepness = terms.reduce((sum, term) => sum + Math.max(0, term.weight) * steepnessOf(term), 0);
    this.composition = { steepness };
    const { mean, variance } = this.sigmaRange ? momentsOfProduct(terms) : {};
    this.mean = mean;
    this.variance = variance;
  }

  check(where: string): void {
    for (const { evaluator } of this.terms) evaluator.check(where);
  }

  forRows(rows: ArrayLike<number>): ComposedModel {
    const picked = this.terms.map((term) => ({
      ...term,
      model: forRows(term.model, rows),
      evaluator: term.evaluator.forRows(rows),
    }));
    return new ComposedModel(this.where, picked);
  }

  score(x: Float32Array, sigma: number): Awaitable<Float32Array> {
    const { where, terms, dim } = this;
    checkSigma(where, sigma, false);
    checkNumbers(where, x, dim);
    const sums = new Float64Array(x.length);
    const add = (at: number): Awaitable<Float32Array> => {
      if (at === terms.length) return rounded(where, sums);
      const { weight, model, units } = terms[at];
      return after(scoreOf(where, model, units.toPart(x), units.sigmaOfPart(sigma)), (score) => {
        for (let k = 0; k < sums.length; k++) sums[k] += weight * units.scale[k % dim] * score[k];
        return add(at + 1);
      });
    };
    return add(0);
  }
}

function rounded(where: string, sums: Float64Array): Float32Array {
  return Float32Array.from(sums, (sum, k) => {
    const value = Math.fround(sum);
    if (Number.isFinite(value)) return value;
    throw invalid(where, `scores that f32 holds, at index ${k}`, value);
  });
}

function steepnessOf({ evaluator, units }: Term): number {
  return (evaluator.composition?.steepness ?? 1) * units.steepness;
}

/** A number for each set of the parts' conditions that a row may have. */
function conditionsOf(terms: readonly Term[], rows: number | undefined): number | Int32Array {
  if (rows === undefined) return 0;
  const known = new Map<string, number>();
  return Int32Array.from({ length: rows }, (_, row) => {
    const own = terms.map(({ evaluator: { conditions } }) => (typeof conditions === "object" ? conditions[row] : 0));
    const key = own.join();
    const condition = known.get(key) ?? known.size;
    known.set(key, condition);
    return condition;
  });
}

/** From the highest σ of the parts to the lowest, in the first part's units; unknown where a part's is. */
function rangeOf(terms: readonly Term[]): SigmaRange | undefined {
  let range: SigmaRange | undefined;
  for (const { evaluator, units } of terms) {
    if (evaluator.sigmaRange === undefined) return undefined;
    const { sigmaMax, sigmaMin, ...rest } = evaluator.sigmaRange;
    const own = { sigmaMax: units.sigmaFromPart(sigmaMax), sigmaMin: units.sigmaFromPart(sigmaMin) };
    range = {
      ...(range ?? rest),
      sigmaMax: Math.max(own.sigmaMax, range?.sigmaMax ?? 0),
      sigmaMin: Math.min(own.sigmaMin, range?.sigmaMin ?? Infinity),
    };
  }
  return range;
}

/**
 * Mean and variance of the product of normals that have the parts' moments: precision Σ wᵢ/vᵢ, mean Σ wᵢmᵢ/vᵢ over it. Where
 * runs look for their start first; unknown where a precision is not above 0.
 */
function momentsOfProduct(terms: readonly Term[]): Partial<Moments> {
  const { dim } = terms[0].evaluator;
  const precision = new Float64Array(dim);
  const mean = new Float64Array(dim);
  for (const { weight, evaluator: part, units } of terms)
    for (let j = 0; j < dim; j++) {
      const scale = units.scale[j];
      const own = (weight * scale * scale) / part.variance[j];
      precision[j] += own;
      mean[j] += (own * (part.mean[j] - units.shift[j])) / scale;
    }
  if (!precision.every((value) => value > 0 && value < Infinity)) return {};
  return { mean: mean.map((value, j) => value / precision[j]), variance: precision.map((value) => 1 / value) };
}
