import { counted } from "../support/show.ts";
import { type ReadingNote } from "./notes.ts";

/**
 * Names for the columns that are kept, each once and none empty: "column 3" for one without, "x (2)" for a second "x".
 *
 * @param header      the names' cells; none where the file has no names
 * @param width       cells of a row
 * @param isShifted   whether the first cell of a row has no name
 * @param withoutFirst  whether the first column is left out
 */
export function nameColumns(
  header: readonly string[] | undefined,
  width: number,
  isShifted: boolean,
  withoutFirst: boolean,
  notes: ReadingNote[],
): { names: string[]; writtenNames: Record<string, string> | undefined } {
  const written = header && (isShifted ? ["", ...header] : header);
  const taken = new Set<string>();
  const names: string[] = [];
  const others: Record<string, string> = {};
  let [empty, repeated] = [0, 0];
  for (let j = withoutFirst ? 1 : 0; j < width; j++) {
    const wanted = written?.[j] ?? "";
    const base = wanted || `column ${j + 1}`;
    let name = base;
    for (let copy = 2; taken.has(name) || (name !== wanted && written?.includes(name)); copy++)
      name = `${base} (${copy})`;
    taken.add(name);
    names.push(name);
    if (!header || name === wanted) continue;
    others[name] = wanted;
    if (wanted === "") empty++;
    else repeated++;
  }
  if (empty > 0)
    notes.push({ about: "names", text: `${counted(empty, "column")} without a name: called by ${empty === 1 ? "its place" : "their places"}` }); // prettier-ignore
  if (repeated > 0) notes.push({ about: "names", text: `${counted(repeated, "name")} repeated: numbered` });
  return { names, writtenNames: Object.keys(others).length > 0 ? others : undefined };
}
