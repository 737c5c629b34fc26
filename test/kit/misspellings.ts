/** A name with one letter left out, doubled and replaced, at its first, middle and last letters. */
export function misspellings(name: string): string[] {
  return [0, Math.floor(name.length / 2), name.length - 1].flatMap((i) => {
    const [before, after] = [name.slice(0, i), name.slice(i + 1)];
    return [before + after, before + name[i] + name[i] + after, `${before}q${after}`];
  });
}

/** Whether a letter left out, put in or replaced makes one of the other. */
export function isOneLetterFrom(wrong: string, name: string): boolean {
  let [from, left] = [0, 0]; // equal letters at the beginning, and at the end
  while (from < wrong.length && wrong[from] === name[from]) from++;
  while (left < Math.min(wrong.length, name.length) - from && wrong.at(-1 - left) === name.at(-1 - left)) left++;
  return Math.max(wrong.length, name.length) - from - left <= 1;
}
