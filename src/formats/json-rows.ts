import type { Cell, DataTable } from "../data/data-table.ts";
import { LangevinError } from "../support/errors.ts";
import { show } from "../support/show.ts";
import { bytesOf, piecesOf, type TableSource } from "./source.ts";
import { TextReader } from "./text-encoding.ts";
import { toCell, type TypedReader } from "./typed-reader.ts";

/** Rows whose keys are the names, rows of a chunk, and characters of a line at most. */
const HEAD_ROWS = 1000;
const CHUNK_ROWS = 4096;
const MAX_LINE = 0x1000000;
/** Bytes of a JSON array at most: what one string holds. */
const MAX_BYTES = 500e6;

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads rows from JSON Lines, an object a line, in memory that does not grow with the file; the columns are the keys of the
 * first 1,000 objects. A key that is absent is a missing value; lists and objects within are kept as their JSON.
 *
 * @throws LangevinError "invalid-data" naming the line that is no object, or has a key of its own
 * @example
 * ```ts
 * import { readJsonLines } from "langevin/table";
 *
 * const reader = await readJsonLines('{"a":1,"b":"x"}\n{"a":2}\n');
 * for await (const { columns } of reader) console.log(columns); // [[1, 2], ["x", null]]
 * ```
 */
export async function readJsonLines(source: TableSource): Promise<TypedReader> {
  return startReading("readJsonLines", objectsOfLines("readJsonLines", source));
}

/**
 * Reads rows from a JSON array of objects, as {@link readJsonLines} does from lines.
 *
 * @throws LangevinError "invalid-data" for what is no array of objects
 * @example
 * ```ts
 * import { readJsonArray } from "langevin/table";
 *
 * const reader = await readJsonArray('[{"a":1},{"a":2}]');
 * console.log(reader.names); // ["a"]
 * ```
 */
export async function readJsonArray(source: TableSource): Promise<TypedReader> {
  const where = "readJsonArray";
  const text = new TextDecoder().decode(await bytesOf(where, source, MAX_BYTES));
  const rows = parse(where, text, "a JSON array of objects");
  if (!Array.isArray(rows)) throw bad(where, "a JSON array of objects", show(rows));
  return startReading(where, objectsOf(where, rows));
}

function* objectsOf(where: string, rows: readonly unknown[]): Generator<[JsonObject, string]> {
  for (const [i, row] of rows.entries()) yield [checkObject(where, row, `row ${i}`), `row ${i}`];
}

async function* objectsOfLines(where: string, source: TableSource): AsyncGenerator<[JsonObject, string]> {
  const texts = new TextReader(where, undefined, false);
  let [rest, number] = ["", 0];
  for await (const piece of piecesOf(where, source, Infinity)) {
    const lines = (rest + texts.read(piece)).split("\n");
    rest = lines.pop()!;
    if (rest.length > MAX_LINE)
      throw bad(where, `a line of at most ${MAX_LINE} characters in line ${number + lines.length + 1}`, "a longer one");
    for (const line of lines) yield* objectOf(where, line, ++number);
  }
  yield* objectOf(where, rest + texts.end(), number + 1);
}

function* objectOf(where: string, line: string, number: number): Generator<[JsonObject, string]> {
  if (line.trim() === "") return;
  const place = `line ${number}`;
  yield [checkObject(where, parse(where, line, `a JSON object in ${place}`), place), place];
}

function parse(where: string, text: string, expected: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LangevinError("invalid-data", `${where}: expected ${expected}, got ${show(text.trim())}`, { cause });
  }
}

function checkObject(where: string, row: unknown, place: string): JsonObject {
  if (typeof row !== "object" || row === null || Array.isArray(row))
    throw bad(where, `a JSON object in ${place}`, show(row));
  return row as JsonObject;
}

async function startReading(
  where: string,
  objects: Iterable<[JsonObject, string]> | AsyncGenerator<[JsonObject, string]>,
): Promise<TypedReader> {
  const iterator = Symbol.asyncIterator in objects ? objects : (objects as Generator<[JsonObject, string]>);
  const head: [JsonObject, string][] = [];
  const names = new Set<string>();
  while (head.length < HEAD_ROWS) {
    const next = await iterator.next();
    if (next.done) break;
    head.push(next.value);
    for (const name of Object.keys(next.value[0])) names.add(name);
  }
  if (names.size === 0) throw bad(where, "objects with keys", "none");
  return { names: [...names], [Symbol.asyncIterator]: () => chunksOf(where, [...names], names, head, iterator) };
}

async function* chunksOf(
  where: string,
  names: string[],
  known: ReadonlySet<string>,
  head: [JsonObject, string][],
  iterator: Iterator<[JsonObject, string]> | AsyncIterator<[JsonObject, string]>,
): AsyncGenerator<DataTable> {
  const empty = (): Cell[][] => names.map(() => []);
  let columns = empty();
  const add = ([row, place]: [JsonObject, string]) => {
    for (const [j, name] of names.entries()) columns[j].push(Object.hasOwn(row, name) ? toCell(row[name]) : null);
    const other = Object.keys(row).find((name) => !known.has(name));
    if (other !== undefined) throw bad(where, `no keys but those of the first ${HEAD_ROWS} rows`, `${show(other)} in ${place}`); // prettier-ignore
  };
  for (const row of head) add(row);
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    if (columns[0].length >= CHUNK_ROWS) {
      yield { names, columns };
      columns = empty();
    }
    add(next.value);
  }
  if (columns[0].length > 0) yield { names, columns };
}

function bad(where: string, expected: string, got: string): LangevinError {
  return new LangevinError("invalid-data", `${where}: expected ${expected}, got ${got}`);
}
