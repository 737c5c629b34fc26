import { createEngine, type Engine } from "../engine/index.ts";
import { checkInteger, LangevinError } from "../support/errors.ts";
import { formatCount } from "../support/show.ts";
import type { WorkContext } from "../work/open-work.ts";
import type { Store } from "../work/store.ts";
import type { TaskOptions, TaskReport, Work } from "../work/work.ts";
import { outcomeOf, writeOutcome, type SweepResult } from "./finish-sweep.ts";
import { placeOf, rungsOf, type Rung } from "./halving.ts";
import type { Learner, TrainedModel } from "./learner.ts";
import { meanScore } from "./mean-score.ts";
import { readContent } from "./read-content.ts";
import { Results, type OpenRung } from "./results.ts";
import { sha256Of } from "../work/sha256.ts";
import { sweepId, trialSettings, type SweepSpec } from "./sweep-spec.ts";
import { checkpointName, encodeResult, resultName, type TrialResult } from "./trial-result.ts";

const where = "sweep";

/** Part of a task's time that training is about; the rest scores. */
const TRAINING_SHARE = 0.9;

/** A sweep as work: a task trains one trial through one rung. */
export class SweepWork implements Work {
  readonly id: string;
  readonly count: number;
  readonly amount: number;
  private readonly spec: SweepSpec;
  private readonly store: Store;
  private readonly learner: Learner;
  private readonly context: WorkContext;
  private readonly rungs: readonly Rung[];
  private readonly results: Results;
  private engine: Promise<Engine> | undefined;

  constructor(spec: SweepSpec, store: Store, { learner, context }: { learner: Learner; context: WorkContext }) {
    this.id = sweepId(spec);
    this.spec = spec;
    this.store = store;
    this.learner = learner;
    this.context = context;
    this.rungs = rungsOf(spec.trials, spec.eta, spec.rungs);
    this.results = new Results(store, this.id, this.rungs);
    this.count = this.rungs.reduce((sum, { entrants }) => sum + entrants, 0);
    this.amount = this.rungs.reduce((sum, { entrants, from, to }) => sum + entrants * (to - from), 0);
  }

  amountOf(index: number): number {
    const { from, to } = this.rungs[this.placeOf(index).rung];
    return to - from;
  }

  nameOf(index: number): string {
    const { rung, place } = this.placeOf(index);
    const { from, to, entrants } = this.rungs[rung];
    const which = rung === 0 ? `trial ${place}` : `trial in place ${place + 1} of ${entrants}`;
    return `${which}, steps ${formatCount(from + 1)} to ${formatCount(to)}`;
  }

  async missing(): Promise<number[]> {
    const open = await this.results.look();
    const { first } = this.rungs[open.length - 1];
    return open[open.length - 1].results.flatMap((result, place) => (result ? [] : [first + place]));
  }

  async done(): Promise<number> {
    const open = await this.results.look();
    const left = ({ results }: OpenRung): number => results.filter((result) => !result).length;
    return open.reduce((sum, rung, r) => {
      const { entrants, from, to } = this.rungs[r];
      return sum + (entrants - left(rung)) * (to - from);
    }, 0);
  }

  async isComplete(): Promise<boolean> {
    return this.isWhole(await this.results.look());
  }

  async run(index: number, { signal = this.context.signal, onProgress }: TaskOptions = {}): Promise<TaskReport> {
    const { rung, place } = this.placeOf(index);
    const open = await this.results.look();
    if (rung >= open.length)
      throw new LangevinError(
        "unavailable",
        `${where}: expected all results of rung ${rung - 1}, got some missing: it is too early for rung ${rung}`,
      );
    const { entrants, results } = open[rung];
    // Where many trials diverged, fewer enter than there is room for
    if (place >= entrants.length || results[place]) return { status: "there", amount: 0, seconds: 0 };
    const begun = performance.now();
    const trial = entrants[place];
    const before = open[rung - 1]?.results.find((result) => result?.trial === trial)?.checkpoint;
    const result = await this.train({ rung, trial, before, signal, onProgress });
    await this.store.putNew(resultName(rung, trial), encodeResult(result));
    const { from, to } = this.rungs[rung];
    return { status: "written", amount: to - from, seconds: (performance.now() - begun) / 1000 };
  }

  async finish({ signal }: { signal?: AbortSignal | undefined } = {}): Promise<void> {
    await writeOutcome(where, this.store, { id: this.id, spec: this.spec, rungs: await this.wholeRungs(), signal });
  }

  /** Ranking and winner, when all is done. */
  async outcome(): Promise<SweepResult> {
    return outcomeOf(where, this.store, this.spec, await this.wholeRungs());
  }

  dispose(): void {
    // One that could not be made has been told of by the task that wanted it
    this.engine?.then((engine) => engine.dispose()).catch(() => undefined);
  }

  private placeOf(index: number): { rung: number; place: number } {
    return placeOf(this.rungs, checkInteger(where, "index", index, 0, this.count - 1));
  }

  private isWhole(open: readonly OpenRung[]): boolean {
    return open.length === this.rungs.length && !open[open.length - 1].results.includes(undefined);
  }

  private async wholeRungs(): Promise<OpenRung[]> {
    const open = await this.results.look();
    if (this.isWhole(open)) return open;
    const missing = open[open.length - 1].results.filter((result) => !result).length;
    throw new LangevinError(
      "invalid-data",
      `${where}: expected the results of ${this.rungs.length} rungs, got ${missing} missing of rung ${open.length - 1}`,
    );
  }

  /** Trains and scores a trial; one that diverges has that as its result. */
  private async train(task: {
    rung: number;
    trial: number;
    before: string | undefined;
    signal: AbortSignal | undefined;
    onProgress: TaskOptions["onProgress"];
  }): Promise<TrialResult> {
    const { rung, trial, before } = task;
    const named = { sweep: this.id, rung, trial };
    const bytes = before && (await readContent(where, this.store, checkpointName(before), before));
    const engine = await (this.engine ??= this.createEngine());
    try {
      const model = await this.learner.train(engine, { ...this.stretchOf(task), checkpoint: bytes || undefined });
      try {
        return { ...named, ...(await this.keep(model, task.signal)) };
      } finally {
        model.dispose();
      }
    } catch (error) {
      if (!(error instanceof LangevinError) || error.code !== "diverged") throw error;
      const none = { score: undefined, standardError: undefined, checkpoint: undefined };
      return { ...named, ...none, step: 0, impossible: 0, diverged: error.message };
    }
  }

  private stretchOf({ rung, trial, signal, onProgress }: Parameters<SweepWork["train"]>[0]) {
    const { from, to } = this.rungs[rung];
    const { seed, ...settings } = trialSettings(this.spec, trial);
    return {
      settings,
      seed: (seed ?? this.spec.seed) as number,
      steps: this.rungs[this.rungs.length - 1].to,
      to,
      signal,
      onStep: (step: number) => onProgress?.((TRAINING_SHARE * (step - from)) / (to - from)),
    };
  }

  /** Scores a model, and puts its file into the store: before the result, which says that it is there. */
  private async keep(model: TrainedModel, signal: AbortSignal | undefined) {
    const file = model.save();
    const score = meanScore(await model.logDensities(signal));
    if (!score)
      throw new LangevinError("invalid-data", `${where}: expected held-out rows that a model can make, got none`);
    const checkpoint = sha256Of(file);
    await this.store.putNew(checkpointName(checkpoint), file);
    return { step: model.step, ...score, checkpoint, diverged: undefined };
  }

  private createEngine(): Promise<Engine> {
    return createEngine({ arithmetic: this.spec.arithmetic, threads: this.context.threads });
  }
}
