import { MOST_BATCH_ROWS } from "../recipe/objective.ts";
import { optimizerSpec, type OptimizerOptions } from "../recipe/optimizer.ts";
import { MOST_PAIRS } from "../recipe/settings.ts";
import { abortSignal, integer, option, seed, type Settled, type Spec } from "../support/options.ts";
import { invalid } from "../support/errors.ts";

/** Options of {@link reflow}: the pairs, and the training on them. */
export interface ReflowOptions extends OptimizerOptions {
  /** Pairs of a noise and a row that are drawn. @default 200,000; for a teacher with a label for each row as many as those */
  pairs?: number | undefined;
  /** Scores of the teacher that a pair costs, by `thetaAdams`. @default 20 */
  evaluations?: number | undefined;
  /** Steps of the training. @default 4,000, enough for a student that begins with the teacher's weights */
  steps?: number | undefined;
  /** Rows drawn for a step, 1…1,048,576. @default 512 */
  batchSize?: number | undefined;
  /** Seed of the pairs and of the training. @default 0 */
  seed?: number | undefined;
  /** Ends the run with the signal's reason; a student that was being trained keeps the last step's weights. @default none */
  signal?: AbortSignal | undefined;
  /** Whether to go on with the student's training, see {@link ReflowResumeOptions}. @default false */
  resume?: false | undefined;
}

/** Goes on with a student's interrupted reflow, with its settings, bit for bit as if it had not been interrupted. */
export interface ReflowResumeOptions {
  /** Goes on where the training was interrupted: with the same teacher, whose pairs are drawn again. */
  resume: true;
  /** As in {@link ReflowOptions}. @default none */
  signal?: AbortSignal | undefined;
}

/** What {@link reflow} checks its options against. */
export const reflowSpec = {
  pairs: integer(1, MOST_PAIRS),
  evaluations: integer(3, 100_000, { default: 20 }),
  steps: integer(1, 1e9, { default: 4000 }),
  batchSize: integer(1, MOST_BATCH_ROWS, { default: 512 }),
  seed: seed({ default: 0 }),
  ...optimizerSpec,
  signal: abortSignal(),
  resume: option((where, _name, value) => {
    if (value !== false) throw invalid(where, "resume true or false", value);
    return false as const;
  }),
} satisfies Spec<ReflowOptions>;

/** What {@link reflow} checks its options against where they say `resume: true`. */
export const reflowResumeSpec = {
  resume: option(() => true as const),
  signal: abortSignal(),
} satisfies Spec<ReflowResumeOptions>;

/** Checked options of a reflow from its beginning. */
export type BeginReflow = Settled<typeof reflowSpec>;
