import type { TableDialect } from "../formats/dialect.ts";
import type { NumberStyle } from "../formats/numbers.ts";
import type { TableReading } from "../formats/table-reading.ts";
import { invalid } from "../support/errors.ts";
import { boolean, integer, oneOf, option, readOptions, unchecked, type Option, type Spec } from "../support/options.ts";
import { isList } from "../support/lists.ts";
import type { FilePieces, FileReference } from "../work/file-reference.ts";
import { sha256Option, textOption, wholeOption } from "./part-about.ts";
import type { InputReference } from "./rows-spec.ts";

/** Entries of a list at most: pieces of a megabyte of a file of ten terabytes. */
const MOST_ENTRIES = 10_000_000;

/** A list whose entries are each checked. */
function listOf<T>(check: Option<T>["check"]): Option<readonly T[]> {
  return option(
    (where, name, value) => {
      if (!isList(value) || value.length > MOST_ENTRIES)
        throw invalid(where, `${name} a list of at most ${MOST_ENTRIES} entries`, value);
      return Array.from(value as ArrayLike<unknown>, (entry, i) => check(where, `${name}[${i}]`, entry));
    },
    { required: true },
  );
}

/** An object whose members a table has. */
function objectOf<T>(spec: Spec<T>): Option<T> {
  return option((where, name, value) => readOptions(`${where}: ${name}`, value, spec as never) as T, {
    required: true,
  });
}

const piecesSpec = { size: integer(1, 0x7fffffff, { required: true }), sha256: listOf(sha256Option.check) };

const referenceSpec = {
  url: textOption,
  sha256: sha256Option,
  size: wholeOption,
  pieces: { ...objectOf<FilePieces>(piecesSpec as unknown as Spec<FilePieces>), required: false },
};

/** A reference to a file. */
export const referenceOption = objectOf<FileReference>(referenceSpec as unknown as Spec<FileReference>);

const name = option((where, at, value) => {
  if (typeof value !== "string" || value.length > 65_536) throw invalid(where, `${at} a text`, value);
  return value;
});
const names = listOf(name.check);
const places = listOf(wholeOption.check);
const styleSpec = {
  decimalChar: oneOf([".", ","], { required: true }),
  groupChar: name,
} as unknown as Spec<NumberStyle>;

const dialectSpec = {
  ...{ delimiter: { ...name, required: true }, quoteChar: name, commentChar: name, encoding: name },
  ...{ lineTerminator: name, header: boolean({ required: true }), headerRows: { ...places, required: false } },
  ...{ skipInitialSpace: boolean(), byteOrderMark: boolean(), finalLineEnd: boolean(), quoting: name },
  ...{ writtenNames: unchecked(), units: { ...names, required: false }, rowNumbers: unchecked() },
};

const textSpec = {
  format: oneOf(["csv"], { required: true }),
  rows: wholeOption,
  columns: names,
  dialect: objectOf<TableDialect>(dialectSpec as unknown as Spec<TableDialect>),
  names,
  width: integer(1, 1_000_000, { required: true }),
  header: { ...names, required: false },
  numbers: listOf((where, at, value) => readOptions(`${where}: ${at}`, value, styleSpec as never) as NumberStyle),
  uneven: oneOf(["fill", "error"], { required: true }),
  step: integer(1, Number.MAX_SAFE_INTEGER, { required: true }),
  bytes: places,
  lines: places,
};
const parquetSpec = { format: oneOf(["parquet"], { required: true }), rows: wholeOption, columns: names };

const readingOption = option<TableReading>((where, at, value) => {
  const { format } = (typeof value === "object" && value !== null ? value : {}) as { format?: unknown };
  return readOptions(`${where}: ${at}`, value, format === "csv" ? textSpec : (parquetSpec as never)) as TableReading;
});

/** A reference to a file of rows. */
export const inputOption = objectOf<InputReference>({
  ...referenceSpec,
  reading: { ...readingOption, required: true },
} as unknown as Spec<InputReference>);
