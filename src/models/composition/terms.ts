import { invalid, LangevinError } from "../../support/errors.ts";
import type { Evaluator } from "../evaluator/evaluator.ts";
import { resolve } from "../resolve.ts";
import type { ScoreModel } from "../score-model.ts";
import { ComposedModel, type Term } from "./composed-model.ts";
import { unitsOf } from "./units.ts";
import { widenNegative } from "./widening.ts";

/** A model as it is given, with the name that messages call it. */
export interface Part {
  readonly name: string;
  readonly weight: number;
  readonly model: ScoreModel;
}

/**
 * The model of Σ weightᵢ·scoreᵢ. Compositions among the parts are taken apart, and what occurs twice is evaluated once.
 *
 * @throws LangevinError "invalid-argument" for parts that do not go together, or are no models; "disposed"
 */
export function compose(where: string, parts: readonly Part[]): ScoreModel {
  const weights = new Map<ScoreModel, { name: string; weight: number }>();
  for (const part of parts) {
    const evaluator = resolve(where, part.model);
    if (evaluator.coupled)
      throw new LangevinError(
        "invalid-argument",
        `${where}: expected ${part.name} with a score, got a network trained with coupling "${evaluator.coupled}"`,
      );
    const inner = part.model instanceof ComposedModel ? part.model.terms : [{ weight: 1, model: part.model }];
    for (const { weight, model } of inner) {
      const { name, weight: before } = weights.get(model) ?? { name: part.name, weight: 0 };
      weights.set(model, { name, weight: before + weight * part.weight });
    }
  }
  let first: Named | undefined;
  let conditioned: Named | undefined;
  let sum = 0;
  const terms: Term[] = [];
  for (const [model, { name, weight }] of weights) {
    const own = { name, evaluator: resolve(where, model) };
    checkSame(where, "dim", (first ??= own), own, "columns");
    if (own.evaluator.rows !== undefined) checkSame(where, "rows", (conditioned ??= own), own, "labels");
    if (weight === 0) continue;
    const { encoding } = (terms.at(0) ?? own).evaluator;
    const { evaluator } = own;
    terms.push({ weight, model, evaluator, units: unitsOf(where, name, encoding, evaluator.encoding) });
    sum += weight;
  }
  if (!(sum > 0)) throw invalid(where, "weights whose sum is above 0, or there is no density at large sigma", sum);
  return new ComposedModel(where, widenNegative(terms));
}

interface Named {
  readonly name: string;
  readonly evaluator: Evaluator;
}

function checkSame(where: string, key: "dim" | "rows", first: Named, other: Named, what: string): void {
  const [a, b] = [first.evaluator[key], other.evaluator[key]];
  if (a === b) return;
  const message = `${where}: expected models of as many ${what}, got ${a} in ${first.name} and ${b} in ${other.name}`;
  throw new LangevinError("invalid-argument", message);
}
