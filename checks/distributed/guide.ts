import { readFileSync } from "node:fs";

const page = readFileSync(new URL("../../docs/guides/many-machines.md", import.meta.url), "utf8");

/**
 * The command that the guide "Many machines" has behind `<!-- checked: name -->`, with a model, rows and tasks of a size for
 * checks: the page's own words otherwise.
 *
 * @param changes  what stands in the page, and what in its place; each must be there
 */
export function commandOfGuide(name: string, changes: Readonly<Record<string, string>>): string {
  const [, command] = new RegExp(`<!-- checked: ${name} -->\\s+\`\`\`sh\\n(.*?)\`\`\``, "s").exec(page) ?? [];
  if (command === undefined) throw new Error(`the guide has no command for ${name}`);
  return Object.entries(changes).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`the guide's command for ${name} has no ${from}`);
    return text.replaceAll(from, to);
  }, command);
}
