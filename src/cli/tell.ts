import { printDescription } from "../table/index.ts";
import type { OpenTable } from "./open-table.ts";
import { flagOf } from "./options/groups.ts";
import type { Talk } from "./talk.ts";
import type { UnderstoodTable } from "./understand-table.ts";

/** How a table was read, and the flags that say otherwise. */
export function tellNotes(talk: Talk, { name, notes }: Pick<OpenTable, "name" | "notes">): void {
  for (const { text, option } of notes) {
    const flag = option === undefined ? "" : ` (${flagOf[option] ?? option})`;
    talk.say(`${name}: ${text}${flag}`);
  }
}

/** How a table is understood, and what may be wrong with it. */
export function tellDescription(talk: Talk, { description }: Pick<UnderstoodTable, "description">): void {
  for (const line of printDescription(description)) talk.say(line);
}
