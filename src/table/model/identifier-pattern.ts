import { LangevinError } from "../../support/errors.ts";
import { quote } from "../../support/show.ts";

/** The characters that may stand in a place. */
const CLASSES: Readonly<Record<string, string>> = {
  "9": "0123456789",
  A: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  a: "abcdefghijklmnopqrstuvwxyz",
  x: "0123456789abcdef",
  X: "0123456789ABCDEF",
};

/**
 * The n-th text of a pattern, counting from the right: 9 stands for a digit, A and a for a letter, X and x for a hexadecimal
 * digit, "\" before a sign for the sign itself. Every n has another text.
 *
 * @throws LangevinError "invalid-argument" where the pattern has no more texts
 */
export function fillPattern(where: string, column: string, pattern: string, n: number): string {
  let [left, text] = [n, ""];
  const signs = [...pattern.matchAll(/\\.|[^\\]/gsu)].map(([sign]) => sign);
  for (const sign of signs.reverse()) {
    const choices = CLASSES[sign];
    text = (choices ? choices[left % choices.length] : sign.replace(/^\\/, "")) + text;
    if (choices) left = Math.floor(left / choices.length);
  }
  if (left > 0)
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected a pattern of column ${quote(column)} with more than ${n} texts, got ${quote(pattern)}`,
    );
  return text;
}
