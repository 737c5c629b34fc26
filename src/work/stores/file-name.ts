import { invalid } from "../../support/errors.ts";

const plain = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/;

/** Whether a name is one that stores have: letters, digits, "-", "_" and ".", no "." in front, and no folders. */
export function isPlainName(name: string): boolean {
  return plain.test(name);
}

/**
 * The name, if stores have such.
 *
 * @throws LangevinError "invalid-argument"
 */
export function checkName(where: string, name: unknown): string {
  if (typeof name === "string" && isPlainName(name)) return name;
  throw invalid(where, 'the plain name of a file (letters, digits, "-", "_", "."; no folders)', name);
}
