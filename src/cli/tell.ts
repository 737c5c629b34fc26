import { printDescription, type TableDescription } from "../table/index.ts";
import type { OpenTable } from "./open-table.ts";
import { flagOf } from "./options/groups.ts";
import type { Talk } from "./talk.ts";

/** How a table was read, and the flags that say otherwise. */
export function tellNotes(talk: Talk, { name, notes }: Pick<OpenTable, "name" | "notes">): void {
  for (const { text, option } of notes) {
    const flag = option === undefined ? "" : ` (${flagOf[option] ?? option})`;
    talk.say(`${name}: ${text}${flag}`);
  }
}

/** How a table is understood, and what may be wrong with it. */
export function tellDescription(talk: Talk, { description }: { description: TableDescription }): void {
  for (const line of printDescription(description)) talk.say(line);
}
