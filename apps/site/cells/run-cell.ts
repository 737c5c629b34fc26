// A cell's text as a module of this engine, in a worker and in Node alike.
import { CellError, placed } from "./cell-error.ts";
import { importsOf, withAddresses } from "./imports.ts";
import { grid, plane } from "./layers.ts";
import type { Output } from "./outputs.ts";
import { createShow } from "./show.ts";

/** What a cell may import beside "langevin/cell", each loaded when one first asks for it. */
export type Modules = Record<string, () => Promise<object>>;

export interface RunOptions {
  modules: Modules;
  /** An address from which the engine imports this text. */
  addressOf(text: string): string;
  onOutput(output: Output): void;
  /** Places of sliders that the reader has moved. @default none */
  sliders?: Readonly<Record<string, number>>;
}

/** Where the modules made below find the ones they stand for. */
const loaded: Record<string, object> = {};
const KEY = "langevin cell modules";
(globalThis as Record<string, unknown>)[KEY] = loaded;

/**
 * Runs a cell to its end.
 *
 * @throws CellError
 */
export async function runCell(text: string, options: RunOptions): Promise<void> {
  const { modules, addressOf, onOutput, sliders } = options;
  const all: Modules = {
    ...modules,
    "langevin/cell": async () => ({ show: createShow(onOutput, sliders), grid, plane }),
  };
  const imports = importsOf(text);
  for (const { specifier, line } of imports)
    if (!Object.hasOwn(all, specifier))
      throw new CellError(`A cell can import ${list(Object.keys(all))}; "${specifier}" is not among them.`, line);
  const addresses = new Map<string, string>();
  for (const { specifier, names, line } of imports) {
    if (!addresses.has(specifier)) {
      loaded[specifier] = await all[specifier]();
      addresses.set(specifier, addressOf(standIn(specifier, Object.keys(loaded[specifier]))));
    }
    const missing = names.find((name) => !(name in loaded[specifier]));
    if (missing !== undefined) throw new CellError(`"${specifier}" has no ${missing}.`, line);
  }
  const address = addressOf(withAddresses(text, imports, (specifier) => addresses.get(specifier)!));
  try {
    await import(/* @vite-ignore */ address);
  } catch (error) {
    throw placed(error, address);
  }
}

/** A module with the same exports as one that is loaded already. */
function standIn(specifier: string, names: readonly string[]): string {
  const from = `globalThis[${JSON.stringify(KEY)}][${JSON.stringify(specifier)}]`;
  return `const all = ${from};\n${names.map((name) => `const $${name} = all.${name};\nexport { $${name} as ${name} };`).join("\n")}`;
}

function list(names: readonly string[]): string {
  const quoted = names.map((name) => `"${name}"`);
  return `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
}
