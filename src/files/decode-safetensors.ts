import { checkInteger, invalid } from "../support/errors.ts";
import { isInstance } from "../support/readable.ts";
import { quote } from "../support/show.ts";
import { readSafetensorsHeader, refusalsOf, type Entry } from "./safetensors-header.ts";
import {
  findNonFinite,
  itemBytes,
  MOST_HEADER_BYTES,
  MOST_TENSOR_BYTES,
  type Dtype,
  type Tensor,
} from "./safetensors.ts";

/** What is to be refused, and what is to be believed, in a file from elsewhere. */
export interface DecodeOptions {
  /** Longest header accepted, in bytes. @default 2 MiB */
  maxHeaderBytes?: number | undefined;
  /** Most bytes of tensor data accepted, over all tensors. @default 1 GiB */
  maxTensorBytes?: number | undefined;
  /** Whether to refuse a file without checksum, as other programs write them. @default true */
  requireChecksum?: boolean | undefined;
}

const decoder = "decodeSafetensors";
const refuse = refusalsOf(decoder);

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
  const limits = { itemBytes, maxHeaderBytes, maxTensorBytes, requireChecksum };
  const { entries, metadata, view, dataAt } = readSafetensorsHeader(refuse, bytes, limits);
  const tensors = new Map(entries.map((entry) => [entry.name, readTensor(entry, view, dataAt)]));
  return { tensors, metadata };
}

function readTensor({ name, dtype, shape, begin, end }: Entry<Dtype>, view: DataView, dataAt: number): Tensor {
  const count = (end - begin) / itemBytes[dtype];
  const start = dataAt + begin;
  const tensor: Tensor =
    dtype === "F32" ? { dtype, shape, data: new Float32Array(count) } : { dtype, shape, data: new Float64Array(count) };
  const { data } = tensor;
  if (dtype === "F32") for (let i = 0; i < count; i++) data[i] = view.getFloat32(start + 4 * i, true);
  else for (let i = 0; i < count; i++) data[i] = view.getFloat64(start + 8 * i, true);
  const odd = findNonFinite(data);
  if (odd >= 0) throw refuse(`finite numbers in tensor ${quote(name)}`, `${data[odd]} at index ${odd}`);
  return tensor;
}
