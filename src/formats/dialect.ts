/** How a text file of rows was written, and so is written again: the Frictionless Table Dialect's names, with ours behind them. */
export interface TableDialect {
  /** One character; " " stands for any run of blanks. */
  delimiter: string;
  /** The character around cells that hold a delimiter or a line end; "" for none. */
  quoteChar?: string;
  /** What ends a line. */
  lineTerminator?: "\n" | "\r\n" | "\r";
  /** Whether a row names the columns. */
  header: boolean;
  /** Lines that were read as names, counted from 1. */
  headerRows?: number[];
  /** What lines that are no rows start with. */
  commentChar?: string;
  /** Whether a blank follows each delimiter. */
  skipInitialSpace?: boolean;
  /** A label of TextDecoder's: "utf-8", "windows-1252", "utf-16le". */
  encoding?: string;
  /** Whether the text begins with a mark of its byte order. */
  byteOrderMark?: boolean;
  /** Which cells are quoted: those that need it, all, or all but numbers. */
  quoting?: "minimal" | "all" | "nonNumeric";
  /** Whether the last row has a line end. */
  finalLineEnd?: boolean;
  /** Names as the file has them, where they were empty or repeated. */
  writtenNames?: Record<string, string>;
  /** Row below the names with the columns' units. */
  units?: string[];
  /** A first column that counted the rows and was left out: its first number, and its name; none for R's, which has no name. */
  rowNumbers?: {
    /** The first row's number. */
    start: number;
    /** The column's name, if it has one. */
    name?: string;
  };
}
