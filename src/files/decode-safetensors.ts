import { checkInteger, invalid, LangevinError } from "../support/errors.ts";
import { isInstance } from "../support/readable.ts";
import { quote, show } from "../support/show.ts";
import {
  checksumAt,
  checksumOf,
  countOf,
  findNonFinite,
  itemBytes,
  MOST_HEADER_BYTES,
  MOST_TENSOR_BYTES,
  noChecksum,
  seal,
  type Dtype,
  type Tensor,
} from "./safetensors.ts";
import { JsonReader } from "./strict-json.ts";

/** A tensor as the header announces it; `begin` and `end` are bytes from the start of the data section. */
interface Entry {
  name: string;
  dtype: Dtype;
  shape: number[];
  begin: number;
  end: number;
}

/** What is to be refused, and what is to be believed, in a file from elsewhere. */
export interface DecodeOptions {
  /** Longest header accepted, in bytes. @default 2 MiB */
  maxHeaderBytes?: number | undefined;
  /** Most bytes of tensor data accepted, over all tensors. @default 1 GiB */
  maxTensorBytes?: number | undefined;
  /** Whether to refuse a file without checksum, as other programs write them. @default true */
  requireChecksum?: boolean | undefined;
}

/** As many as numpy takes. */
const MOST_AXES = 64;

const decoder = "decodeSafetensors";

/**
 * Reads a safetensors file of F32 and F64 tensors, ours or another program's, believing nothing it says. Refused are: a
 * wrong checksum; a header that is not the JSON of the format, or has a key twice; tensors that do not fill the data
 * section exactly, once and aligned to their element; non-finite numbers. Nothing is allocated for a claimed size before
 * the bytes for it are known to be there. Works on hosts of either byte order.
 *
 * @returns copies of the tensors, in the order of their data, and the metadata without the checksum
 *
 * Throws "invalid-file" saying what was expected where; "invalid-argument" for wrong arguments.
 */
export function decodeSafetensors(
  bytes: Uint8Array | ArrayBuffer,
  {
    maxHeaderBytes = MOST_HEADER_BYTES,
    maxTensorBytes = MOST_TENSOR_BYTES,
    requireChecksum = true,
  }: DecodeOptions = {},
): { tensors: Map<string, Tensor>; metadata: Map<string, string> } {
  checkInteger(decoder, "maxHeaderBytes", maxHeaderBytes, 0, Number.MAX_SAFE_INTEGER);
  checkInteger(decoder, "maxTensorBytes", maxTensorBytes, 0, Number.MAX_SAFE_INTEGER);
  if (!isInstance(bytes, ArrayBuffer) && !isInstance(bytes, Uint8Array))
    throw invalid(decoder, "a Uint8Array or an ArrayBuffer", bytes);
  // Before any view is made: a detached buffer has length 0 too.
  if (bytes.byteLength < 8) throw refusal("8 bytes of header length", `a file of ${bytes.byteLength} bytes`);
  const file = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes;
  const view = new DataView(file.buffer, file.byteOffset, file.length);

  const dataAt = findData(view, maxHeaderBytes);
  const dataBytes = file.length - dataAt;
  if (dataBytes > maxTensorBytes) throw refusal(`at most ${maxTensorBytes} bytes of tensor data`, `${dataBytes}`);
  const sealed = verifyChecksum(file, requireChecksum);
  const { entries, metadata } = readHeader(file.subarray(8, dataAt));
  if (metadata.delete("checksum") && !sealed)
    throw refusal(`a metadata entry "checksum" to open the header, as ${seal}…`, "one elsewhere or of another form");
  checkLayout(entries, dataBytes);
  const tensors = new Map(entries.map((entry) => [entry.name, readTensor(entry, view, dataAt)]));
  return { tensors, metadata };
}

function refusal(expected: string, got: string, options?: ErrorOptions): LangevinError {
  return new LangevinError("invalid-file", `${decoder}: expected ${expected}, got ${got}`, options);
}

/** The offset of the data section, from the length at the file's start. */
function findData(view: DataView, maxHeaderBytes: number): number {
  const size = view.byteLength;
  const length = view.getBigUint64(0, true);
  if (length > maxHeaderBytes) throw refusal(`a header of at most ${maxHeaderBytes} bytes`, `${length}`);
  const dataAt = 8 + Number(length);
  if (dataAt > size) throw refusal(`a file of at least ${dataAt} bytes to hold its header`, `${size}`);
  if (length === 0n || view.getUint8(8) !== 0x7b)
    throw refusal('"{" at the start of the header', length === 0n ? "no header" : `byte ${view.getUint8(8)}`);
  return dataAt;
}

/** Whether the file has a checksum, which then is right. */
function verifyChecksum(file: Uint8Array, required: boolean): boolean {
  const ascii = String.fromCharCode(...file.subarray(8, checksumAt + noChecksum.length));
  if (!ascii.startsWith(seal)) {
    if (required) throw refusal(`the header to begin with a checksum, ${seal}…`, quote(ascii));
    return false;
  }
  const written = ascii.slice(seal.length);
  const computed = checksumOf(file);
  if (written !== computed)
    throw refusal(`contents with checksum ${quote(written)}`, `${quote(computed)}: damaged file`);
  return true;
}

function readHeader(bytes: Uint8Array): { entries: Entry[]; metadata: Map<string, string> } {
  const json = new JsonReader(decodeUtf8(bytes), (expected, got) => refusal(`${expected} in the header`, got));
  const entries: Entry[] = [];
  const metadata = new Map<string, string>();
  json.object((name) => {
    if (name === "__metadata__") json.object((key) => metadata.set(key, json.string()));
    else entries.push(readEntry(name, json));
  });
  json.end();
  return { entries, metadata };
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    // A copy, as browsers' text decoders refuse shared memory.
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes.slice());
  } catch (cause) {
    throw refusal("a header in UTF-8", "other bytes", { cause });
  }
}

function readEntry(name: string, json: JsonReader): Entry {
  const which = `tensor ${quote(name)}`;
  let dtype: string | undefined;
  const shape: number[] = [];
  const offsets: number[] = [];
  const seen = new Set<string>();
  json.object((key) => {
    seen.add(key);
    if (key === "dtype") dtype = json.string();
    else if (key === "shape")
      json.array(() => {
        if (shape.push(json.integer()) > MOST_AXES) throw refusal(`at most ${MOST_AXES} axes for ${which}`, "more");
      });
    else if (key === "data_offsets")
      json.array(() => {
        if (offsets.push(json.integer()) > 2) throw refusal(`two data_offsets for ${which}`, "more");
      });
    else throw refusal(`only dtype, shape and data_offsets for ${which}`, quote(key));
  });
  for (const key of ["dtype", "shape", "data_offsets"])
    if (!seen.has(key)) throw refusal(`a ${key} for ${which}`, "none");
  if (dtype !== "F32" && dtype !== "F64") throw refusal(`dtype "F32" or "F64" for ${which}`, show(dtype));
  if (offsets.length !== 2) throw refusal(`two data_offsets for ${which}`, `${offsets.length}`);
  return { name, dtype, shape, begin: offsets[0], end: offsets[1] };
}

/** Sorts the entries by their place and checks that they fill the data section exactly. */
function checkLayout(entries: Entry[], dataBytes: number): void {
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let filled = 0;
  for (const { name, dtype, shape, begin, end } of entries) {
    const offsets = `data_offsets [${begin}, ${end}]`;
    const which = `tensor ${quote(name)}`;
    const count = countOf(shape);
    if (Number.isNaN(count)) throw refusal(`a shape of at most 2^53 - 1 numbers for ${which}`, "more");
    if (begin > end) throw refusal(`${which} to begin before its end`, offsets);
    if (end > dataBytes) throw refusal(`${which} inside the ${dataBytes} bytes of data`, offsets);
    const size = count * itemBytes[dtype];
    if (end - begin !== size) throw refusal(`${size} bytes for dtype and shape of ${which}`, offsets);
    if (begin % itemBytes[dtype] !== 0) throw refusal(`${which} at a multiple of ${itemBytes[dtype]} bytes`, offsets);
    if (begin !== filled)
      throw refusal(
        `${which} to begin at ${filled}, where the one before it ends`,
        `${begin < filled ? "an overlap" : "a hole"}, ${offsets}`,
      );
    filled = end;
  }
  if (filled !== dataBytes) throw refusal(`${filled} bytes of data, the tensors' sum`, `${dataBytes}`);
}

function readTensor({ name, dtype, shape, begin, end }: Entry, view: DataView, dataAt: number): Tensor {
  const count = (end - begin) / itemBytes[dtype];
  const start = dataAt + begin;
  const tensor: Tensor =
    dtype === "F32" ? { dtype, shape, data: new Float32Array(count) } : { dtype, shape, data: new Float64Array(count) };
  const { data } = tensor;
  if (dtype === "F32") for (let i = 0; i < count; i++) data[i] = view.getFloat32(start + 4 * i, true);
  else for (let i = 0; i < count; i++) data[i] = view.getFloat64(start + 8 * i, true);
  const odd = findNonFinite(data);
  if (odd >= 0) throw refusal(`finite numbers in tensor ${quote(name)}`, `${data[odd]} at index ${odd}`);
  return tensor;
}
