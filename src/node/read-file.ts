import { open, type FileHandle } from "node:fs/promises";
import { MOST_HEADER_BYTES, MOST_TENSOR_BYTES } from "../files/safetensors.ts";
import { LangevinError } from "../support/errors.ts";

/** What `loadModel` takes. */
const MOST_BYTES = 8 + MOST_HEADER_BYTES + MOST_TENSOR_BYTES;

/** A file of fewer bytes has no header: loadModel says so. */
const START = 9;

const CHUNK = 1 << 20;

/**
 * The bytes of a model file. A file that is none by its first nine bytes or by its size is refused before more of it is
 * read; of a pipe or a device no more is read than the largest model has.
 *
 * @throws LangevinError "invalid-file"; whatever the file system throws
 */
export async function readModelBytes(where: string, path: string, most = MOST_BYTES): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    const found = await file.stat();
    const start = await fill(file, new Uint8Array(START));
    if (start.length < START) return start;
    const size = found.isFile() ? found.size : undefined;
    checkStart(where, start, size, most);
    return size === undefined ? await readStream(where, file, start, most) : await readWhole(file, start, size);
  } finally {
    await file.close();
  }
}

function checkStart(where: string, start: Uint8Array, size: number | undefined, most: number): void {
  const header = new DataView(start.buffer).getBigUint64(0, true);
  if (header < 2n || header > MOST_HEADER_BYTES)
    throw refusal(where, `a header of 2 to ${MOST_HEADER_BYTES} bytes`, `${header}`);
  if (start[8] !== 0x7b) throw refusal(where, 'a header that opens with "{"', `byte ${start[8]}`);
  if (size === undefined) return;
  if (size < 8n + header) throw refusal(where, `a file of at least ${8n + header} bytes to hold its header`, `${size}`);
  if (size > most) throw refusal(where, `a file of at most ${most} bytes`, `${size}`);
}

async function readWhole(file: FileHandle, start: Uint8Array, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  bytes.set(start);
  const rest = await fill(file, bytes.subarray(START));
  return bytes.subarray(0, START + rest.length);
}

/** To the end of what has no size. */
async function readStream(where: string, file: FileHandle, start: Uint8Array, most: number): Promise<Uint8Array> {
  const chunks = [start];
  let size = START;
  for (;;) {
    const chunk = await fill(file, new Uint8Array(CHUNK));
    chunks.push(chunk);
    size += chunk.length;
    if (size > most) throw refusal(where, `a file of at most ${most} bytes`, "more");
    if (chunk.length < CHUNK) return Buffer.concat(chunks);
  }
}

/** What of the bytes the file filled before its end. */
async function fill(file: FileHandle, bytes: Uint8Array): Promise<Uint8Array> {
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function refusal(where: string, expected: string, got: string): LangevinError {
  return new LangevinError("invalid-file", `${where}: expected ${expected}, got ${got}`);
}
