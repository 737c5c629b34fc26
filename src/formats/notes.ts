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

/** A delimiter as messages call it. */
export function delimiterName(delimiter: string): string {
  if (delimiter === "\t") return "a tab";
  return delimiter === " " ? "blanks" : JSON.stringify(delimiter);
}
