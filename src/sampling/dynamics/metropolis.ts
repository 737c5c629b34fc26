import { exp, log } from "../../numerics/math.ts";
import { foldKey, purposes, streamKey, uniformAt } from "../../numerics/random.ts";
import { rowKeys } from "../../numerics/row-blocks.ts";
import type { ScoreModel } from "../../models/score-model.ts";
import { invalid } from "../../support/errors.ts";
import { combine } from "../chain/moves.ts";
import { operation } from "./integrators/integrator.ts";
import type { DynamicsSettings } from "./options.ts";
import type { Stepper } from "./stepper.ts";
import type { Walkers } from "./walkers.ts";

/**
 * Metropolis-adjusted Langevin steps (Roberts & Tweedie 1996): x' = x + (α/2)s + √(αT)·z is accepted with probability min(1, a),
 *
 *     T·log a = Δ − ½d·(s + s') − (α/8)(‖s'‖² − ‖s‖²),   d = x' − x, s = score(x), s' = score(x')
 *
 * Δ is ln p(x') − ln p(x): from the model's logDensity where it has one; else the score's integral along the straight line by
 * Simpson's rule, d·(s + 4·score((x + x')/2) + s')/6, which is exact where ln p is a polynomial of degree up to 4.
 */
export class Metropolis implements Stepper {
  stepSize = NaN;
  /** The chains' mean of min(1, a) in the last step. */
  expected = NaN;
  /** Proposals accepted since `reset`, of each chain. */
  readonly accepted: Float64Array;
  /** Steps since then. */
  proposed = 0;
  private readonly where: string;
  private readonly walkers: Walkers;
  private readonly settings: DynamicsSettings;
  private readonly density: ScoreModel["logDensity"];
  private x: Float32Array = new Float32Array(0);
  private score: Float32Array = new Float32Array(0);
  private logs: ArrayLike<number> = [];

  constructor(where: string, walkers: Walkers, model: ScoreModel, settings: DynamicsSettings) {
    this.where = where;
    this.walkers = walkers;
    this.settings = settings;
    this.density = model.logDensity?.bind(model);
    this.accepted = new Float64Array(walkers.chains);
  }

  /** Counts acceptances from here on. */
  reset(): void {
    this.accepted.fill(0);
    this.proposed = 0;
  }

  async step(step: number): Promise<void> {
    const { walkers, stepSize: alpha } = this;
    const { sigma, temperature, seed, offset } = this.settings;
    if (this.x.length === 0) await this.begin();
    const proposal = combine("proposal", { x: 1, score: alpha / 2 }, Math.sqrt(alpha * temperature));
    await walkers.perform(operation(proposal), step);
    await walkers.score("proposal", "proposalScore", sigma);
    const [next, nextScore] = [walkers.rows("proposal"), walkers.rows("proposalScore")];
    const nextLogs = this.density ? await this.logsOf(next) : [];
    const between = this.density ? undefined : await this.middleScore();
    const keyOf = rowKeys((block) => foldKey(streamKey(seed, purposes.acceptance, block), step, 0));
    const { chains, dim } = walkers;
    let expected = 0;
    for (let chain = 0; chain < chains; chain++) {
      const at = chain * dim;
      const ratio = this.ratio(at, next, nextScore, between) + (between ? 0 : nextLogs[chain] - this.logs[chain]);
      const logAccept = ratio / temperature;
      expected += logAccept >= 0 ? 1 : logAccept < 0 ? exp(logAccept) : 0;
      if (!(log(uniformAt(keyOf(offset + chain), offset + chain, 0)) < logAccept)) {
        // Stays where it is
        next.set(this.x.subarray(at, at + dim), at);
        nextScore.set(this.score.subarray(at, at + dim), at);
        if (!between) nextLogs[chain] = this.logs[chain];
      } else this.accepted[chain]++;
    }
    [this.x, this.score, this.logs] = [next, nextScore, nextLogs];
    walkers.replace("x", next);
    walkers.replace("score", nextScore);
    this.expected = expected / chains;
    this.proposed++;
  }

  private async begin(): Promise<void> {
    const { walkers, where } = this;
    [this.x, this.score] = [walkers.rows("x"), walkers.rows("score")];
    if (!this.density) return;
    this.logs = await this.logsOf(this.x);
    const bad = Array.from(this.logs).findIndex((value) => !Number.isFinite(value));
    if (bad >= 0)
      throw invalid(
        where,
        `a start whose log density is finite, for chain ${this.settings.offset + bad}`,
        this.logs[bad],
      );
  }

  /** T·log a of the chain whose row begins at `at`; without Δ where the model has a density. */
  private ratio(at: number, next: Float32Array, nextScore: Float32Array, between: Float32Array | undefined): number {
    const { x, score, stepSize } = this;
    let [gain, drift, squares] = [0, 0, 0];
    for (let i = at; i < at + this.walkers.dim; i++) {
      const d = next[i] - x[i];
      const ends = score[i] + nextScore[i];
      drift += (d * ends) / 2;
      squares += nextScore[i] * nextScore[i] - score[i] * score[i];
      if (between) gain += (d * (ends + 4 * between[i])) / 6;
    }
    return gain - drift - (stepSize / 8) * squares;
  }

  /** The score half way from x to the proposal. */
  private async middleScore(): Promise<Float32Array> {
    const { walkers, settings } = this;
    await walkers.perform(operation(combine("probe", { x: 0.5, proposal: 0.5 })), 0);
    await walkers.score("probe", "probeScore", settings.sigma);
    return walkers.rows("probeScore");
  }

  private async logsOf(rows: Float32Array): Promise<number[]> {
    const logs: ArrayLike<unknown> | null | undefined = await this.density!(rows, this.settings.sigma);
    const { chains } = this.walkers;
    if (logs?.length !== chains)
      throw invalid(this.where, `model.logDensity to return ${chains} numbers`, logs?.length ?? logs);
    const bad = Array.from(logs).findIndex((value) => typeof value !== "number");
    if (bad >= 0) throw invalid(this.where, `model.logDensity to return numbers only, at index ${bad}`, logs[bad]);
    return Array.from(logs as ArrayLike<number>);
  }
}
