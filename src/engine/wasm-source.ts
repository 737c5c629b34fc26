import { invalid, LangevinError } from "../support/errors.ts";
import { messageOf, show } from "../support/show.ts";
import { nodeModule } from "../support/node-module.ts";

/**
 * The kernels' WebAssembly, as the package's `kernels.wasm` ("strict") and `kernels-fused.wasm` ("fused") hold it: where
 * to fetch it, a response, its bytes (copied), or a compiled module, for runtimes that do not compile bytes. A compiled
 * module runs on one thread: its memory is not a shared one.
 */
export type WasmSource = string | URL | Response | BufferSource | WebAssembly.Module;

/** @internal */
type Bytes = Uint8Array<ArrayBuffer>;

/**
 * A module, or bytes that nobody else holds.
 *
 * @throws LangevinError "invalid-argument" for what is none of these, or for a URL or response that gives something else
 * @internal
 */
export async function readWasm(
  where: string,
  given: WasmSource | Promise<WasmSource>,
): Promise<WebAssembly.Module | Bytes> {
  // What a promise is rejected with is its maker's
  const source = (isThenable(given) ? await given : given) as WasmSource;
  try {
    if (isModule(source)) return source;
    const bytes = await readBytes(where, source);
    if (magic.every((byte, i) => bytes[i] === byte)) return bytes;
    throw invalid(where, "wasm that is WebAssembly", `${bytes.length} bytes that do not begin as it does`);
  } catch (cause) {
    if (cause instanceof LangevinError) throw cause;
    // A response that was read already or breaks off, a detached buffer, what pretends to be one
    const got = `${show(source)}: ${messageOf(cause)}`;
    throw new LangevinError("invalid-argument", `${where}: expected wasm that can be read, got ${got}`, { cause });
  }
}

async function readBytes(where: string, source: WasmSource): Promise<Bytes> {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice();
  if (tagOf(source) === "ArrayBuffer") return new Uint8Array(sliceBuffer.call(source as ArrayBuffer, 0));
  if (typeof source === "string" || tagOf(source) === "URL") return readUrl(where, String(source));
  if (typeof (source as Response | null)?.arrayBuffer === "function") return readResponse(where, source as Response);
  throw invalid(where, "wasm a URL, a Response, bytes or a WebAssembly.Module", source);
}

/** How every WebAssembly module begins: \0asm. */
const magic = [0, 0x61, 0x73, 0x6d];

/** Reading it may throw: a revoked proxy. */
function isThenable(value: unknown): value is PromiseLike<unknown> {
  try {
    return typeof (value as PromiseLike<unknown> | null)?.then === "function";
  } catch {
    return false;
  }
}

/** Throws for what is no buffer, or a detached one. */
const sliceBuffer = ArrayBuffer.prototype.slice;

/** Not instanceof: a test environment's own globals are other classes. */
export function isModule(source: unknown): source is WebAssembly.Module {
  if (tagOf(source) !== "WebAssembly.Module") return false;
  try {
    return Boolean(WebAssembly.Module.exports(source as WebAssembly.Module));
  } catch {
    return false; // it only says so
  }
}

/** @throws LangevinError "invalid-argument" for a module that is not the one of these functions */
export function checkKernels(where: string, module: WebAssembly.Module, names: readonly string[]): void {
  const exported = new Set(WebAssembly.Module.exports(module).map(({ name }) => name));
  const missing = names.find((name) => !exported.has(name));
  if (missing !== undefined || exported.size !== names.length)
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected wasm to be the kernels of this version of langevin, got a module ${missing === undefined ? "with other functions" : `without "${missing}"`}`,
    );
}

async function readUrl(where: string, url: string): Promise<Bytes> {
  const files = url.startsWith("file:") ? nodeModule("node:fs/promises") : undefined;
  try {
    // fetch has no files in Node
    if (files)
      return new Uint8Array(await (files as { readFile(url: URL): Promise<Uint8Array> }).readFile(new URL(url)));
    return await readResponse(where, await fetch(url));
  } catch (cause) {
    if (cause instanceof LangevinError) throw cause;
    throw new LangevinError("invalid-argument", `${where}: expected wasm a URL that can be read, got "${url}"`, {
      cause,
    });
  }
}

async function readResponse(where: string, response: Response): Promise<Bytes> {
  if (!response.ok)
    throw invalid(where, "wasm a response of status 200", `status ${response.status} of ${response.url}`);
  return new Uint8Array(await response.arrayBuffer());
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}
