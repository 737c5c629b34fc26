import { instantiate } from "@assemblyscript/loader";
import { LangevinError } from "../errors.ts";
import { kernelsWasmBase64 } from "./generated/kernels-wasm.ts";
import type { Kernels } from "./kernels.ts";

/** A module of one function that splats a v128: valid exactly where 128-bit SIMD is. */
const simdProbe = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // magic and version
  ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b], // type: () → v128
  ...[0x03, 0x02, 0x01, 0x00], // function 0 of that type
  ...[0x0a, 0x08, 0x01, 0x06, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0x0b], // i32.const 0; i8x16.splat
);

let compiled: Promise<WebAssembly.Module> | undefined;

/** The kernels over `memory`. Compiles once a process. */
export async function loadKernels(memory: WebAssembly.Memory): Promise<Kernels> {
  compiled ??= WebAssembly.compile(decodeBase64(kernelsWasmBase64));
  const { exports } = await instantiate<Kernels & Record<string, unknown>>(await compiled, { env: { memory } });
  return exports;
}

/** @throws LangevinError "unsupported" where WebAssembly or its 128-bit SIMD is missing */
export function checkSupport(): void {
  if (typeof WebAssembly !== "object")
    throw new LangevinError("unsupported", "createEngine: expected WebAssembly, got an engine without it");
  if (!WebAssembly.validate(simdProbe))
    throw new LangevinError(
      "unsupported",
      "createEngine: expected WebAssembly with 128-bit SIMD (Node ≥ 16.4, Chrome ≥ 91, Firefox ≥ 89, Safari ≥ 16.4), got an engine without it",
    );
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
