import { instantiate, instantiateSync, type Imports } from "@assemblyscript/loader";
import { invalid, LangevinError } from "../support/errors.ts";
import { messageOf } from "../support/show.ts";
import type { Kernels } from "./generated/kernels.ts";
import { kernelNames, kernels, operations } from "./generated/kernels-wasm.ts";
import { readKernelText } from "./kernel-text.ts";
import { checkKernels, isModule } from "./wasm-source.ts";

export const arithmetics = ["strict", "fused"] as const;

/**
 * How the kernels compute a·b + c. `"strict"` rounds twice, everywhere alike. `"fused"` rounds once, twice as fast where
 * products dominate, with other bits, which are again the same wherever it is available.
 */
export type Arithmetic = (typeof arithmetics)[number];

/** A module of one function that splats a v128: valid exactly where 128-bit SIMD is. */
const simdProbe = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // magic and version
  ...[0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b], // type: () → v128
  ...[0x03, 0x02, 0x01, 0x00], // function 0 of that type
  ...[0x0a, 0x08, 0x01, 0x06, 0x00, 0x41, 0x00, 0xfd, 0x0f, 0x0b], // i32.const 0; i8x16.splat
);

/** The import entry `env.memory`, up to its limits' flags: names with their lengths, then kind 2 (memory). */
const memoryImport = [3, ...ascii("env"), 6, ...ascii("memory"), 2];
/** Limits' flags: maximum given; maximum given and shared. */
const [UNSHARED, SHARED] = [1, 3];

const where = "createEngine";
const compiled = new Map<string, Promise<WebAssembly.Module>>();

/** The inlined kernels' module, compiled once a process. A shared and an unshared memory take the same code. */
export function loadModule(arithmetic: Arithmetic, shared: boolean): Promise<WebAssembly.Module> {
  const key = `${arithmetic} ${shared}`;
  const known = compiled.get(key);
  if (known) return known;
  const module = compileKernels(arithmetic, shared, readKernelText(kernels, operations[arithmetic]));
  compiled.set(key, module);
  module.catch(() => compiled.delete(key));
  return module;
}

/**
 * The kernels' module from what a caller gives; one that is compiled already has an unshared memory.
 *
 * @throws LangevinError "invalid-argument" when it is not the kernels of this version
 */
export async function loadGivenModule(
  arithmetic: Arithmetic,
  shared: boolean,
  read: WebAssembly.Module | Uint8Array<ArrayBuffer>,
): Promise<{ module: WebAssembly.Module; shared: boolean }> {
  const module = isModule(read) ? read : await compileKernels(arithmetic, false, read);
  checkKernels(where, module, kernelNames);
  return isModule(read) || !shared
    ? { module, shared: false }
    : { module: await compileKernels(arithmetic, true, read), shared };
}

/** The module of these bytes, for a memory that is shared or not. */
export async function compileKernels(
  arithmetic: Arithmetic,
  shared: boolean,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<WebAssembly.Module> {
  if (arithmetic === "fused" && !WebAssembly.validate(bytes)) throw noFusing("an engine without relaxed SIMD");
  try {
    return await WebAssembly.compile(shared ? withSharedMemory(bytes) : bytes);
  } catch (cause) {
    const code = cause instanceof RangeError ? "out-of-memory" : "invalid-argument";
    throw new LangevinError(code, `${where}: expected wasm that compiles, got: ${messageOf(cause)}`, { cause });
  }
}

/** The kernels over `memory`. */
export async function instantiateKernels(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  arithmetic: Arithmetic,
): Promise<Kernels> {
  const exports = await instantiateModule<Kernels>(module, memory);
  // (1 + 2⁻¹²)² = 1 + 2⁻¹¹ + 2⁻²⁴: the last term survives only if the product is not rounded
  const fuses = exports.multiplyAdd(1 + 1 / 4096, 1 + 1 / 4096, -(1 + 1 / 2048)) === 1 / 16777216;
  if (arithmetic === "fused" && !fuses) throw noFusing("one that rounds the product, or the strict kernels");
  if (arithmetic === "strict" && fuses)
    throw invalid(where, 'wasm the kernels of arithmetic "strict"', "the fused ones");
  return exports;
}

/**
 * The synchronous way first: the asynchronous one looks for a `Response`, and the first mention of that name makes Node
 * load its whole HTTP client (some 30 ms). Chrome before 114 refuses it for modules over 4 KB.
 */
export async function instantiateModule<Exports extends object>(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Promise<Exports> {
  const imports: Imports = { env: { memory } };
  try {
    return instantiateSync<Exports & Record<string, unknown>>(module, imports).exports;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  try {
    return (await instantiate<Exports & Record<string, unknown>>(module, imports)).exports;
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const got = messageOf(cause);
    throw new LangevinError("out-of-memory", `${where}: expected room for the kernels, got: ${got}`, { cause });
  }
}

/** @throws LangevinError "unsupported" where WebAssembly or its 128-bit SIMD is missing */
export function checkSupport(): void {
  if (typeof WebAssembly !== "object")
    throw new LangevinError("unsupported", "createEngine: expected WebAssembly, got an engine without it");
  if (!WebAssembly.validate(simdProbe))
    throw new LangevinError(
      "unsupported",
      "createEngine: expected WebAssembly with 128-bit SIMD (Chrome ≥ 91, Firefox ≥ 89, Safari ≥ 16.4), got an engine without it",
    );
}

function noFusing(got: string): LangevinError {
  return new LangevinError(
    "unsupported",
    `createEngine: expected an engine with fused multiply-add for arithmetic "fused" (Node ≥ 22, or Node 20 with --experimental-wasm-relaxed-simd; Chrome ≥ 114; Firefox ≥ 145; a CPU with FMA), got ${got}; arithmetic "strict" works everywhere`,
  );
}

/** The bytes of a module whose memory is a shared one. */
export function withSharedMemory(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const at = bytes.findIndex((_, i) => memoryImport.every((byte, k) => bytes[i + k] === byte)) + memoryImport.length;
  if (bytes[at] !== UNSHARED) throw new Error("langevin: the kernels' memory import is not where it was built");
  const copy = bytes.slice();
  copy[at] = SHARED;
  return copy;
}

function ascii(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}
