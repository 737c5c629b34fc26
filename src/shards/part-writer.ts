import { GROUP_ROWS, parquetPartWriter, type PartColumn } from "../formats/parquet-part.ts";
import { canonicalJson } from "../work/canonical-json.ts";
import type { PartAbout } from "./part-about.ts";
import { numberLines, numbersByColumn } from "./number-rows.ts";
import { countRows, textOf, type ResultRows } from "./result-rows.ts";
import { sha256Of } from "../work/sha256.ts";
import type { PartFormat } from "./rows-spec.ts";

/** A file of a part, to be put into a store. */
export interface PartFile {
  /** Its name's end, with the point. */
  readonly ending: string;
  readonly bytes: Uint8Array;
}

/** A part in the making. */
export interface PartWriter {
  /** Adds rows, at most as many as a row group has. */
  add(rows: ResultRows): Promise<void>;
  /** Its files, in the order in which they are to be put: the last one says that it is whole. */
  finish(about: PartAbout): Promise<PartFile[]>;
}

/** Rows that are computed and written at once. */
export const PIECE_ROWS = GROUP_ROWS;

/** A part of a format. */
export function partWriter(where: string, format: PartFormat, columns: readonly PartColumn[]): Promise<PartWriter> {
  return format === "parquet" ? parquetWriter(where, columns) : Promise.resolve(csvWriter(columns));
}

async function parquetWriter(where: string, columns: readonly PartColumn[]): Promise<PartWriter> {
  const writer = await parquetPartWriter(where, columns);
  return {
    add(rows) {
      writer.add(rows.kind === "cells" ? rows.cells : numbersByColumn(rows));
      return Promise.resolve();
    },
    finish(about) {
      const metadata = Object.entries(about).map(([name, value]) => [`langevin.${name}`, String(value)]);
      const bytes = writer.finish(Object.fromEntries(metadata) as Record<string, string>);
      return Promise.resolve([{ ending: ".parquet", bytes }]);
    },
  };
}

/** Text, with what is said of it in a file beside it, written after it. */
function csvWriter(columns: readonly PartColumn[]): PartWriter {
  const names = columns.map(({ name }) => name);
  const pieces: Uint8Array[] = [];
  return {
    async add(rows) {
      if (countRows(rows) === 0) return;
      pieces.push(rows.kind === "numbers" ? numberLines(rows) : await textOf({ names, columns: rows.cells }, false));
    },
    async finish(about) {
      const bytes = Buffer.concat([await textOf({ names, columns: names.map(() => []) }, true), ...pieces]);
      const beside = canonicalJson("finish", { ...about, columns, fileSha256: sha256Of(bytes) });
      return [
        { ending: ".csv", bytes },
        { ending: ".json", bytes: new TextEncoder().encode(`${beside}\n`) },
      ];
    },
  };
}
