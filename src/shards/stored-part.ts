import { openParquetPart, type PartColumn, type PartValues, type RangedFile } from "../formats/parquet-part.ts";
import { LangevinError } from "../support/errors.ts";
import { option, readOptions } from "../support/options.ts";
import { isList } from "../support/lists.ts";
import { parseObject } from "../work/open-work.ts";
import type { Store } from "../work/store.ts";
import { numbersByRow, numbersOfLines } from "./number-rows.ts";
import { readAbout, sha256Option, type PartAbout } from "./part-about.ts";
import { canonicalLines, canonicalRows, type CanonicalRows, type ResultRows } from "./result-rows.ts";
import { sha256Of } from "../work/sha256.ts";
import type { PartFormat } from "./rows-spec.ts";

/** A part that lies in a store. */
export interface StoredPart {
  readonly about: PartAbout;
  /** Rows in the file. */
  readonly rows: number;
  /** Rows from `begin` to before `end`, as the bytes that hashes are made of. */
  read(begin: number, end: number): Promise<CanonicalRows>;
}

/** Footers are not longer than this, but for files that are. */
const TAIL = 1 << 19;

/** The name of the file that says that a part is whole. */
export function lastFileOf(part: string, format: PartFormat): string {
  return part + (format === "parquet" ? ".parquet" : ".json");
}

/** The names of a part's files. */
export function filesOf(part: string, format: PartFormat): string[] {
  return format === "parquet" ? [`${part}.parquet`] : [`${part}.csv`, `${part}.json`];
}

/**
 * What a part says of itself, without its rows; undefined where it is not there.
 *
 * @throws LangevinError "invalid-file" for one that is damaged
 */
export async function readAboutOf(store: Store, part: string, format: PartFormat): Promise<PartAbout | undefined> {
  const name = lastFileOf(part, format);
  const what = `${name} in ${store.url}`;
  if (format === "csv") {
    const beside = await store.read(name);
    return beside && readBeside(what, beside).about;
  }
  const tail = await store.read(name, -TAIL);
  if (!tail) return undefined;
  return aboutOf(what, (await openParquetPart(what, inMemory(tail))).metadata);
}

/**
 * Opens a part.
 *
 * @param bytes  of the part's rows, where they were read already; else they are read in ranges
 * @throws LangevinError "invalid-file" for one that is damaged or not there
 */
export async function openPart(
  store: Store,
  part: string,
  format: PartFormat,
  bytes: Uint8Array | undefined,
  size: number,
): Promise<StoredPart> {
  const [rowsFile] = filesOf(part, format);
  const what = `${rowsFile} in ${store.url}`;
  if (format === "parquet") return openParquet(what, bytes ? inMemory(bytes) : inStore(store, rowsFile, size));
  const beside = await store.read(lastFileOf(part, format));
  const text = bytes ?? (await store.read(rowsFile));
  if (!beside || !text) throw damaged(what, "a part with its .json beside it", "none");
  return openCsv(what, text, beside);
}

async function openParquet(what: string, file: RangedFile): Promise<StoredPart> {
  const { columns, rows, metadata, read } = await openParquetPart(what, file);
  return {
    about: aboutOf(what, metadata),
    rows,
    read: async (begin, end) => canonicalRows(rowsOf(columns, await read(begin, end))),
  };
}

/** Columns of a part as the rows that they were. */
function rowsOf(columns: readonly PartColumn[], values: readonly PartValues[]): ResultRows {
  const precision = precisionOf(columns);
  if (precision === undefined) return { kind: "cells", columns, cells: values as never };
  return numbersByRow(columns.map(({ name }) => name), precision, values as Float64Array[]); // prettier-ignore
}

function precisionOf(columns: readonly PartColumn[]): "float" | "double" | undefined {
  const [{ type }] = columns;
  return type === "float" || type === "double" ? type : undefined;
}

/** In memory as text: the file is small or it would not be a text. */
async function openCsv(what: string, text: Uint8Array, beside: Uint8Array): Promise<StoredPart> {
  const { about, columns, fileSha256 } = readBeside(what, beside);
  const found = sha256Of(text);
  if (found !== fileSha256) throw damaged(what, `a text whose SHA-256 is ${fileSha256}`, found);
  const lines = canonicalLines(text);
  const precision = precisionOf(columns);
  const names = columns.map(({ name }) => name);
  return Promise.resolve({
    about,
    rows: lines.count - 1, // the first has the names
    read: async (begin, end) => {
      const bytes = text.subarray(lines.begin(begin + 1), lines.begin(end + 1));
      return precision ? canonicalRows(numbersOfLines(names, precision, bytes)) : canonicalLines(bytes);
    },
  });
}

function readBeside(
  what: string,
  bytes: Uint8Array,
): { about: PartAbout; columns: readonly PartColumn[]; fileSha256: string } {
  const { columns, fileSha256, ...about } = parseObject(what, bytes);
  try {
    const read = readOptions(what, { columns, fileSha256 }, { columns: columnsOption, fileSha256: sha256Option });
    return { about: readAbout(what, about), ...read };
  } catch (cause) {
    throw cause instanceof LangevinError ? new LangevinError("invalid-file", cause.message, { cause }) : cause;
  }
}

const columnsOption = /* @__PURE__ */ option(
  (where, name, value) => {
    const isColumn = (each: unknown): boolean =>
      typeof each === "object" &&
      each !== null &&
      typeof (each as PartColumn).name === "string" &&
      typeof (each as PartColumn).type === "string";
    if (!isList(value) || value.length === 0 || !Array.from(value).every(isColumn))
      throw damaged(where, `${name} a list of names and types`, "another value");
    return value as unknown as readonly PartColumn[];
  },
  { required: true },
);

/** What was written as texts, as what it was. */
function aboutOf(what: string, texts: ReadonlyMap<string, string>): PartAbout {
  const entries = [...texts].filter(([name]) => name.startsWith("langevin."));
  const numbers = ["index", "begin", "count"];
  const about = entries.map(([key, text]) => {
    const name = key.slice("langevin.".length);
    return [name, numbers.includes(name) ? Number(text) : text];
  });
  return readAbout(what, Object.fromEntries(about) as object);
}

function inMemory(bytes: Uint8Array): RangedFile {
  return { size: bytes.length, read: (begin, end) => Promise.resolve(bytes.subarray(begin, end)) };
}

function inStore(store: Store, name: string, size: number): RangedFile {
  return {
    size,
    async read(begin, end) {
      const bytes = await store.read(name, begin, end);
      if (bytes?.length !== end - begin)
        throw damaged(`${name} in ${store.url}`, `${end - begin} bytes from ${begin}`, String(bytes?.length ?? "none"));
      return bytes;
    },
  };
}

function damaged(what: string, expected: string, got: string): LangevinError {
  return new LangevinError("invalid-file", `${what}: expected ${expected}, got ${got}`);
}
