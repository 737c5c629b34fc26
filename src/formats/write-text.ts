import { stringify, type Options } from "csv-stringify/browser/esm/sync";
import type { Cell, DataTable } from "../data/data-table.ts";
import { LangevinError } from "../support/errors.ts";
import { show } from "../support/show.ts";
import type { TableDialect } from "./dialect.ts";
import { textEncoder } from "./encode-text.ts";

/** How a text is written where nothing else is said. */
export const plainDialect: TableDialect = { delimiter: ",", header: true };

/** A table as text in a dialect, piece by piece: as many as there are chunks, and one for the names. */
export async function* writeText(
  where: string,
  chunks: Iterable<DataTable> | AsyncIterable<DataTable>,
  dialect: TableDialect,
): AsyncGenerator<Uint8Array> {
  const encode = textEncoder(where, dialect.encoding ?? "utf-8");
  const { rowNumbers, lineTerminator = "\n", finalLineEnd = true } = dialect;
  const options = stringifyOptions(dialect);
  let started = false;
  let row = rowNumbers?.start ?? 0;
  // A line end stands before each line but the first, so that the last may do without
  const linesOf = (cells: readonly (readonly (Cell | undefined)[])[]): Uint8Array => {
    const lines = cells.map((line) => (dialect.quoteChar === "" ? unquoted(where, line, dialect) : line));
    const text = stringify(lines as never[], { ...options, eof: false });
    const start = started ? lineTerminator : dialect.byteOrderMark ? "\ufeff" : "";
    started = true;
    return encode(start + text);
  };
  let named = false;
  for await (const { names, columns } of chunks) {
    if (!named) {
      if (dialect.header) yield linesOf(headOf(names, dialect));
      named = true;
    }
    const count = columns[0]?.length ?? 0;
    if (count === 0) continue;
    yield linesOf(
      Array.from({ length: count }, (_, i) => {
        const cells = columns.map((column) => column[i] ?? "");
        return rowNumbers ? [String(row++), ...cells] : cells;
      }),
    );
  }
  if (started && finalLineEnd) yield encode(lineTerminator);
}

/** The names' line, and the one of units if there was one. */
function headOf(names: readonly string[], { writtenNames = {}, rowNumbers, units }: TableDialect): string[][] {
  const written = names.map((name) => (Object.hasOwn(writtenNames, name) ? writtenNames[name] : name));
  const first = rowNumbers?.name === undefined ? [] : [rowNumbers.name];
  const lines = [[...first, ...written]];
  if (units?.length === names.length) lines.push([...first, ...units]);
  return lines;
}

function stringifyOptions(dialect: TableDialect): Options {
  const { delimiter, quoteChar = '"', lineTerminator = "\n", commentChar, skipInitialSpace, quoting } = dialect;
  // What would be read as something else: line ends of any kind, blanks around a cell, a comment, a byte order mark
  const needs = [/[\r\n]|^\s|\s$|^\ufeff/];
  if (delimiter === " ") needs.push(/\s/);
  if (skipInitialSpace) needs.push(literal(delimiter));
  if (commentChar) needs.push(literal(commentChar, "^"));
  if (quoting === "nonNumeric") needs.push(/^(?!(?:[-+]?[\d.,]+(?:e[-+]?\d+)?)?$)/i);
  return {
    delimiter: skipInitialSpace ? `${delimiter} ` : delimiter,
    quote: quoteChar === "" ? false : quoteChar,
    escape: quoteChar || '"',
    record_delimiter: lineTerminator,
    quoted: quoting === "all",
    quoted_empty: quoting === "all" || delimiter === " ",
    quoted_match: needs,
    cast: {
      boolean: (value: boolean) => String(value),
      bigint: (value: bigint) => String(value),
      date: (value: Date) => value.toISOString(),
      number: (value: number) => (Number.isNaN(value) ? "" : String(value)),
    },
  };
}

function literal(text: string, before = ""): RegExp {
  return new RegExp(before + text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
}

/** @throws LangevinError "invalid-data" for a cell that cannot be told from its neighbors without quotes */
function unquoted(where: string, line: readonly (Cell | undefined)[], { delimiter }: TableDialect) {
  const bad = line.find((cell) => typeof cell === "string" && (cell.includes(delimiter) || /[\r\n]/.test(cell)));
  if (bad !== undefined)
    throw new LangevinError("invalid-data", `${where}: expected cells without delimiters where there are no quotes, got ${show(bad)}`); // prettier-ignore
  return line;
}
