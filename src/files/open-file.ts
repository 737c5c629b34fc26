import { invalid } from "../support/errors.ts";
import { isInstance } from "../support/readable.ts";
import { show } from "../support/show.ts";
import { decodeSafetensors } from "./decode-safetensors.ts";
import { bad } from "./file-error.ts";
import type { Tensor } from "./safetensors.ts";

/** What a file of ours holds, not looked at yet. */
export interface OpenFile {
  tensors: Map<string, Tensor>;
  metadata: Map<string, string>;
}

/**
 * An intact safetensors file of one format and version.
 *
 * @throws LangevinError "invalid-argument" for what are no bytes; "invalid-file"
 */
export function openFile(where: string, file: unknown, expected: { format: string; version: string }): OpenFile {
  if (!isInstance(file, Uint8Array) && !isInstance(file, ArrayBuffer))
    throw invalid(where, "file a Uint8Array or an ArrayBuffer", file);
  const { tensors, metadata } = decodeSafetensors(file as Uint8Array | ArrayBuffer);
  for (const name of ["format", "version"] as const)
    if (metadata.get(name) !== expected[name]) throw bad(`${name} "${expected[name]}"`, show(metadata.get(name)));
  return { tensors, metadata };
}
