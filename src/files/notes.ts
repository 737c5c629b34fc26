import { invalid } from "../support/errors.ts";
import { isReadable } from "../support/readable.ts";
import { quote } from "../support/show.ts";

/** Texts by name that go with a network into its file. */
export type Notes = Readonly<Record<string, string>>;

const MOST_NOTES = 1000;

/**
 * A copy whose names are sorted (UTF-16 code units), so that the same notes make the same file.
 *
 * @throws LangevinError "invalid-argument"
 */
export function checkNotes(where: string, notes: unknown): Notes {
  const entries = entriesOf(notes);
  if (!entries) throw invalid(where, "notes an object of strings", notes);
  if (entries.length > MOST_NOTES) throw invalid(where, `at most ${MOST_NOTES} notes`, entries.length);
  for (const [name, text] of entries) {
    if (/\p{Surrogate}/u.test(name)) throw invalid(where, "names of notes in well-formed Unicode", name);
    if (typeof text !== "string" || /\p{Surrogate}/u.test(text))
      throw invalid(where, `note ${quote(name)} a string of well-formed Unicode`, text);
  }
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)) as [string, string][]);
}

function entriesOf(notes: unknown): [string, unknown][] | undefined {
  if (!isReadable(notes) || typeof notes !== "object" || notes === null || Array.isArray(notes)) return undefined;
  if (ArrayBuffer.isView(notes)) return undefined;
  try {
    return Object.entries(notes);
  } catch {
    return undefined; // a getter or a proxy that throws
  }
}
