import { conditionRows, distinctConditions, pickConditions, type DistinctConditions } from "../../data/conditions.ts";
import type { Rows } from "../../data/rows.ts";
import { number, readOptions, type Spec } from "../../support/options.ts";
import { checkNetwork, type ScoreNetwork } from "../network.ts";
import { oneStepLaws } from "../evaluator/one-step-laws.ts";
import type { ScoreModel } from "../score-model.ts";
import { guidanceInterval, type GuidanceInterval } from "./guidance-interval.ts";
import { LabeledNetwork } from "./with-labels.ts";

/** Options of {@link withConditions}. */
export interface WithConditionsOptions {
  /** w: 0 ignores the conditions, 1 is the model given them, above 1 keeps further to what they change. @default 1 */
  guidanceScale?: number | undefined;
  /** [σ_low, σ_high], in the model's units: w is 1 for σ ≤ σ_low and for σ > σ_high, as in `withLabels`. @default all σ */
  interval?: GuidanceInterval | undefined;
}

export const withConditionsOptions = {
  guidanceScale: number(-1e6, 1e6, { default: 1 }),
  interval: guidanceInterval,
} satisfies Spec<WithConditionsOptions>;

/** A network whose rows are given conditions, with its score at once. */
export interface ConditionedModel extends ScoreModel {
  score(x: ArrayLike<number>, sigma: number): Float32Array;
}

/** A network whose rows are given conditions. @internal Use {@link withConditions}. */
export class ConditionedNetwork extends LabeledNetwork {
  override readonly conditionTable: Float32Array;
  override readonly lawsAt = oneStepLaws;
  protected override readonly where = ["withConditions.score", "conditions"] as const;

  /** @param which  one for all rows of a run, or one for each */
  constructor(
    network: ScoreNetwork,
    table: Float32Array,
    which: number | Int32Array,
    guidance: number,
    interval?: GuidanceInterval,
  ) {
    super(network, which, guidance, interval);
    this.conditionTable = table;
  }

  override forRows(rows: ArrayLike<number>): ConditionedNetwork {
    const { network, conditionTable, labels, guidance, interval } = this;
    if (typeof labels === "number") return this;
    const { table, which } = pickConditions({ table: conditionTable, which: labels }, network.conditions, rows);
    return new ConditionedNetwork(network, table, which, guidance, interval);
  }
}

/**
 * The model of a network's rows given conditions, numbers in their own units, with classifier-free guidance: with
 * D = x + σ²·score and D_u, D_c the network's without and with them,
 *
 *     D = D_u + w·(D_c − D_u),   that is   score = (1 − w)·score(x, σ) + w·score(x, σ, conditions).
 *
 * w = 0 is the unconditional and w = 1 the conditional network, bit for bit, at one evaluation; any other w takes two, and beyond 1
 * it is no density's score any more. With `interval`, w is `guidanceScale` within it only and 1 elsewhere. The network must have been trained with `conditions`, and with some `conditionDropout`
 * for any w but 1.
 *
 * Conditions do not change along a row's path: what they add to the first layer is computed once a run. A row's start depends on
 * its conditions too.
 *
 * @param network     with `conditions`; samplers run it inside WebAssembly, on all threads
 * @param conditions  one row of them for all rows of a run, or one for each, in the units of the training's: the run's `count` must be
 *   their number; a row of NaN stands for none. Copied
 * @throws LangevinError "invalid-argument", "invalid-data", "disposed"
 *
 * @example
 * ```ts
 * import { createEngine, createScoreNetwork, sample, train, withConditions } from "langevin";
 *
 * const engine = await createEngine();
 * const network = createScoreNetwork(engine, { dim: 1, hidden: [32, 32], conditions: 1, seed: 1 });
 * const x = Array.from({ length: 500 }, (_, i) => [i / 100]);
 * const y = x.map(([value], i) => [Math.sin(value) + 0.1 * Math.cos(i * i)]);
 * await train(network, y, { sigmas: "auto", steps: 40, batchSize: 64, conditions: x, seed: 1 });
 * const rows = await sample(withConditions(network, [1.5]), { count: 100, seed: 1 });
 * console.log(rows.length); // 100 values of y at x = 1.5
 * engine.dispose();
 * ```
 */
export function withConditions(
  network: ScoreNetwork,
  conditions: Rows,
  options: WithConditionsOptions = {},
): ConditionedModel {
  const where = "withConditions";
  checkNetwork(where, network);
  const { guidanceScale, interval } = readOptions(where, options, withConditionsOptions);
  const rows = conditionRows(where, "conditions", conditions, network.conditions);
  const { table, which }: DistinctConditions = distinctConditions(
    where,
    "conditions",
    network.conditionEncoding!,
    rows,
  );
  return new ConditionedNetwork(network, table, which.length === 1 ? which[0] : which, guidanceScale, interval);
}
