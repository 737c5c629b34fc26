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

/** What a file has to be. */
export interface ExpectedFile {
  format: string;
  version: string;
  /** Whether it needs a checksum, or may be without: one that is there has to be right. @default "required" */
  checksum?: "required" | "optional" | undefined;
}

/**
 * An intact safetensors file of one format and version.
 *
 * @throws LangevinError "invalid-argument" for what are no bytes; "invalid-file"
 */
export function openFile(where: string, file: unknown, expected: ExpectedFile): OpenFile {
  if (!isInstance(file, Uint8Array) && !isInstance(file, ArrayBuffer))
    throw invalid(where, "file a Uint8Array or an ArrayBuffer", file);
  const { tensors, metadata } = decodeSafetensors(file as Uint8Array | ArrayBuffer, {
    requireChecksum: expected.checksum !== "optional",
  });
  for (const name of ["format", "version"] as const)
    if (metadata.get(name) !== expected[name]) throw bad(`${name} "${expected[name]}"`, show(metadata.get(name)));
  return { tensors, metadata };
}
