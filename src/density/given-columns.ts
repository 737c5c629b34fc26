import { affine } from "../data/affine.ts";
import { encodeRows } from "../data/encoding.ts";
import type { Table } from "../data/rows.ts";
import { freeEvaluator } from "../models/conditioning/given-columns.ts";
import type { ConditionedModel } from "../models/conditioning/with-conditions.ts";
import { knownNetwork } from "../models/conditioning/with-known.ts";
import type { Evaluator } from "../models/evaluator/evaluator.ts";
import { ScoreNetwork } from "../models/network.ts";
import type { ScoreModel } from "../models/score-model.ts";
import { log } from "../numerics/math.ts";
import { checkInteger, invalid } from "../support/errors.ts";
import { isList } from "../support/lists.ts";
import { isInstance } from "../support/readable.ts";

/** The columns of rows that are not given, and the law of them given the others. */
export function givenColumns(
  where: string,
  { inside }: Evaluator,
  model: ScoreModel,
  { values, count, dim: columns }: Table,
  given: ArrayLike<number>,
): { evaluator: Evaluator; x: Float64Array; logScale: () => Float64Array } {
  const conditioned = inside?.conditionTable !== undefined;
  if (!inside?.network.options.masks || !(conditioned || isInstance(model, ScoreNetwork)))
    throw invalid(where, "a network with masks for given", model);
  const { encoding } = inside.network;
  const isGiven = checkGiven(where, given, columns);
  const scales = affine(encoding);
  if (!scales) throw invalid(where, 'a network of encoding "identity" or "standard" for given', encoding.kind);
  const known = knownNetwork(
    where,
    model as ScoreNetwork | ConditionedModel,
    values.map((value, k) => (isGiven[k % columns] ? value : NaN)),
  );
  const evaluator = freeEvaluator(where, known);
  const { free, dim } = evaluator;
  const encoded = encodeRows(where, "rows", encoding, { values, count, dim: columns });
  const logScale = -free.reduce((sum, d) => sum + log(scales.std[d]), 0);
  return {
    evaluator,
    x: Float64Array.from({ length: count * dim }, (_, k) => encoded[Math.floor(k / dim) * columns + free[k % dim]]),
    logScale: () => new Float64Array(count).fill(logScale),
  };
}

/** For each column whether it is given; some are and some are not. */
function checkGiven(where: string, given: ArrayLike<number>, columns: number): boolean[] {
  if (!isList(given)) throw invalid(where, "given an array of columns", given);
  const isGiven = new Array<boolean>(columns).fill(false);
  for (let i = 0; i < given.length; i++) isGiven[checkInteger(where, `given[${i}]`, given[i], 0, columns - 1)] = true;
  const size = isGiven.filter(Boolean).length;
  if (size === 0 || size === columns) throw invalid(where, `given some of ${columns} columns and not all`, size);
  return isGiven;
}
