import { counted } from "../support/show.ts";
import type { DataTable } from "../data/data-table.ts";
import { readOptions, type Settled } from "../support/options.ts";
import { Pacer } from "../support/pacer.ts";
import type { TableDialect } from "./dialect.ts";
import { understandHead, type Head } from "./head.ts";
import { type ReadingNote } from "./notes.ts";
import { readSpec, type ReadOptions } from "./read-options.ts";
import { countLines, RecordCutter, type TextRecord } from "./records.ts";
import { RowShaper } from "./row-shaper.ts";
import { piecesOf, type TableSource } from "./source.ts";
import { TextReader } from "./text-encoding.ts";

/** Some rows of a table, in order. */
export interface RowChunk extends DataTable {
  /** The number of its first row among the table's, counted from 0. */
  readonly firstRow: number;
  /** The line of the file in which each row starts, counted from 1. */
  readonly lines: Uint32Array;
}

/** A table that is being read: iterate it for its rows, chunk by chunk, once. */
export interface RowReader extends AsyncIterable<RowChunk> {
  /** Names of the columns. */
  readonly names: readonly string[];
  /** How the file is written; what is known at its end only is there then. */
  readonly dialect: TableDialect;
  /** What was found out, so far: complete when the last chunk is read. */
  readonly notes: readonly ReadingNote[];
}

/** Lines, and characters at most, that decide how a file is understood. */
const HEAD_LINES = 1000;
const HEAD_LENGTH = 4e6;
/** Cells of a chunk at most, as far as a chunk has more than one row. */
const CHUNK_CELLS = 1 << 18;

/**
 * Reads a table of text (CSV and its kin) row by row, in memory that does not grow with the file. How it is written is
 * found by its first 1,000 lines: `notes` say what was found, and which option says otherwise. Cells are texts as the file
 * has them, without blanks around them; what they mean is for a schema to say.
 *
 * @throws LangevinError "invalid-data" for what is no table: a binary file, a quote that is never closed, a row without end
 * @example
 * ```ts
 * import { readRows } from "langevin/table";
 *
 * const reader = await readRows("a;b\n1,5;x\n2,5;y\n");
 * for await (const { columns, firstRow } of reader) console.log(firstRow, columns);
 * console.log(reader.dialect.delimiter); // ";"
 * ```
 */
export async function readRows(source: TableSource, options: ReadOptions = {}): Promise<RowReader> {
  return startReading("readRows", source, options);
}

/** `readRows` under the name of who calls. */
export async function startReading(
  where: string,
  source: TableSource,
  options: ReadOptions,
): Promise<RowReader & { readonly head: Head }> {
  const settings = readOptions(where, options, readSpec);
  const pieces = piecesOf(where, source, settings.maxBytes ?? Infinity);
  const texts = new TextReader(where, settings.encoding);
  const pacer = new Pacer(settings.signal);
  let [text, whole, lines, endsWithReturn] = ["", false, 0, false];
  while (!whole && lines <= HEAD_LINES && text.length < HEAD_LENGTH) {
    if (pacer.due) await pacer.pause();
    const next = await pieces.next();
    whole = next.done === true;
    const piece = next.done ? texts.end() : texts.read(next.value);
    // A line end in two pieces is one
    lines += countLines(piece) - (endsWithReturn && piece.startsWith("\n") ? 1 : 0);
    if (piece !== "") endsWithReturn = piece.endsWith("\r");
    text += piece;
  }
  const first = firstLines(text);
  const head = understandHead(where, first, whole && first.length === text.length, settings);
  return new Reader(where, { settings, pieces, texts, pacer, text, whole, head });
}

interface Started {
  settings: Settled<typeof readSpec>;
  pieces: AsyncGenerator<string | Uint8Array>;
  texts: TextReader;
  pacer: Pacer;
  text: string;
  whole: boolean;
  head: Head;
}

class Reader implements RowReader {
  readonly names: readonly string[];
  private readonly where: string;
  private readonly started: Started;
  private readonly shaper: RowShaper;
  private readonly lineEnds = new Set<string>();
  private finalLineEnd = true;

  constructor(where: string, started: Started) {
    this.where = where;
    this.started = started;
    this.names = started.head.names;
    this.shaper = new RowShaper(where, started.head, started.settings.uneven);
    this.watch(started.text);
  }

  /** The file as its first lines show it. */
  get head(): Head {
    return this.started.head;
  }

  get dialect(): TableDialect {
    const { encoding, byteOrderMark } = this.started.texts.found;
    const { dialect } = this.started.head;
    return { ...dialect, encoding, byteOrderMark, ...(this.finalLineEnd ? {} : { finalLineEnd: false }) };
  }

  get notes(): readonly ReadingNote[] {
    const { found } = this.started.texts;
    const { encoding } = this.started.settings;
    const notes = [...this.started.head.notes];
    if (found.encoding !== "utf-8" && encoding === undefined)
      notes.push({ about: "encoding", text: `the encoding is ${found.encoding}`, option: "encoding" });
    if (found.damaged > 0)
      notes.push({
        about: "encoding",
        text: `${counted(found.damaged, "character")} that ${found.encoding} does not know became \ufffd`,
        option: "encoding",
      });
    if (this.lineEnds.size > 1)
      notes.push({ about: "line ends", text: "lines end in more than one way; all of them count" });
    return [...notes, ...this.shaper.notes];
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<RowChunk> {
    const { settings, head, pieces, texts, pacer } = this.started;
    const { delimiter, quoteChar = "", commentChar = "" } = head.dialect;
    const { maxRowLength } = settings;
    const cutter = new RecordCutter(this.where, { delimiter, quoteChar, commentChar, maxRowLength }, head.firstLine);
    const most = Math.max(1, Math.min(settings.chunkRows, Math.floor(CHUNK_CELLS / this.names.length)));
    const chunks = new Chunks(this.names, most);
    let { text, whole } = this.started;
    text = withoutLines(text, head.firstLine - 1);
    this.started.text = "";
    try {
      for (;;) {
        for (const record of cutter.push(text)) yield* chunks.add(record, this.shaper);
        if (whole) break;
        if (pacer.due) await pacer.pause();
        const next = await pieces.next();
        whole = next.done === true;
        text = next.done ? texts.end() : texts.read(next.value);
        this.watch(text);
      }
      for (const record of cutter.end()) yield* chunks.add(record, this.shaper);
      yield* chunks.end();
    } finally {
      await pieces.return(undefined);
    }
  }

  private watch(text: string): void {
    if (text === "") return;
    this.finalLineEnd = /[\r\n]$/.test(text);
    if (this.lineEnds.size > 1) return;
    if (/\r\n/.test(text)) this.lineEnds.add("\r\n");
    if (/(?<!\r)\n/.test(text)) this.lineEnds.add("\n");
    if (/\r(?!\n|$)/.test(text)) this.lineEnds.add("\r");
  }
}

/** Gathers rows as columns. */
class Chunks {
  private readonly names: readonly string[];
  private readonly most: number;
  private columns: string[][];
  private lines: number[] = [];
  private firstRow = 0;

  constructor(names: readonly string[], most: number) {
    this.names = names;
    this.most = most;
    this.columns = names.map(() => []);
  }

  *add(record: TextRecord, shaper: RowShaper): Generator<RowChunk> {
    const cells = shaper.shape(record);
    if (!cells) return;
    for (let j = 0; j < cells.length; j++) this.columns[j].push(cells[j]);
    this.lines.push(record.line);
    if (this.lines.length === this.most) yield this.take();
  }

  *end(): Generator<RowChunk> {
    if (this.lines.length > 0) yield this.take();
  }

  private take(): RowChunk {
    const { names, columns, firstRow, lines } = this;
    this.columns = names.map(() => []);
    this.lines = [];
    this.firstRow += lines.length;
    return { names, columns, firstRow, lines: Uint32Array.from(lines) };
  }
}

/** What decides, however long the pieces are in which a file comes: whole lines, unless the first one is too long. */
function firstLines(text: string): string {
  const end = text.length - withoutLines(text, HEAD_LINES).length;
  if (end <= HEAD_LENGTH) return text.slice(0, end);
  const last = Math.max(text.lastIndexOf("\n", HEAD_LENGTH - 1), text.lastIndexOf("\r", HEAD_LENGTH - 2));
  return last < 0 ? text : text.slice(0, last + 1);
}

function withoutLines(text: string, count: number): string {
  const ends = /\r\n|\n|\r/g;
  for (let i = 0; i < count; i++) if (!ends.exec(text)) return "";
  return text.slice(ends.lastIndex);
}
