import { LangevinError, invalid } from "../support/errors.ts";
import { isInstance, isReadable } from "../support/readable.ts";

/**
 * A file to read: its text, its bytes, or pieces of either as they come, such as a stream of a file, a response's body, or
 * a Blob.
 */
export type TableSource =
  | string
  | Uint8Array
  | ArrayBuffer
  | Blob
  | ReadableStream<Uint8Array>
  | Iterable<string | Uint8Array>
  | AsyncIterable<string | Uint8Array>;

/** Characters or bytes of a piece at most: little enough that others have their turn in between. */
const PIECE = 1 << 16;

/**
 * A source piece by piece, each no longer than 65,536 bytes or characters.
 *
 * @throws LangevinError "invalid-argument" for what is no source, "invalid-data" beyond `maxBytes`
 */
export async function* piecesOf(
  where: string,
  source: TableSource,
  maxBytes: number,
): AsyncGenerator<string | Uint8Array> {
  let size = 0;
  for await (const piece of iterate(where, source)) {
    if (typeof piece !== "string" && !isInstance(piece, Uint8Array))
      throw invalid(where, "a source of texts or Uint8Arrays", piece);
    if ((size += piece.length) > maxBytes)
      throw new LangevinError("invalid-data", `${where}: expected at most ${maxBytes} bytes (maxBytes), got more`);
    for (let at = 0; at < piece.length; at += PIECE)
      yield typeof piece === "string" ? piece.slice(at, at + PIECE) : piece.subarray(at, at + PIECE);
  }
}

/** All of a source's bytes in one array. */
export async function bytesOf(where: string, source: TableSource, maxBytes: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of piecesOf(where, source, maxBytes))
    pieces.push(typeof piece === "string" ? new TextEncoder().encode(piece) : piece.slice());
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function iterate(where: string, source: TableSource): Iterable<unknown> | AsyncIterable<unknown> {
  if (typeof source === "string") return [source];
  if (isInstance(source, Uint8Array)) return [source];
  if (isInstance(source, ArrayBuffer)) return [new Uint8Array(source)];
  if (!isReadable(source) || typeof source !== "object" || (source as unknown) === null)
    throw invalid(where, "a source: text, bytes, a Blob, a stream or an iterable of pieces", source);
  if (isInstance(source, Blob)) return readStream(source.stream());
  if (Symbol.asyncIterator in source || Symbol.iterator in source) return source;
  if (typeof (source as ReadableStream).getReader === "function") return readStream(source as ReadableStream);
  throw invalid(where, "a source: text, bytes, a Blob, a stream or an iterable of pieces", source);
}

/** A web stream's pieces; some browsers' streams cannot be iterated. */
async function* readStream(stream: ReadableStream<unknown>): AsyncGenerator<unknown> {
  const reader = stream.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel();
  }
}
