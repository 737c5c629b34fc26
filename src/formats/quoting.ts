import { kindOf } from "./cell-kind.ts";

/** Which cells a file quotes, by its first lines. */
export function findQuoting(
  lines: readonly string[],
  delimiter: string,
  quoteChar: string,
): "minimal" | "all" | "nonNumeric" {
  let [quoted, plain, plainWords, cells] = [0, 0, 0, 0];
  for (const line of lines.slice(0, 100)) {
    if (line === "") continue;
    for (const cell of rawCells(line, delimiter, quoteChar)) {
      cells++;
      if (cell.startsWith(quoteChar)) quoted++;
      else {
        plain++;
        if (!["number", "missing"].includes(kindOf(cell))) plainWords++;
      }
    }
  }
  if (quoted === 0) return "minimal";
  if (plain === 0) return "all";
  return plainWords === 0 && quoted > cells / 20 ? "nonNumeric" : "minimal";
}

/** Cells with the quotes around them. */
function rawCells(line: string, delimiter: string, quoteChar: string): string[] {
  const cells: string[] = [];
  let [at, start, quoting] = [0, 0, false];
  for (; at < line.length; at++)
    if (line[at] === quoteChar) quoting = !quoting;
    else if (line[at] === delimiter && !quoting) {
      cells.push(line.slice(start, at).trim());
      start = at + 1;
    }
  cells.push(line.slice(start).trim());
  return cells;
}
