import { exp, log } from "../numerics/math.ts";
import { purposes, streamKey, uniformAt } from "../numerics/random.ts";
import { invalid } from "../support/errors.ts";
import { isReadable } from "../support/readable.ts";
import { checkNames } from "../support/options.ts";
import { quote } from "../support/show.ts";
import type { Json } from "../work/canonical-json.ts";

/** What a setting is drawn from, uniformly. */
export type SettingRange =
  | {
      /** A number between two. */
      readonly uniform: readonly [low: number, high: number];
    }
  | {
      /** A number between two above 0, its logarithm uniform. */
      readonly logUniform: readonly [low: number, high: number];
    }
  | {
      /** An integer, both ends among them. */
      readonly integers: readonly [low: number, high: number];
    }
  | {
      /** An integer above 0, small ones as likely as large ones by their logarithms, both ends among them. */
      readonly logIntegers: readonly [low: number, high: number];
    }
  | {
      /** One of these values. */
      readonly choices: readonly Json[];
    };

/** What trials differ in: a range for each setting that is searched. */
export type SearchSpace = Readonly<Record<string, SettingRange>>;

/** Settings by name: those of a trial, or those that all trials have. */
export type Settings = Readonly<Record<string, Json>>;

type RangeKind = "uniform" | "logUniform" | "integers" | "logIntegers" | "choices";

/** How a kind of range is checked, and what it has at u in (0, 1). */
interface RangeType {
  check(where: string, value: unknown): void;
  at(value: never, u: number): Json;
}

/** Choices of one setting, at most. */
const MOST_CHOICES = 1000;

const types: Readonly<Record<RangeKind, RangeType>> = {
  uniform: {
    check: (where, value) => void checkEnds(where, value, { least: -Number.MAX_VALUE / 2 }),
    at: ([low, high]: [number, number], u) => within(low + u * (high - low), low, high),
  },
  logUniform: {
    check: (where, value) => void checkEnds(where, value, { least: Number.MIN_VALUE }),
    at: ([low, high]: [number, number], u) => within(geometric(low, high, u), low, high),
  },
  integers: {
    check: (where, value) => void checkEnds(where, value, { least: 0, integers: true }),
    at: ([low, high]: [number, number], u) => within(low + Math.floor(u * (high + 1 - low)), low, high),
  },
  logIntegers: {
    check: (where, value) => void checkEnds(where, value, { least: 1, integers: true }),
    at: ([low, high]: [number, number], u) => within(Math.floor(geometric(low, high + 1, u)), low, high),
  },
  choices: {
    check: (where, value) => {
      if (!isReadable(value) || !Array.isArray(value) || value.length === 0 || value.length > MOST_CHOICES)
        throw invalid(where, `choices an array of 1 to ${MOST_CHOICES} values`, value);
    },
    at: (choices: readonly Json[], u) => choices[Math.floor(u * choices.length)],
  },
};

const kinds = Object.keys(types) as RangeKind[];

/**
 * The space, with one range of a known kind for each of its names.
 *
 * @param known  names that settings may have
 * @throws LangevinError "invalid-argument"
 */
export function checkSpace(where: string, space: unknown, known: readonly string[]): SearchSpace {
  checkNames(`${where}: space`, space, known);
  const entries = Object.entries(space as Record<string, unknown>);
  if (entries.length === 0) throw invalid(where, "a space of at least one setting", space);
  for (const [name, range] of entries) {
    const of = `${where}: space.${name}`;
    checkNames(of, range, kinds);
    const given = Object.keys(range as object);
    if (given.length !== 1) throw invalid(of, `one of ${kinds.map(quote).join(", ")}`, range);
    const [kind] = given as [RangeKind];
    types[kind].check(of, (range as Record<string, unknown>)[kind]);
  }
  return space as SearchSpace;
}

/** The settings of trial k, by the random numbers of (seed, k) alone; the order of the space's names does not matter. */
export function settingsOf(space: SearchSpace, seed: number, trial: number): Settings {
  const key = streamKey(seed, purposes.sweepSettings);
  const settings: Record<string, Json> = {};
  Object.keys(space)
    .sort()
    .forEach((name, j) => {
      const [[kind, value]] = Object.entries(space[name]) as [[RangeKind, never]];
      settings[name] = types[kind].at(value, uniformAt(key, trial, j));
    });
  return settings;
}

function checkEnds(where: string, value: unknown, { least, integers = false }: { least: number; integers?: boolean }) {
  const what = integers ? "integers" : "finite numbers";
  const fits = (end: unknown): boolean =>
    typeof end === "number" && end >= least && (integers ? Number.isSafeInteger(end) : end <= Number.MAX_VALUE / 2);
  const isPair = isReadable(value) && Array.isArray(value) && value.length === 2 && value.every(fits);
  if (isPair && (value[0] as number) < (value[1] as number)) return;
  const from = least === Number.MIN_VALUE ? " above 0" : integers ? ` of ${least} or more` : "";
  throw invalid(where, `[low, high], two ${what}${from}, low below high`, value);
}

/** low·(high/low)^u. */
function geometric(low: number, high: number, u: number): number {
  return exp(log(low) + u * (log(high) - log(low)));
}

function within(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
