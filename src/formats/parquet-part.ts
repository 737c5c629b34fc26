import { LangevinError } from "../support/errors.ts";
import { messageOf } from "../support/show.ts";
import { optionalPackage } from "./optional-package.ts";

/** Types of a part's columns; numbers have no gaps, cells may. */
export type PartType = "float" | "double" | "integer" | "number" | "boolean" | "text";

/** A column of a part. */
export interface PartColumn {
  readonly name: string;
  readonly type: PartType;
}

/** A column's values: numbers, or cells with null for gaps. */
export type PartValues = Float32Array | Float64Array | readonly (string | number | bigint | boolean | null)[];

/** Rows of a row group: what readers take at once. */
export const GROUP_ROWS = 100_000;

/** Physical types, and whether there may be gaps. */
const types = {
  float: ["FLOAT", false],
  double: ["DOUBLE", false],
  integer: ["INT64", true],
  number: ["DOUBLE", true],
  boolean: ["BOOLEAN", true],
  text: ["STRING", true],
} as const satisfies Record<PartType, readonly [string, boolean]>;

/** A Parquet file in the making: what is written of the same rows are the same bytes. */
export interface ParquetPartWriter {
  /** Adds a row group: values for each column, GROUP_ROWS rows at most. */
  add(columns: readonly PartValues[]): void;
  /** The file, with texts of ours in its footer. */
  finish(metadata: Readonly<Record<string, string>>): Uint8Array;
}

/**
 * Writes plain values, uncompressed and without statistics: random digits do not compress, and nobody looks for them.
 *
 * @throws LangevinError "unsupported" without the package hyparquet-writer
 */
export async function parquetPartWriter(where: string, columns: readonly PartColumn[]): Promise<ParquetPartWriter> {
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await optionalPackage<typeof import("hyparquet-writer")>(
    where,
    "Parquet",
    "hyparquet hyparquet-writer",
    "hyparquet-writer",
  );
  const columnData = columns.map(({ name, type }) => {
    const [physical, nullable] = types[type];
    return { name, type: physical, nullable, data: [] };
  });
  const bytes = new ByteWriter();
  const kvMetadata: { key: string; value: string }[] = [];
  const schema = schemaFromColumnData({ columnData });
  const writer = new ParquetWriter({
    ...{ writer: bytes, schema, codec: "UNCOMPRESSED", statistics: false, kvMetadata, createdBy: "langevin" },
  });
  return {
    add(values) {
      const data = values.map((each, c) => (columns[c].type === "integer" ? bigints(each) : each));
      void writer.write({
        columnData: data.map((each, c) => ({ name: columns[c].name, data: each as number[], encoding: "PLAIN" })),
        rowGroupSize: GROUP_ROWS,
      });
    },
    finish(metadata) {
      for (const [key, value] of Object.entries(metadata)) kvMetadata.push({ key, value });
      void writer.finish();
      return bytes.getBytes();
    },
  };
}

function bigints(values: PartValues): (bigint | null)[] {
  return Array.from(values, (value) => (value === null ? null : BigInt(value)));
}

/** A file whose bytes are asked for in ranges. */
export interface RangedFile {
  readonly size: number;
  read(begin: number, end: number): Promise<Uint8Array>;
}

/** A Parquet file that was written as a part. */
export interface ParquetPart {
  readonly columns: readonly PartColumn[];
  readonly rows: number;
  /** Texts in its footer. */
  readonly metadata: ReadonlyMap<string, string>;
  /** The values of rows from `begin` to before `end`, column by column. */
  read(begin: number, end: number): Promise<PartValues[]>;
}

/**
 * Opens a part by its footer.
 *
 * @throws LangevinError "invalid-file" for what is no such file, "unsupported" without the package hyparquet
 */
export async function openParquetPart(where: string, { size, read }: RangedFile): Promise<ParquetPart> {
  const hyparquet = await optionalPackage<typeof import("hyparquet")>(
    where,
    "Parquet",
    "hyparquet hyparquet-writer",
    "hyparquet",
  );
  const file = {
    byteLength: size,
    slice: async (begin: number, end = size): Promise<ArrayBuffer> => {
      const bytes = await read(begin, end);
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    },
  };
  const { metadata, columns, rows, texts } = await explain(where, async () => {
    const metadata = await hyparquet.parquetMetadataAsync(file);
    const columns = hyparquet.parquetSchema(metadata).children.map(({ element }) => typed(element));
    if (columns.length === 0) throw new Error("it has no columns");
    const texts = new Map((metadata.key_value_metadata ?? []).map(({ key, value }) => [String(key), String(value)]));
    return { metadata, columns, rows: Number(metadata.num_rows), texts };
  });
  return {
    columns,
    rows,
    metadata: texts,
    read: (begin, end) =>
      explain(where, async () => {
        const values = columns.map(({ type }) => emptyValues(type, end - begin));
        const filled = columns.map(() => 0);
        await hyparquet.parquetRead({
          ...{ file, metadata, rowStart: begin, rowEnd: end },
          onChunk({ columnName, columnData, rowStart }) {
            const c = columns.findIndex(({ name }) => name === columnName);
            for (let i = Math.max(0, begin - rowStart); i < columnData.length && rowStart + i < end; i++) {
              (values[c] as unknown[])[rowStart + i - begin] = (columnData[i] as unknown) ?? null;
              filled[c]++;
            }
          },
        });
        if (filled.some((count) => count !== end - begin))
          throw new Error(`rows ${begin} to ${end - 1} are not all there`);
        return values;
      }),
  };
}

function emptyValues(type: PartType, count: number): PartValues {
  if (type === "float") return new Float32Array(count);
  return type === "double" ? new Float64Array(count) : new Array<null>(count).fill(null);
}

function typed({
  name,
  type,
  repetition_type: repetition,
}: {
  name: string;
  type?: string;
  repetition_type?: string;
}): PartColumn {
  const found = (Object.keys(types) as PartType[]).find((each) => {
    const [physical, nullable] = types[each];
    return (physical === "STRING" ? "BYTE_ARRAY" : physical) === type && nullable === (repetition === "OPTIONAL");
  });
  if (found === undefined) throw new Error(`column ${JSON.stringify(name)} is of a type that parts do not have`);
  return { name, type: found };
}

async function explain<T>(where: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof LangevinError) throw cause;
    const message = `${where}: expected a Parquet file that is whole, got one that fails: ${messageOf(cause)}`;
    throw new LangevinError("invalid-file", message, { cause });
  }
}
