import type { Rows } from "../data/rows.ts";
import { engineOptions } from "../engine/index.ts";
import { invalid } from "../support/errors.ts";
import { abortSignal, option, readOptions, type Spec } from "../support/options.ts";
import { isReadable } from "../support/readable.ts";
import { Run } from "../support/run.ts";
import type { TableInput } from "../table/model/table-input.ts";
import type { Store } from "../work/store.ts";
import { memoryStore } from "../work/stores/memory-store.ts";
import type { SweepResult } from "./finish-sweep.ts";
import { makePlan, putPlan, sweepOptions, type SweepOptions } from "./plan-sweep.ts";
import { sweepKind } from "./sweep-kind.ts";

/** What {@link sweep} takes. */
export interface RunSweepOptions extends SweepOptions {
  /**
   * Where its plan and results lie. A sweep that was stopped goes on when it is called again with the same store, rows and
   * options, and other processes and machines may work on it at the same time.
   *
   * @default memory
   */
  store?: Store | undefined;
  /** Threads of the engine; the results are the same for any. @default all cores */
  threads?: number | undefined;
  /** Ends the work with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
}

/** How far a sweep has come, after each training of a trial through a rung. */
export interface SweepProgress {
  /** Which training that was, in words. */
  task: string;
  /** Steps of training done, of all trials. */
  step: number;
  /** Steps in all. */
  steps: number;
}

/** A sweep: awaited, it goes to the end; iterated, it reports after each training. */
export type SweepRun = Run<SweepResult, SweepProgress>;

const runSweepOptions = {
  ...sweepOptions,
  store: option((where, name, value) => {
    if (isReadable(value) && typeof (value as Store | null)?.putNew === "function") return value as Store;
    throw invalid(where, `${name} a store, as openStore gives it`, value);
  }),
  threads: engineOptions.threads,
  signal: abortSignal(),
} satisfies Spec<RunSweepOptions>;

/**
 * Finds good settings of a training: many trials with settings drawn at random are trained a little, a third of them, those
 * that make held-out rows most likely, go on to three times the steps, and so on (synchronous successive halving: Jamieson &
 * Talwalkar 2016, arXiv:1502.07943; the rungs of Li et al. 2018, arXiv:1603.06560).
 *
 * Ranking and winner are decided by (rows, options) alone: on any machine, and any number of them. A trial that diverges
 * does not go on.
 *
 * @throws LangevinError "invalid-argument", "invalid-data" as {@link planSweep}; "diverged" where all trials did; the signal's reason
 *
 * @example
 * ```ts
 * import { createEngine, loadModel } from "langevin";
 * import { sweep } from "langevin/sweep";
 *
 * const rows = Array.from({ length: 200 }, (_, i) => [Math.cos(i), Math.sin(i)]);
 * const space = { hidden: { choices: [[8], [16, 16]] }, learningRate: { logUniform: [0.001, 0.01] as const } };
 * const { ranking, winner } = await sweep(rows, { space, trials: 3, steps: 30 });
 * console.log(ranking[0].settings, ranking[0].score);
 * const network = loadModel(await createEngine({ threads: 1 }), winner);
 * console.log(network.dim); // 2
 * network.engine.dispose();
 * ```
 */
export function sweep(data: Rows | TableInput, options: RunSweepOptions = {}): SweepRun {
  const where = "sweep";
  const { store = memoryStore(), threads, signal, ...asked } = readOptions(where, options, runSweepOptions);
  const planned = makePlan(where, data, asked);
  return new Run(work());

  async function* work(): AsyncGenerator<SweepProgress, SweepResult, void> {
    const spec = await putPlan(where, store, planned);
    const sweeping = await sweepKind.open(spec, store, { threads, signal });
    try {
      const { amount: steps } = sweeping;
      let step = 0;
      for (let tasks = await sweeping.missing(); tasks.length > 0; tasks = await sweeping.missing())
        for (const task of tasks) {
          const { amount } = await sweeping.run(task, { signal });
          step += amount;
          yield { task: sweeping.nameOf(task), step, steps };
        }
      await sweeping.finish({ signal });
      return await sweeping.outcome();
    } finally {
      sweeping.dispose();
    }
  }
}
