import { kindOf } from "./cell-kind.ts";
import { RecordCutter, type CutOptions, type TextRecord } from "./records.ts";

/** A text's head as one delimiter cuts it. */
export interface Cut {
  delimiter: string;
  /** Rows with a value, in order. */
  records: TextRecord[];
  /** Cells of most rows. */
  width: number;
  /** The first record of that width. */
  start: number;
  /** Why the head could not be cut to its end. */
  error?: unknown;
  /** What speaks against it: uneven rows, lines above the table, other delimiters within cells. */
  cost: number;
}

/** Delimiters that are looked for; blanks only where no other cuts the lines. */
export const delimiters = [",", ";", "\t", "|", " "] as const;

/** Records and cells that a cut is judged by. */
const MOST_RECORDS = 300;
const MOST_CELLS = 50;

/**
 * The cut that explains most of a head: lines of equal length from the first one on, without other delimiters in their
 * cells.
 *
 * @param whole   whether the text ends here
 * @param wanted  the delimiter, where it is known
 */
export function findCut(
  where: string,
  text: string,
  whole: boolean,
  options: Omit<CutOptions, "delimiter">,
  wanted: string | undefined,
): Cut {
  if (wanted !== undefined) return cutBy(where, text, whole, { ...options, delimiter: wanted });
  const cuts = delimiters.map((delimiter) => cutBy(where, text, whole, { ...options, delimiter }));
  const possible = cuts.filter(isPossible).sort((a, b) => a.cost - b.cost);
  if (possible.length > 0) return possible[0];
  // One column: by a delimiter that is in no cell
  const single = cuts.find(({ records }) => records.every(({ cells }) => cells.length === 1)) ?? cuts[0];
  return { ...single, start: 0 };
}

function cutBy(where: string, text: string, whole: boolean, options: CutOptions): Cut {
  const cutter = new RecordCutter(where, options);
  const all: TextRecord[] = [];
  const failure: { error?: unknown } = {};
  try {
    all.push(...cutter.push(text));
    if (whole) all.push(...cutter.end());
  } catch (error) {
    failure.error = error;
  }
  const records = all.filter(({ cells }) => cells.some((cell) => cell !== ""));
  const width = mostCommonWidth(records);
  const start = Math.max(
    0,
    records.findIndex(({ cells }, i) => cells.length === width || isShifted(records, i, width)),
  );
  const cut = { delimiter: options.delimiter, records, width, start, ...failure };
  return { ...cut, cost: costOf(cut) };
}

function mostCommonWidth(records: readonly TextRecord[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of records) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  let [best, most] = [1, 0];
  for (const [width, count] of counts)
    if (count > most || (count === most && width > best)) [best, most] = [width, count];
  return best;
}

/**
 * Whether a record is names that R wrote: one fewer than the cells of all rows below, since their first cells, the rows'
 * names, have none.
 */
export function isShifted(records: readonly TextRecord[], at: number, width: number): boolean {
  const { cells } = records[at];
  if (width < 2 || cells.length !== width - 1) return false;
  const below = records.slice(at + 1, at + 1 + MOST_RECORDS);
  if (below.length === 0 || below.some((record) => record.cells.length !== width)) return false;
  const areNames = cells.every((cell) => kindOf(cell) === "word") && new Set(cells).size === cells.length;
  return areNames && (width > 2 || below.every((record, i) => record.cells[0] === String(i + 1)));
}

function costOf({ delimiter, records, width, start }: Omit<Cut, "cost">): number {
  const sample = records.slice(start, start + MOST_RECORDS);
  const even = sample.filter(({ cells }, i) => cells.length === width || (i === 0 && isShifted(records, start, width)));
  let [dirty, count] = [0, 0];
  for (const { cells } of sample)
    for (const cell of cells.slice(0, MOST_CELLS)) {
      count++;
      if (/[;\t|]/.test(cell)) dirty++;
    }
  const uneven = 1 - even.length / Math.max(1, sample.length);
  return 3 * uneven + dirty / Math.max(1, count) + Math.min(start, 3) + (delimiter === " " ? 0.5 : 0);
}

/** Blanks stand between cells of numbers or of quoted words, not between the words of a text. */
function isPossible({ delimiter, records, width, start, cost }: Cut): boolean {
  if (width < 2 || cost > 4) return false;
  const body = records.slice(start, start + MOST_RECORDS);
  if (delimiter === ",") return !isDecimalColumn(records, body, width, start);
  if (delimiter !== " ") return true;
  const cells = body.flatMap((record) => record.cells.slice(0, MOST_CELLS));
  return cost < 2 && cells.filter((cell) => kindOf(cell) === "number").length > 0.3 * cells.length;
}

/** One column of numbers with decimal commas under a name, which commas would cut in two. */
function isDecimalColumn(records: readonly TextRecord[], body: readonly TextRecord[], width: number, start: number) {
  const isName = start === 1 && /^\S+$/.test(records[0].cells[0]);
  return isName && width === 2 && body.every(({ cells }) => cells.every((cell) => /^[-+]?\d+$/.test(cell)));
}
