import type { Rows } from "../data/rows.ts";
import { arithmetics } from "../engine/index.ts";
import { invalid, LangevinError } from "../support/errors.ts";
import {
  integer,
  number,
  oneOf,
  option,
  readOptions,
  seed,
  unchecked,
  type Settled,
  type Spec,
} from "../support/options.ts";
import { isList } from "../support/lists.ts";
import { tableSpec, packTable, type TableOptions } from "./learners/table.ts";
import type { TableInput } from "../table/model/table-input.ts";
import { build } from "../work/build.ts";
import { putSpec, readSpec } from "../work/open-work.ts";
import type { Store } from "../work/store.ts";
import { rungSteps } from "./halving.ts";
import type { PackedData } from "./learner.ts";
import { packRows } from "./learners/network.ts";
import { learners } from "./learners/registry.ts";
import type { SearchSpace, Settings } from "./search-space.ts";
import { sha256Of } from "../work/sha256.ts";
import { checkSweepSpec, MOST_TRIALS, sweepId, trialSettings, type SweepSpec } from "./sweep-spec.ts";

/** What a sweep is: its trials, how long they are trained, and what they are scored on. */
export interface SweepOptions extends TableOptions {
  /**
   * What trials differ in, by the names of options: `{ learningRate: { logUniform: [1e-4, 1e-2] }, hidden: { choices: [[64, 64],
   * [128, 128]] } }`; also `uniform`, `integers` and `logIntegers`, both ends among them. Of rows of numbers, options of
   * `createScoreNetwork` and `train`; of a table, `hidden`, `coordinateFrequencies`, `batchSize`, `learningRate`, `emaDecay`, `maskShare`,
   * `sigmaMax`, `sigmaMin` and `noiseDistribution`.
   *
   * @default learning rate, layers, batch size, frequencies and averaging around the usual ones
   */
  space?: SearchSpace | undefined;
  /** Settings that all trials have, by the same names. @default {} */
  settings?: Settings | undefined;
  /** Trials in the first rung. @default 27 */
  trials?: number | undefined;
  /** One trial of so many goes on to the next rung, which has so many times the steps. @default 3 */
  eta?: number | undefined;
  /** Rounds of training: the last one has the trials that go on to all steps. @default as many as leave one trial for the last */
  rungs?: number | undefined;
  /** Steps of a training from beginning to end: the learning rate of every trial falls over these. @default 10,000 */
  steps?: number | undefined;
  /** Share of the rows held out and scored, 0…0.5. @default a tenth, at least 2 and at most 400 rows */
  holdout?: number | undefined;
  /** What is compared: the mean ln p of the held-out rows, in nats. @default "logDensity" */
  score?: "logDensity" | undefined;
  /** Seed of everything random. @default 0 */
  seed?: number | undefined;
  /** Numbers in a row, for rows that are one flat array. @default the length of a row */
  dim?: number | undefined;
  /** How the engines compute. @default "strict" */
  arithmetic?: (typeof arithmetics)[number] | undefined;
}

const LOSS =
  'score "logDensity", as the loss says how well noise is predicted at the noise levels of a trial: of other levels, ' +
  "weightings or networks it is another quantity, and none of them the law of the rows";

export const sweepOptions = {
  ...tableSpec,
  space: unchecked<SearchSpace>(), // with the specification
  settings: unchecked<Settings>(),
  trials: integer(1, MOST_TRIALS, { default: 27 }),
  eta: integer(2, MOST_TRIALS, { default: 3 }),
  rungs: integer(1, 40),
  steps: integer(2, 1e9, { default: 10_000 }),
  holdout: number(0, 0.5),
  score: option(
    (where, _name, value) => {
      if (value === "logDensity") return value;
      throw invalid(where, typeof value === "string" && /loss/i.test(value) ? LOSS : 'score "logDensity"', value);
    },
    { default: "logDensity" as const },
  ),
  seed: seed({ default: 0 }),
  dim: integer(1, 4096),
  arithmetic: oneOf(arithmetics, { default: "strict" }),
} satisfies Spec<SweepOptions>;

/** Rows held out by default, at most. */
const USUAL_HOLDOUT = 400;

/**
 * Plans a sweep and puts it into a store: its rows, and `_spec.json`. Rows of numbers are learned by networks, tables as
 * `fitTable` does. Every trial's settings are checked. In a store that has the same plan nothing changes: it goes on.
 *
 * @throws LangevinError "invalid-argument" naming trial and setting, or for a store that has another plan; "invalid-data"
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { folderStore } from "langevin/shards";
 * import { planSweep } from "langevin/sweep";
 *
 * const store = folderStore(await mkdtemp(join(tmpdir(), "sweep-")));
 * const rows = Array.from({ length: 60 }, (_, i) => [Math.cos(i), Math.sin(i)]);
 * const space = { learningRate: { logUniform: [0.001, 0.01] as const } };
 * const { rungs } = await planSweep(store, rows, { trials: 9, steps: 900, space });
 * console.log(rungs); // [100, 300, 900]
 * ```
 */
export async function planSweep(store: Store, data: Rows | TableInput, options: SweepOptions = {}): Promise<SweepSpec> {
  const where = "planSweep";
  return putPlan(where, store, makePlan(where, data, readOptions(where, options, sweepOptions)));
}

/** A plan that is not in a store yet. */
export interface Plan {
  readonly spec: SweepSpec;
  /** The file of its rows. */
  readonly bytes: Uint8Array;
}

/** {@link planSweep} but for the store, with checked options, called `where` in errors. */
export function makePlan(where: string, data: Rows | TableInput, options: Settled<typeof sweepOptions>): Plan {
  const isNumbers = isRows(data);
  const model = isNumbers ? "network" : "table";
  const { usualSpace, extension, open } = learners[model];
  const { bytes, rows, given } = isNumbers ? packNumbers(where, data, options) : packTable(where, data, options);
  const { trials, eta, steps, score, seed, arithmetic, settings = {} } = options;
  const searched = Object.entries(usualSpace).filter(([name]) => !Object.hasOwn(settings, name));
  const sha256 = sha256Of(bytes);
  const heldOut = heldOutOf(where, rows, options.holdout);
  const spec = checkSweepSpec(where, {
    ...{ kind: "sweep", model, data: { file: `data-${sha256}.${extension}`, sha256, rows }, given },
    ...{ space: options.space ?? Object.fromEntries(searched), settings, trials, eta },
    ...{ rungs: rungSteps(where, options), heldOut, score, seed, arithmetic, build },
  } satisfies Omit<SweepSpec, "given"> & { given: object });
  sweepId(spec); // refuses what JSON does not have
  const learner = open(where, given, bytes, { heldOut, seed });
  for (let trial = 0; trial < trials; trial++)
    learner.check(`${where}: trial ${trial}`, trialSettings(spec, trial), steps);
  return { spec, bytes };
}

/** Puts a plan into a store that has none, or the same. */
export async function putPlan(where: string, store: Store, { spec, bytes }: Plan): Promise<SweepSpec> {
  await store.putNew(spec.data.file, bytes);
  if ((await putSpec(store, spec)) === "written") return spec;
  const found = await readSpec(store);
  const there = found?.kind === spec.kind ? checkSweepSpec(where, found) : undefined;
  if (there && sweepId(there) === sweepId(spec)) return there;
  throw new LangevinError(
    "invalid-argument",
    `${where}: expected a store without a plan, or with this one, got another in ${store.url}`,
  );
}

/** Whether data are rows of numbers, and no table. */
function isRows(data: unknown): data is Rows {
  return isList(data) && (data.length === 0 || typeof data[0] === "number" || isList(data[0]));
}

function packNumbers(where: string, data: Rows, options: Settled<typeof sweepOptions>): PackedData {
  const { schema, target, protect, dim } = options;
  const needless = schema ? "schema" : target !== undefined ? "target" : protect ? "protect" : undefined;
  if (needless !== undefined)
    throw invalid(where, `no ${needless} for rows of numbers, which have no columns' names`, options[needless]);
  return packRows(where, data, dim);
}

function heldOutOf(where: string, rows: number, share: number | undefined): number {
  const heldOut =
    share === undefined ? Math.min(USUAL_HOLDOUT, Math.max(2, Math.floor(rows / 10))) : Math.floor(share * rows);
  if (heldOut < 2 || rows - heldOut < 2)
    throw invalid(where, `2 or more rows held out and 2 or more to learn from, of ${rows}`, heldOut);
  return heldOut;
}
