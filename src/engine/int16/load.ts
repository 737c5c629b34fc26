import { invalid } from "../../support/errors.ts";
import { coreOf, type Engine } from "../engine.ts";
import { int16Kernels, int16Names } from "../generated/int16-wasm.ts";
import { readKernelText } from "../kernel-text.ts";
import { compileKernels, instantiateModule, withSharedMemory } from "../loader.ts";
import { int16Name } from "../precision.ts";
import { checkKernels, isModule, readWasm, type WasmSource } from "../wasm-source.ts";

const loading = new WeakMap<Engine, Promise<void>>();

/**
 * The kernels of precision "int16" into an engine, once.
 *
 * @param wasm  for runtimes that do not compile bytes, and for hosts that serve the file; default: the inlined ones
 * @throws as `createEngine` does
 */
export function loadInt16(where: string, engine: Engine, wasm?: WasmSource | Promise<WasmSource>): Promise<void> {
  const known = loading.get(engine);
  if (known) return known;
  const load = loadInto(where, engine, wasm);
  loading.set(engine, load);
  load.catch(() => loading.delete(engine));
  return load;
}

async function loadInto(
  where: string,
  engine: Engine,
  wasm: WasmSource | Promise<WasmSource> | undefined,
): Promise<void> {
  const given = wasm === undefined ? readKernelText(int16Kernels) : await readWasm(where, wasm);
  const { memory } = coreOf(engine, where).heap;
  const shared = typeof SharedArrayBuffer !== "undefined" && memory.buffer instanceof SharedArrayBuffer;
  if (shared && isModule(given)) throw invalid(where, "wasm not compiled yet, as threads need its bytes", given);
  const bytes = isModule(given) ? undefined : shared ? withSharedMemory(given) : given;
  const module = bytes ? await compileKernels("strict", false, bytes) : (given as WebAssembly.Module);
  checkKernels(where, module, int16Names);
  const exports: Record<string, unknown> = await instantiateModule(module, memory);
  // In the module's own order, by which threads know them
  const names = WebAssembly.Module.exports(module).map(({ name }) => name);
  const kernels = Object.fromEntries(names.map((name) => [int16Name(name), exports[name]]));
  coreOf(engine, where).extend(kernels, bytes ?? new Uint8Array());
}
