import { recognize } from "../../src/formats/known-files.ts";
import { formatCount, TableError } from "./table.ts";

/** Bytes of a file, in order, in pieces of any size. */
export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Bytes of one piece at most; after so many, others have their turn. */
const PIECE = 1 << 18;

/**
 * A file's text, piece by piece, none of them empty: UTF-8, or UTF-16 where a byte order mark says so.
 *
 * @throws {@link TableError} for bytes that are no text, and beyond `maxBytes`; the signal's reason when it is aborted
 */
export async function* readText(
  name: string,
  chunks: Chunks,
  { maxBytes, signal }: { maxBytes: number; signal?: AbortSignal | undefined },
): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let size = 0;
  let rested = 0;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE) {
      signal?.throwIfAborted();
      const piece = chunk.subarray(at, at + PIECE);
      decoder ??= startDecoder(name, piece);
      if ((size += piece.length) > maxBytes) throw tooLarge(name, maxBytes);
      if (decoder.encoding === "utf-8") refuseBinary(name, piece, size - piece.length);
      const text = decoder.decode(piece, { stream: true });
      if (text !== "") yield text;
      if (size - rested < PIECE) continue;
      await othersTurn();
      rested = size;
    }
  }
  const rest = decoder?.decode() ?? "";
  if (rest !== "") yield rest;
}

export function tooLarge(name: string, maxBytes: number): TableError {
  return new TableError(
    "too-large",
    `${name} is larger than ${formatCount(maxBytes / 1e6)} MB, too large to be learned at once: take some of its rows, drawn at random (shuf -n 100000).`,
  );
}

function startDecoder(name: string, head: Uint8Array): TextDecoder {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder("utf-16le");
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder("utf-16be");
  const what = recognize(head);
  if (what) throw new TableError("other-format", `${name} is ${what}.`);
  return new TextDecoder();
}

/** No text has these; spreadsheets, archives, pictures and devices do. */
function refuseBinary(name: string, bytes: Uint8Array, from: number): void {
  const at = bytes.findIndex((byte) => byte < 8);
  if (at < 0) return;
  const where = `byte ${formatCount(from + at + 1)} is ${bytes[at]}`;
  throw new TableError("binary", `${name} is a binary file, not a text table (${where}): export it as CSV first.`);
}

function othersTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
