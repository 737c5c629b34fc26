import { parse, type CsvError, type Parser } from "csv-parse";
import { findSeparator, parserOptions, squeezeBlanks } from "./separator.ts";
import { TableError, type Separator } from "./table.ts";

/** Lines, and characters at most, that decide over the separator. */
const HEAD_LINES = 50;
const HEAD_LENGTH = 4e6;

/**
 * Calls `onRow` with the trimmed cells of each row of a text, of which no more than a piece is kept. Rows may differ in
 * length.
 *
 * @returns the separator that the cells were found with, as `onRow` gets it too
 * @throws {@link TableError} for a text that is empty, or no CSV
 */
export async function readRows(
  name: string,
  text: AsyncIterable<string>,
  onRow: (cells: string[], separator: Separator) => void,
): Promise<Separator> {
  const pieces = text[Symbol.asyncIterator]();
  let head = "";
  let next = await pieces.next();
  for (; !next.done && endOfHead(head) < 0 && head.length < HEAD_LENGTH; next = await pieces.next()) head += next.value;
  if (head.trim() === "" && next.done) throw new TableError("empty", `${name} is empty.`);
  const end = endOfHead(head);
  const separator = findSeparator(end < 0 ? head.slice(0, HEAD_LENGTH) : head.slice(0, end));

  const failure: { error?: unknown } = {};
  const parser = parse(parserOptions(separator));
  parser.on("error", (error) => (failure.error ??= error));
  parser.on("data", (cells: string[]) => {
    try {
      if (!failure.error) onRow(cells, separator);
    } catch (error) {
      failure.error = error;
    }
  });
  try {
    const write = separator === " " ? writeSqueezed(parser) : (piece: string) => writeTo(parser, piece);
    for (await write(head); !next.done && !failure.error; next = await pieces.next()) await write(next.value);
    await write("", true);
    if (!failure.error) await endOf(parser);
  } catch (error) {
    failure.error ??= error;
  }
  if (failure.error) throw explain(name, failure.error);
  return separator;
}

/** Where the last line of a text's head ends; −1 while there are not as many. */
function endOfHead(text: string): number {
  let end = -1;
  for (let line = 0; line < HEAD_LINES; line++) {
    end = text.indexOf("\n", end + 1);
    if (end < 0) return -1;
  }
  return end;
}

type Write = (piece: string, last?: boolean) => Promise<void>;

function writeTo(parser: Parser, text: string): Promise<void> {
  return text === "" ? Promise.resolve() : new Promise((resolve) => parser.write(text, () => resolve()));
}

/** Squeezes what it writes, whole lines at a time. */
function writeSqueezed(parser: Parser): Write {
  let kept = "";
  return (piece, last = false) => {
    kept += piece;
    const end = last ? kept.length : kept.lastIndexOf("\n") + 1;
    const lines = kept.slice(0, end);
    kept = kept.slice(end);
    return writeTo(parser, squeezeBlanks(lines));
  };
}

function endOf(parser: Parser): Promise<void> {
  return new Promise((resolve, reject) => {
    parser.once("error", reject);
    parser.once("end", resolve);
    parser.end();
  });
}

function explain(name: string, error: unknown): unknown {
  const { code, lines } = error as CsvError;
  if (typeof code !== "string" || !code.startsWith("CSV_")) return error;
  const what =
    code === "CSV_QUOTE_NOT_CLOSED"
      ? 'a quote (") opens a cell that never ends'
      : code.includes("QUOTE")
        ? `a quoted cell is followed by something else than a separator, near line ${String(lines)}`
        : (error as Error).message.slice(0, 200);
  return new TableError("malformed", `${name} is not a valid CSV file: ${what}.`, { cause: error });
}
