import type { Engine } from "../../engine/index.ts";
import { checkEngine } from "../../engine/index.ts";
import { canGoOn } from "../../models/network-state.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../models/network.ts";
import { geometricSigmas } from "../../noise/ladders.ts";
import { keepBest } from "../../training/best-weights.ts";
import { train, type TrainingRun } from "../../training/train.ts";
import { LangevinError } from "../../support/errors.ts";
import { Run } from "../../support/run.ts";
import { describeTable } from "../describe/describe-table.ts";
import { readFitOptions, type FitTableOptions } from "./fit-options.ts";
import { prepareFit, type PreparedFit } from "./prepare-fit.ts";
import type { RecipeChoice } from "./recipe-choice.ts";
import { toDataTable, type TableInput } from "./table-input.ts";
import { readCells, toModelColumns, toRows } from "./table-layout.ts";
import { TableModel } from "./table-model.ts";
import { chosenRows, encodeCopies, splitRows } from "./training-rows.ts";
import { pickRows } from "../../data/pick-rows.ts";

/** How far a fit has come, after a step. */
export interface FitProgress {
  /** Steps done, and in all. */
  step: number;
  /** Steps in all; training may stop before, when held-out rows are no longer learned. */
  steps: number;
  /** Loss of this step's batch. */
  loss: number;
  /** Loss of held-out rows at the steps where it is computed; undefined at others and where none are held out. */
  validationLoss: number | undefined;
  /** The least of these so far: the weights that had it are kept. */
  bestLoss: number | undefined;
  /** Rows trained on per second. */
  rowsPerSecond: number;
  /** Estimate of the time that is left, the loop's body not counted. */
  secondsLeft: number;
  /** The model as it is now: it can be saved, and resumed. */
  current(): TableModel;
}

/** A fit: awaited, it goes to the end and gives the model; iterated, it reports every step. */
export type FitRun = Run<TableModel, FitProgress>;

/**
 * Learns the law of a table's rows: categories, numbers, dates, gaps and all. The table is a `DataTable`, rows of objects or an
 * object of columns; everything is checked before the first step. With `steps` the same seed gives the same bits on any machine.
 *
 * `await fitTable(…)` goes to the end. In `for await (const { step, current } of fitTable(…))` leaving the loop keeps what was
 * learned in `current()`, and `resume` goes on from there.
 *
 * @throws LangevinError at the call: "invalid-argument", "invalid-data" naming column, row and value; "out-of-memory";
 *   "disposed"; from the run: "diverged", the signal's reason
 *
 * @example
 * ```ts
 * import { createEngine } from "langevin";
 * import { fitTable } from "langevin/table";
 *
 * const engine = await createEngine();
 * const rows = Array.from({ length: 60 }, (_, i) => ({ kind: i % 3 ? "a" : "b", size: i % 7 }));
 * const schema = { fields: [{ name: "kind", type: "string" as const }, { name: "size", type: "integer" as const }] };
 * const model = await fitTable(engine, rows, { schema, steps: 20 });
 * console.log((await model.sample(5)).names); // ["kind", "size"]
 * engine.dispose();
 * ```
 */
export function fitTable(engine: Engine, table: TableInput, options: FitTableOptions = {}): FitRun {
  return fitTableBy("fitTable", engine, table, { options, choice: {} });
}

/** {@link fitTable} with some of the recipe's numbers chosen, called `where` in errors. */
export function fitTableBy(
  where: string,
  engine: Engine,
  table: TableInput,
  { options, choice }: { options: FitTableOptions; choice: RecipeChoice },
): FitRun {
  checkEngine(where, engine);
  const settings = readFitOptions(where, options);
  const data = toDataTable(where, "table", table);
  const { resume, signal, seed, target } = settings;
  if (resume)
    return new Run(
      goOn(
        where,
        resume,
        resumedRows(where, resume, toRows(toModelColumns(resume.parts.layout, readCells(resume.parts.layout, data)))),
        signal,
      ),
    );
  const schema = settings.schema ?? describeTable(data).schema;
  const prepared = prepareFit(where, data, { ...settings, schema, choice });
  return new Run(begin(where, engine, prepared, { seed, target, steps: settings.steps, signal }));
}

/** Rows encoded for training, and those held out. */
interface EncodedRows {
  data: Float32Array;
  validation: Float32Array | undefined;
}

async function* begin(
  where: string,
  engine: Engine,
  prepared: PreparedFit,
  {
    seed,
    target,
    steps: given,
    signal,
  }: { seed: number; target: string | undefined; steps: number | undefined; signal: AbortSignal | undefined },
): AsyncGenerator<FitProgress, TableModel, void> {
  const { layout, encoding, recipe, seconds, rows } = prepared;
  const state = {
    ...{ rows, seed, target, step: 0, steps: 0, finished: encoding.width === 0, best: undefined },
    ...{
      holdout: recipe.holdout,
      copies: recipe.copies,
      validateEvery: recipe.validateEvery,
      patience: recipe.patience,
    },
    evaluations: recipe.evaluations,
  };
  if (encoding.width === 0) return new TableModel({ layout, encoding, network: undefined, state });
  const encoded = encodedRows(prepared.encoding, prepared.training, prepared.holdout, state);
  const make = (): ScoreNetwork =>
    createScoreNetwork(engine, {
      ...{ dim: encoding.width, hidden: recipe.hidden, categories: encoding.categories, seed },
      ...{ coordinateFrequencies: recipe.coordinateFrequencies, masks: true },
    });
  const start = (network: ScoreNetwork, steps: number, asked: { validates: boolean }): TrainingRun =>
    train(network, encoded.data, {
      ...{ steps, seed, signal, encoding: "identity", gaps: "free", batchSize: recipe.batchSize },
      ...{
        learningRate: recipe.learningRate,
        maskShare: recipe.maskShare,
        noiseDistribution: recipe.noiseDistribution,
      },
      // Short trainings average over their last twentieth: the first weights know nothing
      emaDecay: Math.min(recipe.emaDecay, 1 - 20 / Math.max(40, steps)),
      sigmas: geometricSigmas({ sigmaMax: recipe.sigmaMax, sigmaMin: recipe.sigmaMin, count: 2 }),
      ...(asked.validates && { validation: encoded.validation, validateEvery: recipe.validateEvery }),
    });
  state.steps =
    given ??
    Math.min(
      recipe.mostSteps,
      await stepsFor(make, (network) => start(network, 1_000_000, { validates: false }), seconds),
    );
  // While the learning rate is high the loss may rest for long before it falls again
  state.patience = Math.max(recipe.patience, Math.ceil((PATIENT_SHARE * state.steps) / recipe.validateEvery));
  const network = make();
  const model = new TableModel({ layout, encoding, network, state });
  return yield* follow(where, model, start(network, state.steps, { validates: true }));
}

/** Losses up to this part above the least one are as good: later weights come from a lower learning rate. */
const AS_GOOD = 0.005;

/** Share of the steps without as good a loss after which training stops. */
const PATIENT_SHARE = 0.4;

/** Steps before a speed is measured. */
const COLD_STEPS = 5;

/** How many steps a time is enough for, from a while of training a network that is thrown away. */
async function stepsFor(
  make: () => ScoreNetwork,
  start: (network: ScoreNetwork) => TrainingRun,
  seconds: number,
): Promise<number> {
  const trial = make();
  try {
    const begun = performance.now();
    const probe = Math.max(Math.min(1, seconds / 10), Math.min(5, seconds / 40));
    let warm = begun;
    for await (const { step } of start(trial)) {
      const now = performance.now();
      // The first steps set up memory, and the engine compiles its code once more
      if (step <= COLD_STEPS) warm = now;
      if (now - warm > 1000 * probe && step > COLD_STEPS) {
        const millis = (now - warm) / (step - COLD_STEPS);
        return Math.max(10, Math.floor((1000 * seconds - (now - begun)) / millis));
      }
    }
    return 10;
  } finally {
    trial.dispose();
  }
}

/** Goes on where a model's fit was left. */
async function* goOn(
  where: string,
  model: TableModel,
  rows: EncodedRows,
  signal: AbortSignal | undefined,
): AsyncGenerator<FitProgress, TableModel, void> {
  const { network, state } = model.parts;
  if (!network || state.finished) return model;
  const { validation } = rows;
  const run = train(network, rows.data, {
    ...{ resume: true, gaps: "free", signal },
    ...(validation && { validation, validateEvery: state.validateEvery }),
  });
  return yield* follow(where, model, run);
}

/** A training to its end or to where held-out rows are no longer learned; the best weights are kept. */
async function* follow(
  where: string,
  model: TableModel,
  run: TrainingRun,
): AsyncGenerator<FitProgress, TableModel, void> {
  const { network, state } = model.parts;
  if (!network) return model;
  for await (const progress of run) {
    const { step, steps, loss, validationLoss, rowsPerSecond, secondsLeft } = progress;
    state.step = step;
    const least = state.best?.loss ?? Infinity;
    if (validationLoss !== undefined)
      state.best = keepBest(state.best, network, { step, loss: validationLoss, asGood: (1 + AS_GOOD) * least });
    yield {
      ...{ step, steps, loss, validationLoss, bestLoss: state.best?.loss, rowsPerSecond, secondsLeft },
      current: () => model,
    };
    if (validationLoss !== undefined && state.best && step - state.best.step >= state.patience * state.validateEvery)
      break;
  }
  network.mlp.check(where);
  if (state.best) network.mlp.setWeights("average", state.best.weights);
  state.best = undefined;
  state.finished = true;
  return model;
}

function encodedRows(
  encoding: PreparedFit["encoding"],
  training: Float64Array,
  holdout: Float64Array,
  { copies, seed }: { copies: number; seed: number },
): EncodedRows {
  return {
    data: encodeCopies(encoding, training, { copies, seed }),
    validation:
      holdout.length > 0
        ? encodeCopies(encoding, holdout, { copies: Math.min(4, copies), seed, first: copies })
        : undefined,
  };
}

/** The rows that an unfinished model was trained on, drawn again from its table. */
function resumedRows(where: string, model: TableModel, rows: Float64Array): EncodedRows {
  const { encoding, network, state } = model.parts;
  if (!state.finished && network?.training && !canGoOn(network.training))
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected resume a model with all of its training, got one from a file for sampling alone; take a file that was ` +
        "saved for training",
    );
  const count = rows.length / encoding.columns;
  if (count < state.rows)
    throw new LangevinError(
      "invalid-data",
      `${where}: expected the table this fit began with, of ${state.rows} rows, got ${count}`,
    );
  const { columns } = encoding;
  const chosen = pickRows(rows, columns, chosenRows(count, state.rows, state.seed));
  const { training, holdout } = splitRows(state.rows, state.holdout, state.seed);
  return encodedRows(encoding, pickRows(chosen, columns, training), pickRows(chosen, columns, holdout), state);
}
