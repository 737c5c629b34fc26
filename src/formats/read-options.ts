import { invalid } from "../support/errors.ts";
import { abortSignal, boolean, integer, oneOf, option, type Spec } from "../support/options.ts";

/** How a table is read from text. What is left out is found by the first 1,000 lines, and said in the notes. */
export interface ReadOptions {
  /** What stands between cells: one character; " " for any run of blanks. @default as it is found */
  delimiter?: string;
  /** The character around cells that hold a delimiter or a line end; "" for none. @default as it is found */
  quote?: string;
  /** What a line that is no row starts with; "" for none. @default as it is found */
  comment?: string;
  /** Whether the first row names the columns. @default as it is found */
  header?: boolean;
  /** Lines above the table, of whatever. @default as it is found */
  skipLines?: number;
  /** What becomes of a first column without a name that counts the rows. @default "drop" */
  rowNumbers?: "drop" | "keep";
  /** The text's encoding, a label of TextDecoder's. @default as it is found */
  encoding?: string;
  /**
   * What becomes of rows of another length than the first ones: short ones are filled up and longer ones left out, with a
   * note, or reading ends with an error. @default "fill"
   */
  uneven?: "fill" | "error";
  /** Rows of a chunk at most. @default 4096 */
  chunkRows?: number;
  /** Characters of a row at most. @default 16777216 */
  maxRowLength?: number;
  /** Bytes after which reading ends with an error. @default any number */
  maxBytes?: number;
  /** Ends reading with the signal's reason. @default none */
  signal?: AbortSignal;
}

function sign(empty: boolean) {
  return option<string>((where, name, value) => {
    const fits = typeof value === "string" && (value.length === 1 || (empty && value === "")) && !/[\r\n]/.test(value);
    if (!fits) throw invalid(where, `${name} one character${empty ? ' or ""' : ""}`, value);
    return value;
  });
}

/** A text without line ends. */
function line() {
  return option<string>((where, name, value) => {
    if (typeof value !== "string" || value.length > 10 || /[\r\n]/.test(value))
      throw invalid(where, `${name} a few characters`, value);
    return value;
  });
}

export const readSpec = {
  delimiter: sign(false),
  quote: sign(true),
  comment: line(),
  header: boolean(),
  skipLines: integer(0, 1000),
  rowNumbers: oneOf(["drop", "keep"], { default: "drop" }),
  encoding: option<string>((where, name, value) => {
    if (typeof value !== "string") throw invalid(where, `${name} a label of TextDecoder's`, value);
    return value;
  }),
  uneven: oneOf(["fill", "error"], { default: "fill" }),
  chunkRows: integer(1, 0x1000000, { default: 4096 }),
  maxRowLength: integer(1, 0x10000000, { default: 0x1000000 }),
  maxBytes: integer(1, Number.MAX_SAFE_INTEGER),
  signal: abortSignal(),
} satisfies Spec<ReadOptions>;
