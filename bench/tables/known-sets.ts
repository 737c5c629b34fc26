import { gapSetNames, readKinded, setNames, type KindedTable } from "./sets.ts";

/** Options of scripts that look at a few known sets. */
export const setOptions = { help: { type: "boolean" }, set: { type: "string" } } as const;

/** Their lines in the help. */
export const SET_HELP = "--set <name>   penguins, adult or magic; all of them by default";

/** The set that is asked for, or all of them; of one without data a line says so. */
export function* knownSets(asked: string | undefined): Generator<[name: string, set: KindedTable]> {
  const names = [...setNames, ...gapSetNames];
  if (asked !== undefined && !names.includes(asked)) {
    process.stderr.write(`--set: there is no ${asked}; there are ${names.join(", ")}\n`);
    process.exitCode = 2;
    return;
  }
  for (const name of asked === undefined ? ["penguins", "adult", "magic"] : [asked]) {
    const set = readKinded(name);
    if (set) yield [name, set];
    else process.stdout.write(`${name}: no data in ../shared/data\n`);
  }
}
