/** Scripts written without spaces between words. */
const spaceless = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+/gu;
const words = /[\p{L}\p{M}\p{N}]+/gu;

/**
 * The words that the index keeps of a text, and that a query asks for. Browsers and Node cut Chinese into words by dictionaries that
 * differ, so here every two neighboring characters are a word, and the last one alone: 得分函数 is 得分, 分函, 函数 and 数.
 */
export function tokens(text: string): string[] {
  const found: string[] = [];
  const spaced = text.replace(spaceless, (run) => {
    const characters = [...run];
    for (let i = 0; i < characters.length; i++) found.push(characters[i]! + (characters[i + 1] ?? ""));
    return " ";
  });
  for (const [word] of spaced.matchAll(words)) {
    found.push(word);
    // sigmaMin is found by "min" as well
    const parts = word.split(/(?<=\p{Ll})(?=\p{Lu})/u);
    if (parts.length > 1) found.push(...parts);
  }
  return found;
}

export const term = (word: string): string => word.toLowerCase();
