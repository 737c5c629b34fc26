/** A word as a shell takes it for one. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * A command's words without some options, their values gone with them.
 *
 * @param dropped  each option's name and whether it has a value
 */
export function withoutOptions(words: readonly string[], dropped: Readonly<Record<string, boolean>>): string[] {
  const left: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const [name] = words[i].split("=");
    if (!Object.hasOwn(dropped, name)) left.push(words[i]);
    else if (dropped[name] && !words[i].includes("=")) i++;
  }
  return left;
}
