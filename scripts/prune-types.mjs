// Declarations that no entry leads to describe what is internal, in words of packages that users do not have: they do not ship.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/**
 * @param folder   of the declarations
 * @param entries  their paths in it
 */
export function pruneTypes(folder, entries) {
  const kept = new Set();
  const waiting = entries.map((entry) => join(folder, entry));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (kept.has(file)) continue;
    if (!existsSync(file)) throw new Error(`${file}: expected by other declarations or package.json, got none`);
    kept.add(file);
    waiting.push(...relativeImports(readFileSync(file, "utf8")).map((to) => resolve(dirname(file), to)));
  }
  for (const name of readdirSync(folder, { recursive: true }))
    if (name.endsWith(".d.ts") && !kept.has(join(folder, name))) rmSync(join(folder, name));
}

function relativeImports(text) {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, "");
  const found = code.matchAll(/(?:\bfrom |\bimport\(|^import )"(\.[^"]+)\.js"/gm);
  return [...found].map(([, to]) => `${to}.d.ts`);
}
