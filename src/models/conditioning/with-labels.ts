import type { Precision } from "../../engine/index.ts";
import { isList } from "../../support/lists.ts";
import { invalid } from "../../support/errors.ts";
import { number, readOptions, type Spec } from "../../support/options.ts";
import { pickLabels, toLabels, type Labels } from "../../data/labels.ts";
import { checkRows } from "../check.ts";
import type { ScoreModel } from "../score-model.ts";
import { checkNetwork, type ScoreNetwork } from "../network.ts";
import { guidedScore } from "./guided-score.ts";
import { guidanceInterval, type GuidanceInterval } from "./guidance-interval.ts";
import { OnNetwork } from "./on-network.ts";

/** Options of {@link withLabels}. */
export interface WithLabelsOptions {
  /** w: 0 ignores the labels, 1 is the model given them, above 1 keeps further to what sets them apart. @default 1 */
  guidanceScale?: number | undefined;
  /**
   * [σ_low, σ_high], in the model's units: w is 1 for σ ≤ σ_low and for σ > σ_high, at one evaluation. Kynkäänniemi et al. 2024
   * (arXiv:2404.07724): guidance at the highest σ costs variety, at the lowest it changes nothing that is seen.
   *
   * @default all σ
   */
  interval?: GuidanceInterval | undefined;
}

export const withLabelsOptions = {
  guidanceScale: number(-1e6, 1e6, { default: 1 }),
  interval: guidanceInterval,
} satisfies Spec<WithLabelsOptions>;

/** A network whose rows are given labels, with its score at once. */
export interface LabeledModel extends ScoreModel {
  score(x: ArrayLike<number>, sigma: number): Float32Array;
}

/** A network whose rows are given labels. @internal Use {@link withLabels}. */
export class LabeledNetwork extends OnNetwork {
  /** What messages call its score, and what rows are given. */
  protected readonly where: readonly [score: string, given: string] = ["withLabels.score", "labels"];

  override get rows(): number | undefined {
    return typeof this.labels === "number" ? undefined : this.labels.length;
  }

  override get conditions(): number | Int32Array | undefined {
    return (this.guidance === 0 && !this.interval) || this.coupled ? undefined : this.labels;
  }

  override forRows(rows: ArrayLike<number>): LabeledNetwork {
    const { network, labels, guidance, interval } = this;
    if (typeof labels === "number") return this;
    return new LabeledNetwork(network, pickLabels(labels, rows), guidance, interval);
  }

  override score(x: ArrayLike<number>, sigma: number, precision?: Precision): Float32Array {
    const [where, what] = this.where;
    if (this.rows !== undefined && checkRows(where, x, this.dim) !== this.rows)
      throw invalid(where, `x of ${this.rows} rows, as there are ${what}`, x.length / this.dim);
    return guidedScore(where, this, x, sigma, precision);
  }
}

/**
 * The model of a network's rows given their labels, with classifier-free guidance: with D = x + σ²·score and D_u, D_c the
 * network's without and with the labels,
 *
 *     D = D_u + w·(D_c − D_u),   that is   score = (1 − w)·score(x, σ) + w·score(x, σ, labels).
 *
 * w = 0 is the unconditional and w = 1 the conditional network, bit for bit, at one evaluation; any other w takes two. With
 * `interval`, w is `guidanceScale` within it only and 1 elsewhere.
 * Beyond 1 it is no density's score any more: rows move away from what they share with other labels, and vary less.
 * Ho & Salimans 2022 (arXiv:2207.12598), whose w is ours − 1. The network must have been trained with `labels`, and with
 * some `labelDropout` for any w but 1.
 *
 * @param network  with `classes`; samplers run it inside WebAssembly, on all threads
 * @param labels   0…classes−1, or −1 for none: one for all rows, or an array with one for each row of a sampling run, whose
 *                 `count` must be its length; copied
 * @throws LangevinError "invalid-argument", "disposed"
 *
 * @example
 * ```ts
 * import { createEngine, createScoreNetwork, eulerOde, train, withLabels } from "langevin";
 *
 * const engine = await createEngine();
 * const network = createScoreNetwork(engine, { dim: 2, hidden: [32, 32], classes: 2, seed: 1 });
 * const data = Array.from({ length: 500 }, (_, i) => [Math.cos(i), Math.sin(i)]);
 * const labels = data.map(([x]) => (x > 0 ? 1 : 0));
 * await train(network, data, { sigmas: "auto", steps: 40, batchSize: 64, labels, seed: 1 });
 * const rows = await eulerOde(withLabels(network, 1), "auto", { count: 100, evaluations: 10 });
 * console.log(rows.length);
 * engine.dispose();
 * ```
 */
export function withLabels(network: ScoreNetwork, labels: Labels, options: WithLabelsOptions = {}): LabeledModel {
  const where = "withLabels";
  checkNetwork(where, network);
  const { guidanceScale, interval: within } = readOptions(where, options, withLabelsOptions);
  const one = typeof labels === "number";
  const each = toLabels(where, labels, one || !isList(labels) ? 1 : labels.length, network.classes);
  if (each.length === 0) throw invalid(where, "labels for at least one row", labels);
  return new LabeledNetwork(network, one ? each[0] : each, guidanceScale, within);
}
