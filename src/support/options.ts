import { checkInteger, checkNumber, checkOneOf, checkPositive, invalid, LangevinError } from "./errors.ts";
import { isReadable } from "./readable.ts";
import { quote } from "./show.ts";

/**
 * One option: what a value must be, and what stands for one that is left out. `Absent` is `undefined` for an option that
 * may stay out, and `never` for one that has a default or has to be given.
 */
export interface Option<T, Absent extends undefined = never> {
  /** The value, or a copy of it; throws, naming `where` and the option, where it is not what the option takes. */
  readonly check: (where: string, name: string, value: unknown) => T;
  /** What stands for a value that is left out. */
  readonly default?: T | undefined;
  /** Whether it has to be given: then a missing value is refused as any other. */
  readonly required: boolean;
  /** Only in types. */
  readonly absent?: [Absent];
}

/** Whether an option has a default, has to be given, or may stay out. */
interface Presence<T> {
  default?: T;
  required?: true;
}

type Absence<P> = P extends { default: unknown } | { required: true } ? never : undefined;

/** A table with one entry for every option of an interface: `satisfies Spec<TrainOptions>`. */
export type Spec<Options> = {
  readonly [Name in keyof Options]-?: Option<Exclude<Options[Name], undefined>, undefined>;
};

type AnySpec = Readonly<Record<string, Option<unknown, undefined>>>;

/** An options interface with every option given. */
export type Complete<Options> = { [Name in keyof Options]-?: Exclude<Options[Name], undefined> };

/** What {@link readOptions} gives for a table. */
export type Settled<S> = {
  -readonly [Name in keyof S]: S[Name] extends Option<infer T, infer Absent> ? T | Absent : never;
};

/**
 * Every option of the table, checked, with defaults filled in. `undefined` counts as left out.
 *
 * @throws LangevinError "invalid-argument" for options that are no object, for a name that is not in the table (with the
 *   nearest one that is), and for a value out of its range
 */
export function readOptions<S extends AnySpec>(where: string, options: unknown, spec: S): Settled<S> {
  checkNames(where, options, Object.keys(spec));
  const given = options as Record<string, unknown>;
  const settled: Record<string, unknown> = {};
  for (const [name, option] of Object.entries(spec)) {
    const value = given[name];
    settled[name] = value === undefined && !option.required ? option.default : option.check(where, name, value);
  }
  return settled as Settled<S>;
}

/** Refuses options that are no object, and names that are not among the known ones. */
export function checkNames(where: string, options: unknown, known: readonly string[]): void {
  const names = namesOf(options);
  if (!names) throw invalid(where, "an options object", options);
  for (const name of names) if (!known.includes(name)) throw unknownName(where, name, known);
}

/** The names in an options object; undefined of what is none, such as a proxy that has been revoked. */
function namesOf(options: unknown): string[] | undefined {
  try {
    const isOther = typeof options !== "object" || options === null || Array.isArray(options);
    return isOther || ArrayBuffer.isView(options) ? undefined : Object.keys(options);
  } catch {
    return undefined;
  }
}

function unknownName(where: string, name: string, known: readonly string[]): LangevinError {
  const nearest = nearestName(name, known);
  const expected = nearest === undefined ? `one of ${known.join(", ")}` : `"${nearest}"`;
  return new LangevinError("invalid-argument", `${where}: expected option ${expected}, got ${quote(name)}`);
}

/** The known name that fewest edits lead to, if they are at most a third of its letters, or two. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > 100) return undefined;
  let [best, fewest] = [undefined as string | undefined, Infinity];
  for (const candidate of known) {
    const distance = edits(name.toLowerCase(), candidate.toLowerCase());
    if (distance < fewest && distance <= Math.max(2, Math.floor(candidate.length / 3)))
      [best, fewest] = [candidate, distance];
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbors that make `a` to `b` (optimal string alignment). */
function edits(a: string, b: string): number {
  const rows = Array.from({ length: a.length + 1 }, (_, i) => new Uint16Array(b.length + 1).fill(i, 0, 1));
  for (let j = 0; j <= b.length; j++) rows[0][j] = j;
  for (let i = 1; i <= a.length; i++)
    for (let j = 1; j <= b.length; j++) {
      const replaced = rows[i - 1][j - 1] + Number(a[i - 1] !== b[j - 1]);
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, replaced);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) rows[i][j] = Math.min(rows[i][j], rows[i - 2][j - 2] + 1);
    }
  return rows[a.length][b.length];
}

// The kinds of options. Each call is free of side effects, so that bundlers drop tables nobody uses.

/**
 * An option of any kind.
 *
 * @param check  gives the value, or a copy; throws where it is not what is taken
 */
// @__NO_SIDE_EFFECTS__
export function option<T, const P extends Presence<T> = object>(
  check: Option<T>["check"],
  presence?: P,
): Option<T, Absence<P>> {
  return { check, default: presence?.default, required: presence?.required ?? false };
}

/** An integer from `min` to `max`. */
// @__NO_SIDE_EFFECTS__
export function integer<const P extends Presence<number> = object>(
  min: number,
  max: number,
  presence?: P,
): Option<number, Absence<P>> {
  return option((where, name, value) => checkInteger(where, name, value, min, max), presence);
}

/** A number from `min` to `max`. */
// @__NO_SIDE_EFFECTS__
export function number<const P extends Presence<number> = object>(
  min: number,
  max: number,
  presence?: P,
): Option<number, Absence<P>> {
  return option((where, name, value) => checkNumber(where, name, value, min, max), presence);
}

/** A number above 0 and below ∞. */
// @__NO_SIDE_EFFECTS__
export function positive<const P extends Presence<number> = object>(presence?: P): Option<number, Absence<P>> {
  return option((where, name, value) => checkPositive(where, name, value), presence);
}

// @__NO_SIDE_EFFECTS__
export function boolean<const P extends Presence<boolean> = object>(presence?: P): Option<boolean, Absence<P>> {
  return option((where, name, value) => {
    if (typeof value !== "boolean") throw invalid(where, `${name} true or false`, value);
    return value;
  }, presence);
}

/** One of a few words. */
// @__NO_SIDE_EFFECTS__
export function oneOf<T extends string, const P extends Presence<T> = object>(
  choices: readonly T[],
  presence?: P,
): Option<T, Absence<P>> {
  return option((where, name, value) => checkOneOf(where, name, value, choices), presence);
}

/** Any value, which is checked later, with what else is known by then. */
// @__NO_SIDE_EFFECTS__
export function unchecked<T>(): Option<T, undefined> {
  return { check: (_where, _name, value) => value as T, required: false };
}

/** A seed: an integer from 0 to 2⁵³ − 1. */
// @__NO_SIDE_EFFECTS__
export function seed<const P extends Presence<number> = object>(presence?: P): Option<number, Absence<P>> {
  return integer(0, Number.MAX_SAFE_INTEGER, presence);
}

/** The index of a first row: an integer from 0 to 2⁵³ − 1, 0 where left out. */
// @__NO_SIDE_EFFECTS__
export function rowOffset(): Option<number> {
  return integer(0, Number.MAX_SAFE_INTEGER, { default: 0 });
}

// @__NO_SIDE_EFFECTS__
export function abortSignal(): Option<AbortSignal, undefined> {
  return option((where, name, value) => {
    if (!isReadable(value) || typeof (value as AbortSignal | null)?.throwIfAborted !== "function")
      throw invalid(where, `${name} an AbortSignal`, value);
    return value as AbortSignal;
  });
}
