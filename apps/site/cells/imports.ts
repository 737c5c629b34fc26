// Which modules a cell imports, and its text with other addresses in their place. Lines stay where they are.
import { parse, type Node } from "acorn";
import { CellError } from "./cell-error.ts";

/** One specifier in a cell's text. */
export interface Import {
  specifier: string;
  /** Of the specifier with its quotes. */
  start: number;
  end: number;
  line: number;
  /** Names imported one by one, "default" among them. */
  names: string[];
}

/**
 * All imports of a module's text: static ones, `export … from` and `import("…")`.
 *
 * @throws CellError with the line, for a text that is no module, and for `import(…)` of anything but a string
 */
export function importsOf(text: string): Import[] {
  const found: Import[] = [];
  walk(parsed(text), (node) => {
    const { source } = node as Node & { source?: (Node & { value?: unknown }) | null };
    if (!/^(Import|Export(Named|All))(Declaration|Expression)$/.test(node.type) || !source) return;
    const line = node.loc!.start.line;
    if (typeof source.value !== "string") throw new CellError("import(…) takes the name of a module in quotes.", line);
    found.push({ specifier: source.value, start: source.start, end: source.end, line, names: namesOf(node) });
  });
  return found.sort((a, b) => a.start - b.start);
}

/** The text with `addressOf` each import's specifier. */
export function withAddresses(
  text: string,
  imports: readonly Import[],
  addressOf: (specifier: string) => string,
): string {
  let [result, at] = ["", 0];
  for (const { specifier, start, end } of imports) {
    result += text.slice(at, start) + JSON.stringify(addressOf(specifier));
    at = end;
  }
  return result + text.slice(at);
}

function parsed(text: string): Node {
  try {
    return parse(text, { ecmaVersion: "latest", sourceType: "module", locations: true });
  } catch (error) {
    const { message, loc } = error as SyntaxError & { loc?: { line: number } };
    throw new CellError(`This is no JavaScript yet: ${message.replace(/ \(\d+:\d+\)$/, "")}.`, loc?.line);
  }
}

function namesOf(node: Node): string[] {
  const { specifiers = [] } = node as Node & { specifiers?: (Node & Record<"imported" | "local", Named>)[] };
  return specifiers.flatMap(({ type, imported, local }) => {
    if (type === "ImportDefaultSpecifier") return ["default"];
    const named = type === "ImportSpecifier" ? imported : type === "ExportSpecifier" ? local : undefined;
    return named ? [named.name ?? named.value ?? ""] : [];
  });
}

/** An identifier, or a string as a name. */
interface Named {
  name?: string;
  value?: string;
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) for (const entry of value) walk(entry, visit);
  else if (typeof value === "object" && value !== null && "type" in value) {
    visit(value as Node);
    for (const child of Object.values(value)) walk(child, visit);
  }
}
