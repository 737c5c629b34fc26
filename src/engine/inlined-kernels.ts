import { LangevinError } from "../support/errors.ts";
import { deflatedKernels, kernelBytes } from "./generated/kernels-wasm.ts";
import { nodeModule } from "../support/node-module.ts";

/** @internal */
type Bytes = Uint8Array<ArrayBuffer>;

/**
 * The bytes of the strict or the fused module, a new copy.
 *
 * @throws LangevinError "unsupported" where nothing can inflate them
 * @internal
 */
export async function inlinedKernels(arithmetic: keyof typeof kernelBytes): Promise<Bytes> {
  const { strict, fused } = kernelBytes;
  const both = await inflateText(deflatedKernels, strict + fused);
  return arithmetic === "strict" ? both.slice(0, strict) : both.slice(strict);
}

/** The `length` bytes that a text of scripts/build-kernels.mjs holds. @internal */
export function inflateText(text: string, length: number): Promise<Bytes> {
  return inflate(decodeBase64(text), length);
}

/** Node's own way first: a test environment that imitates a browser's globals has no streams. */
async function inflate(deflated: Bytes, length: number): Promise<Bytes> {
  const zlib = nodeModule("node:zlib") as { inflateRawSync(bytes: Uint8Array): Uint8Array } | undefined;
  if (zlib) return new Uint8Array(zlib.inflateRawSync(deflated));
  if (typeof DecompressionStream === "undefined")
    throw new LangevinError(
      "unsupported",
      "createEngine: expected DecompressionStream (Chrome ≥ 103, Firefox ≥ 113, Safari ≥ 16.4), got an engine without it; pass the kernels as wasm",
    );
  const { readable, writable } = new DecompressionStream("deflate-raw");
  const writer = writable.getWriter();
  const written = writer.write(deflated).then(() => writer.close());
  const inflated = new Uint8Array(length);
  const reader = readable.getReader();
  for (let at = 0; ;) {
    const { done, value } = await reader.read();
    if (done) break;
    inflated.set(value, at);
    at += value.length;
  }
  await written;
  return inflated;
}

function decodeBase64(text: string): Bytes {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
