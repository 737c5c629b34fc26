import { arithmetics } from "../engine/index.ts";
import { invalid } from "../support/errors.ts";
import { checkNames, integer, oneOf, option, readOptions, seed, type Spec } from "../support/options.ts";
import { isReadable } from "../support/readable.ts";
import { canonicalJson, type JsonObject } from "../work/canonical-json.ts";
import { learnerNames, learners, type LearnerName } from "./learners/registry.ts";
import { checkSpace, settingsOf, type SearchSpace, type Settings } from "./search-space.ts";
import { sha256Of } from "../work/sha256.ts";

/** The rows of a sweep: a file in its store. */
export interface SweepData {
  /** The file's name. */
  readonly file: string;
  /** SHA-256 of its bytes, as 64 hexadecimal digits. */
  readonly sha256: string;
  /** Rows in it. */
  readonly rows: number;
}

/** All that decides a sweep's results, as JSON: `_spec.json` in its store. */
export interface SweepSpec {
  /** The kind of work. */
  readonly kind: "sweep";
  /** What a trial trains: a "network" on rows of numbers, or the model of a "table". */
  readonly model: LearnerName;
  /** Its rows. */
  readonly data: SweepData;
  /** What belongs to the rows: the columns' number, or the table's schema and how it is learned. */
  readonly given: JsonObject;
  /** What trials differ in. */
  readonly space: SearchSpace;
  /** Settings that all trials have. */
  readonly settings: Settings;
  /** Trials in all. */
  readonly trials: number;
  /** One of so many goes on to the next rung. */
  readonly eta: number;
  /** Steps done at the end of each rung. */
  readonly rungs: readonly number[];
  /** Rows that are held out, and scored. */
  readonly heldOut: number;
  /** What is compared: the mean ln p of the held-out rows. */
  readonly score: "logDensity";
  /** Seed of the settings, the rows held out, and of each training unless "seed" is one of its settings. */
  readonly seed: number;
  /** How the engine computes. */
  readonly arithmetic: (typeof arithmetics)[number];
  /** Which build of the library planned it: all its trials are trained by this one. */
  readonly build: string;
}

/** More trials, or rungs, than any sweep has. */
export const [MOST_TRIALS, MOST_RUNGS] = [10_000, 40];

const sweepSpec = {
  kind: oneOf(["sweep"], { required: true }),
  model: oneOf(learnerNames, { required: true }),
  data: option((where, _name, value) => readData(`${where}: data`, value), { required: true }),
  given: option(checkObject, { required: true }),
  space: option((_where, _name, value) => value as SearchSpace, { required: true }), // by the model's names
  settings: option((where, name, value) => checkObject(where, name, value) as Settings, { required: true }),
  trials: integer(1, MOST_TRIALS, { required: true }),
  eta: integer(2, MOST_TRIALS, { required: true }),
  rungs: option(checkRungs, { required: true }),
  heldOut: integer(2, 1e9, { required: true }),
  score: oneOf(["logDensity"], { required: true }),
  seed: seed({ required: true }),
  arithmetic: oneOf(arithmetics, { required: true }),
  build: option(
    (where, name, value) => {
      if (typeof value === "string" && value.length <= 100) return value;
      throw invalid(where, `${name} a text`, value);
    },
    { required: true },
  ),
} satisfies Spec<SweepSpec>;

/**
 * A specification that may come from anybody, checked.
 *
 * @throws LangevinError "invalid-argument" naming the field
 */
export function checkSweepSpec(where: string, spec: unknown): SweepSpec {
  const checked = readOptions(where, spec, sweepSpec);
  const { names } = learners[checked.model];
  checkSpace(where, checked.space, names);
  checkNames(`${where}: settings`, checked.settings, names);
  const twice = Object.keys(checked.settings).find((name) => Object.hasOwn(checked.space, name));
  if (twice !== undefined) throw invalid(where, `${twice} in space or in settings, not in both`, twice);
  return checked;
}

/** SHA-256 of the canonical JSON of what decides the results' bits: all but the build, of which most change none. */
export function sweepId(spec: SweepSpec): string {
  return sha256Of(new TextEncoder().encode(canonicalJson("sweep", { ...spec, build: undefined })));
}

/** All settings of trial k: its own, and those that all have. */
export function trialSettings({ space, settings, seed }: SweepSpec, trial: number): Settings {
  return { ...settings, ...settingsOf(space, seed, trial) };
}

/** A text of 64 hexadecimal digits. */
export function isSha256(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
}

const dataSpec = {
  file: option(
    (where, name, value) => {
      if (typeof value === "string" && /^data-[0-9a-f]{64}\.\w+$/.test(value)) return value;
      throw invalid(where, `${name} the name of a data file`, value);
    },
    { required: true },
  ),
  sha256: option(
    (where, name, value) => {
      if (isSha256(value)) return value;
      throw invalid(where, `${name} 64 hexadecimal digits`, value);
    },
    { required: true },
  ),
  rows: integer(3, 1e9, { required: true }),
} satisfies Spec<SweepData>;

function readData(where: string, value: unknown): SweepData {
  return readOptions(where, value, dataSpec);
}

function checkObject(where: string, name: string, value: unknown): JsonObject {
  if (isReadable(value) && typeof value === "object" && value !== null && !Array.isArray(value))
    return value as JsonObject;
  throw invalid(where, `${name} an object`, value);
}

function checkRungs(where: string, name: string, value: unknown): readonly number[] {
  const isSteps = (step: unknown, r: number, all: readonly unknown[]): boolean =>
    Number.isSafeInteger(step) && (step as number) > (r === 0 ? 0 : (all[r - 1] as number));
  const fits = isReadable(value) && Array.isArray(value) && value.length > 0 && value.length <= MOST_RUNGS;
  if (fits && value.every(isSteps)) return value as number[];
  throw invalid(where, `${name} 1 to ${MOST_RUNGS} growing numbers of steps`, value);
}
