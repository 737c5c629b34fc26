import { LangevinError, checkInteger, checkOneOf, invalid } from "../support/errors.ts";
import { quote, show } from "../support/show.ts";
import { crc32c } from "../numerics/crc32c.ts";
import { JsonReader } from "./strict-json.ts";

/** An array of numbers with its shape; row-major, the last axis runs fastest. A shape of [] is one number. */
export type Tensor =
  | { readonly dtype: "F32"; readonly shape: readonly number[]; readonly data: Float32Array }
  | { readonly dtype: "F64"; readonly shape: readonly number[]; readonly data: Float64Array };

type Dtype = Tensor["dtype"];

/** A tensor as the header announces it; `begin` and `end` are bytes from the start of the data section. */
interface Entry {
  name: string;
  dtype: Dtype;
  shape: number[];
  begin: number;
  end: number;
}

/** Headers and data that `decodeSafetensors` reads unless told otherwise: the worst header of 2 MiB takes about a second. */
export const MOST_HEADER_BYTES = 1 << 21;
export const MOST_TENSOR_BYTES = 1 << 30;

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

const encoder = "encodeSafetensors";
const decoder = "decodeSafetensors";
const itemBytes: Readonly<Record<Dtype, number>> = { F32: 4, F64: 8 };

// The checksum stands at a fixed place, so it is verified before anything is parsed.
const seal = '{"__metadata__":{"checksum":"crc32c:';
const checksumAt = 8 + seal.length;
const noChecksum = "00000000";

/**
 * Writes a safetensors file (https://github.com/huggingface/safetensors#format): the header's length as u64, a JSON
 * header, then the tensors' numbers, all little-endian. The same input gives the same bytes: metadata and tensors are
 * sorted by name (UTF-16 code units), F64 tensors before F32 ones so that each is aligned to its element, and spaces pad
 * the header until the data starts at a multiple of 8. The data is read, never kept.
 *
 * `metadata.checksum` is added: "crc32c:" and eight hex digits, the CRC-32C of the whole file (length, header, padding
 * and data) with those digits as "00000000". So every byte counts, and in a file shorter than 2²⁸ − 4 bytes every change
 * of one or two bits is refused on reading, and of three unless two of them hit the same digit of the checksum.
 *
 * Throws "invalid-argument" for what `decodeSafetensors` would refuse: non-finite numbers, data that does not fit dtype
 * and shape, lone surrogates, a tensor called "__metadata__", a metadata entry "checksum". Only the default limits of
 * `decodeSafetensors` are not looked at: a file beyond them needs higher ones on reading.
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  for (const [name, tensor] of tensors) checkTensor(name, tensor);
  const sorted = [...tensors].sort(([a, s], [b, t]) => itemBytes[t.dtype] - itemBytes[s.dtype] || compare(a, b));
  let dataBytes = 0;
  const infos = sorted.map(([name, { dtype, shape, data }]) => {
    const begin = dataBytes;
    dataBytes += data.length * itemBytes[dtype];
    return `,${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [begin, dataBytes] })}`;
  });
  const json = `${seal}${noChecksum}"${metadataText(metadata)}}${infos.join("")}}`;
  const header = new TextEncoder().encode(json);
  const dataAt = 8 + Math.ceil(header.length / 8) * 8;

  const file = new Uint8Array(dataAt + dataBytes);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(dataAt - 8), true);
  file.set(header, 8);
  file.fill(0x20, 8 + header.length, dataAt);
  let at = dataAt;
  for (const [, { dtype, data }] of sorted) {
    if (dtype === "F32") for (let i = 0; i < data.length; i++) view.setFloat32(at + 4 * i, data[i], true);
    else for (let i = 0; i < data.length; i++) view.setFloat64(at + 8 * i, data[i], true);
    at += data.length * itemBytes[dtype];
  }
  file.set(new TextEncoder().encode(checksumOf(file)), checksumAt);
  return file;
}

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
  if (!(bytes instanceof ArrayBuffer || bytes instanceof Uint8Array))
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

/** CRC-32C of the file as if its checksum were eight zeros; in hex digits. */
function checksumOf(file: Uint8Array): string {
  const upToSeal = crc32c(file.subarray(0, checksumAt));
  const withZeros = crc32c(new TextEncoder().encode(noChecksum), upToSeal);
  const whole = crc32c(file.subarray(checksumAt + noChecksum.length), withZeros);
  return whole.toString(16).padStart(8, "0");
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

/** How many numbers a shape holds; NaN when even its nonzero axes alone are beyond 2⁵³ − 1. */
function countOf(shape: readonly number[]): number {
  let nonzero = 1;
  for (const size of shape) {
    nonzero *= size || 1;
    if (!Number.isSafeInteger(nonzero)) return NaN;
  }
  return shape.includes(0) ? 0 : nonzero;
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

function findNonFinite(data: Float32Array | Float64Array): number {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return i;
  return -1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function checkTensor(name: string, { dtype, shape, data }: Tensor): void {
  const where = `${encoder}: tensor ${quote(name)}`;
  if (name === "__metadata__" || hasLoneSurrogate(name))
    throw invalid(encoder, 'tensor names in well-formed Unicode other than "__metadata__"', name);
  checkOneOf(where, "dtype", dtype, ["F32", "F64"]);
  if (!(data instanceof (dtype === "F32" ? Float32Array : Float64Array)))
    throw invalid(where, dtype === "F32" ? "data a Float32Array" : "data a Float64Array", data);
  for (const size of shape) checkInteger(where, "each size in shape", size, 0, Number.MAX_SAFE_INTEGER);
  if (countOf(shape) !== data.length)
    throw invalid(where, `as many numbers as shape [${shape.join(", ")}] holds`, data.length);
  const odd = findNonFinite(data);
  if (odd >= 0) throw invalid(where, `finite numbers (index ${odd})`, data[odd]);
}

/** The members of the metadata object after the checksum. */
function metadataText(metadata: Readonly<Record<string, string>>): string {
  let text = "";
  for (const [key, value] of Object.entries(metadata).sort(([a], [b]) => compare(a, b))) {
    if (key === "checksum" || hasLoneSurrogate(key))
      throw invalid(encoder, 'metadata keys in well-formed Unicode other than "checksum"', key);
    if (typeof value !== "string" || hasLoneSurrogate(value))
      throw invalid(encoder, `metadata ${quote(key)} a string of well-formed Unicode`, value);
    text += `,${JSON.stringify(key)}:${JSON.stringify(value)}`;
  }
  return text;
}

function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}
