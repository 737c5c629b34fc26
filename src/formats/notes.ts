/** Something that was found out about a file on reading it, in words, and the option that says otherwise. */
export interface ReadingNote {
  /** What it is about. */
  about:
    | "delimiter"
    | "quote"
    | "header"
    | "names"
    | "lines above"
    | "comments"
    | "units"
    | "row numbers"
    | "encoding"
    | "line ends"
    | "blank rows"
    | "uneven rows"
    | "repeated names";
  /** One sentence without a full stop: `the delimiter is ";"`. */
  text: string;
  /** The option of `readRows` that overrules it; none if absent. */
  option?: string;
}

/** "1 row", "2 rows", "1,234 rows". */
export function counted(count: number, noun: string): string {
  const digits = String(count).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${digits} ${noun}${count === 1 ? "" : "s"}`;
}

/** A delimiter as messages call it. */
export function delimiterName(delimiter: string): string {
  if (delimiter === "\t") return "a tab";
  return delimiter === " " ? "blanks" : JSON.stringify(delimiter);
}
