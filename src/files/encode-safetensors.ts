import { checkInteger, checkOneOf, invalid } from "../support/errors.ts";
import { quote } from "../support/show.ts";
import {
  checksumAt,
  checksumOf,
  countOf,
  findNonFinite,
  itemBytes,
  noChecksum,
  seal,
  type Tensor,
} from "./safetensors.ts";

const encoder = "encodeSafetensors";

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
