import { refuseComposition } from "../../models/composition/refuse.ts";
import type { Evaluator } from "../../models/evaluator/evaluator.ts";
import { deviationOf, scaleOf } from "../../models/moments.ts";
import { resolve } from "../../models/resolve.ts";
import type { ScoreModel } from "../../models/score-model.ts";
import { resolveSigmas, type AutoOptions, type Sigmas } from "../../noise/auto/sampler-sigmas.ts";
import { checkSigmas, MOST_LEVELS, type LadderOptions } from "../../noise/ladders.ts";
import { checkInteger, invalid } from "../../support/errors.ts";
import { readOptions, type Settled, type Spec } from "../../support/options.ts";
import {
  checkMoves,
  definitionSpec,
  denoiseOption,
  evaluationsOption,
  severalEvaluations,
  type SamplerFamily,
} from "./definition.ts";
import type { Move, RegisterName } from "./moves.ts";
import { checkRun, samplerOptions, type RunOptions, type SamplerOptions } from "./options.ts";
import type { Levels, Plan } from "./plan.ts";
import { runPlan } from "./run-plan.ts";
import { SamplingRun, type SamplingProgress } from "./sampling-run.ts";

export { denoiseOption, evaluationsOption, severalEvaluations, type SamplerFamily };

/** What is known of a sampler without running it. */
export interface SamplerDescription {
  /** The function's name, which errors begin with. */
  readonly name: string;
  /** What kind of method it is. */
  readonly family: SamplerFamily;
  /** One line for tables and pages. */
  readonly summary: string;
  /** Scores that a row costs by default with `"auto"`; undefined where each row has its own number. */
  readonly evaluations: number | undefined;
  /** What its second argument is beside `"auto"`. */
  readonly levels: "ladder" | "ends" | "level or ladder" | "SDE";
  /** Whether it takes compositions of models (`product` and its like). */
  readonly compositions: boolean;
  /** Its options by name. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Its levels of moves for a model, settled options and levels, where they are known before a run. @internal */
  readonly plan?: ((where: string, evaluator: Evaluator, levels: never, options: never) => Plan) | undefined;
}

/** A sampler: `await sampler(model, levels, options)` gives rows; `sampler.description` says what it is. */
export interface Sampler<Options extends SamplerOptions = SamplerOptions, Given = Sigmas> {
  (model: ScoreModel, levels: Given, options: Options): SamplingRun;
  /** What it is, without running it. */
  readonly description: SamplerDescription;
}

type OptionTable = Spec<SamplerOptions> & Readonly<Record<string, unknown>>;
type ExtraSpec<Options> = Spec<Omit<Options, keyof SamplerOptions>>;

/** A sampler by what it does with a model, checked options and the caller's levels. */
interface SamplerParts<Given, Extra> extends Omit<SamplerDescription, "options" | "compositions" | "plan"> {
  /** Whether the last level alone has to be right, as for Langevin dynamics. @default false */
  readonly compositions?: boolean;
  readonly options: Extra;
  /** @default the levels of `plan`, one after another */
  begin?(
    where: string,
    evaluator: Evaluator,
    levels: Given,
    options: Settled<Extra> & RunOptions,
  ): AsyncGenerator<SamplingProgress, Float64Array, void>;
  plan?(where: string, evaluator: Evaluator, levels: Given, options: Settled<Extra> & RunOptions): Plan;
}

/**
 * The function of a sampler: it refuses at the call what it cannot take.
 *
 * @internal
 */
// @__NO_SIDE_EFFECTS__
export function makeSampler<Options extends SamplerOptions, Given, const Extra extends ExtraSpec<Options>>(
  parts: SamplerParts<Given, Extra>,
): Sampler<Options, Given> {
  const { begin, options: extra, compositions = false, ...about } = parts;
  const { name } = about;
  const table = { ...samplerOptions, ...extra } as OptionTable;
  const sampler = (model: ScoreModel, levels: Given, options: Options): SamplingRun => {
    const evaluator = resolve(name, model, { samples: true });
    if (!compositions) refuseComposition(name, evaluator);
    const settled = readOptions(name, options, table as never) as unknown as Settled<Extra> & RunOptions;
    checkRun(name, evaluator, settled);
    const run = begin
      ? begin(name, evaluator, levels, settled)
      : runPlan(name, evaluator, about.plan!(name, evaluator, levels, settled), settled);
    return new SamplingRun(run);
  };
  Object.defineProperty(sampler, "name", { value: name });
  return Object.assign(sampler, { description: { ...about, compositions, options: table } });
}

/**
 * A sampler whose work is known before it begins, as levels of moves.
 *
 * @internal
 */
// @__NO_SIDE_EFFECTS__
export function planSampler<Options extends SamplerOptions, Given, const Extra extends ExtraSpec<Options>>(
  parts: Omit<SamplerParts<Given, Extra>, "begin"> & Required<Pick<SamplerParts<Given, Extra>, "plan">>,
): Sampler<Options, Given> {
  return makeSampler<Options, Given, Extra>(parts);
}

/** What every sampler that goes from one σ to the next takes. */
export interface DescentOptions extends SamplerOptions, AutoOptions {
  /** Whether a last step goes from σ_min to 0, where it is the noiseless x + σ_min²·score(x, σ_min). @default true */
  denoise?: boolean | undefined;
}

/** One step, from `sigma` to `next`; `previous` is the σ before, if any. */
export interface DescentStep {
  /** σ where the step begins. */
  readonly sigma: number;
  /** 0 in the last step where `denoise` is on. */
  readonly next: number;
  /** σ where the step before began; undefined in the first. */
  readonly previous: number | undefined;
  /** The step's number from 0, and how many there are. */
  readonly index: number;
  /** Steps in all. */
  readonly count: number;
  /** The data's deviation, √ of the mean of the columns' variances, where the model knows them; else 1. */
  readonly dataStd: number;
}

/** What a sampler's own ladder for `"auto"` may go by. */
export interface LadderNeeds {
  /** The geometric mean of the columns' deviations, where the model knows them; else 1. */
  readonly scale: number;
  /** Whether a step to 0 follows the last level. */
  readonly denoise: boolean;
}

/** A sampler as data: what {@link defineSampler} takes. */
export interface SamplerDefinition<
  Options extends DescentOptions,
  Extra = ExtraSpec<Omit<Options, keyof DescentOptions>>,
> {
  /** The function's name, which errors begin with. */
  name: string;
  /** What kind of method it is. */
  family: SamplerFamily;
  /** One line for tables and pages. */
  summary: string;
  /** Scores that a row costs by default with `"auto"`. */
  evaluations: number;
  /** Levels that so many scores pay for. @default as many */
  levels?: ((evaluations: number, options: Settled<Extra>) => number) | undefined;
  /** The ladder with `"auto"`. @default karrasSigmas */
  ladder?: ((options: LadderOptions, needs: LadderNeeds) => Float64Array) | undefined;
  /** The options beside those of every sampler. */
  options: Extra;
  /** The registers beside "x"; one named "mean" holds the model's mean in every row, 0 where it is unknown. @default ["score"] */
  registers?: readonly RegisterName[] | undefined;
  /** The moves from one σ to the next. They must be the same each time. */
  step(step: DescentStep, options: Settled<Extra>): readonly Move[];
}

/**
 * A sampler from its formula for one step: what is done to all rows on the way from σ to the next lower σ'. Everything else is
 * the library's: the start, the ladder with `"auto"`, checks of options, threads, progress, and noise that belongs to a row's
 * number, so that any split of a run gives the same bits.
 *
 * @example
 * ```ts
 * import { combine, defineSampler, gaussian, score } from "langevin";
 *
 * // Euler's method for the probability-flow ODE: x ← x + (σ − σ')·σ·score(x, σ)
 * const euler = defineSampler({
 *   name: "euler",
 *   family: "ODE",
 *   summary: "Euler's method",
 *   evaluations: 100,
 *   options: {},
 *   step: ({ sigma, next }) => [score(sigma), combine("x", { x: 1, score: (sigma - next) * sigma })],
 * });
 * const rows = await euler(gaussian({ mean: [0], std: 1 }), [10, 3, 1, 0.3, 0.1], { count: 5 });
 * console.log(rows.length); // 5
 * ```
 *
 * @param definition  name, evaluations, registers and the step
 * @returns a function `(model, sigmas, options)` that throws as every sampler does
 * @throws LangevinError "invalid-argument" for a part of the definition that is not what it should be
 */
// @__NO_SIDE_EFFECTS__
export function defineSampler<
  Options extends DescentOptions = DescentOptions,
  const Extra extends ExtraSpec<Omit<Options, keyof DescentOptions>> = ExtraSpec<Omit<Options, keyof DescentOptions>>,
>(definition: SamplerDefinition<Options, Extra>): Sampler<Options> {
  readOptions("defineSampler", definition, definitionSpec);
  const { name, family, summary, evaluations, levels = (budget) => budget, ladder, registers, step } = definition;
  const options = { ...definition.options, evaluations: evaluationsOption, denoise: denoiseOption };
  return planSampler<Options, Sigmas, never>({
    ...{ name, family, summary, evaluations, levels: "ladder", options: options as never },
    compositions: family === "Langevin",
    plan(where, evaluator, sigmas, given) {
      const settled = given as Settled<Extra> & RunOptions & { evaluations: number | undefined; denoise: boolean };
      const { denoise } = settled;
      const dataStd = deviationOf(evaluator);
      const auto = {
        evaluations,
        levels: (budget: number) => checkInteger(where, "levels to return", levels(budget, settled), 0, MOST_LEVELS),
        ladder:
          ladder && ((ends: LadderOptions) => checkSigmas(where, ladder(ends, { scale: scaleOf(evaluator), denoise }))),
      };
      const levelsGiven = resolveSigmas(where, evaluator, sigmas, settled, auto);
      const count = denoise ? levelsGiven.length : levelsGiven.length - 1;
      if (count === 0) throw invalid(where, "at least 2 sigmas without denoise", sigmas);
      const steps = descent(levelsGiven, { count, dataStd }, (one) => checkMoves(where, step(one, settled)));
      steps.at(0); // what a step refuses is refused at the call
      return {
        levels: steps,
        start: levelsGiven[0],
        registers,
        constant: registers?.includes("mean")
          ? { register: "mean", rows: () => repeated(evaluator.mean, settled.count) }
          : undefined,
      };
    },
  });
}

/** The row, `count` times. */
function repeated(row: ArrayLike<number>, count: number): Float32Array {
  const rows = new Float32Array(row.length * count);
  for (let at = 0; at < rows.length; at += row.length) rows.set(row, at);
  return rows;
}

/** A level for each step down a ladder; where there are as many steps as levels, the last goes to 0. */
function descent(
  ladder: Float64Array,
  about: Pick<DescentStep, "count" | "dataStd">,
  moves: (step: DescentStep) => readonly Move[],
): Levels {
  const { count } = about;
  return {
    count,
    at(index) {
      const [sigma, next, previous] = [ladder[index], ladder[index + 1] ?? 0, ladder[index - 1] as number | undefined];
      return { sigma, moves: moves({ sigma, next, previous, index, ...about }) };
    },
  };
}
