import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder, installed, run } from "./cache.ts";
import { CELL_TIMEOUT_MILLIS, type Cell, type CellResult, type EngineSource, type RunningEngine } from "./engine.ts";

const program = fileURLToPath(new URL("run-cell.js", import.meta.url));

/** How an engine with a command line runs a program. */
interface Command {
  binary: string;
  args?: (cell: Cell) => string[];
  env?: Record<string, string>;
}

/** The Node that runs this. */
export function currentNode(library: URL): RunningEngine {
  return commandLine(`Node ${process.versions.node}`, nodeCommand(process.execPath, process.versions.node), library);
}

/** The newest Node of a major version, from the npm package `node`. */
export function nodeFromNpm(major: number, library: URL): EngineSource {
  return fromNpm({ name: `Node ${major}`, spec: `node@${major}`, binary: "node/bin/node" }, nodeCommand, library);
}

export function denoFromNpm(library: URL): EngineSource {
  const command = (binary: string): Command => ({
    binary,
    args: () => ["run", "--allow-all", "--no-config", "--no-lock"],
    env: { DENO_DIR: join(cacheFolder, "deno-dir"), DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
  });
  return fromNpm({ name: "Deno", spec: "deno@2", binary: ".bin/deno" }, command, library);
}

export function bunFromNpm(library: URL): EngineSource {
  return fromNpm({ name: "Bun", spec: "bun@1", binary: ".bin/bun" }, (binary) => ({ binary }), library);
}

/** Node 20 has relaxed SIMD behind a flag. */
function nodeCommand(binary: string, version: string): Command {
  const flags = Number(version.split(".")[0]) < 22 ? ["--experimental-wasm-relaxed-simd"] : [];
  return { binary, args: ({ arithmetic }) => (arithmetic === "fused" ? flags : []) };
}

function fromNpm(
  { name, spec, binary }: { name: string; spec: string; binary: string },
  command: (binary: string, version: string) => Command,
  library: URL,
): EngineSource {
  const start = async (): Promise<RunningEngine[]> => {
    let version = "";
    const modules = await installed(name.toLowerCase().replace(" ", "-"), spec, async (folder) => {
      const { status, output } = await run(join(folder, binary), ["--version"], { timeoutMillis: 20_000 });
      version = /\d+\.\d+\.\d+/.exec(output)?.[0] ?? "";
      if (status !== 0 || !version) throw new Error(`npm installed ${spec}, but it does not start: ${output.trim()}`);
    });
    return [commandLine(`${name.split(" ")[0]} ${version}`, command(join(modules, binary), version), library)];
  };
  return { name, start };
}

function commandLine(name: string, { binary, args = () => [], env }: Command, library: URL): RunningEngine {
  return {
    name,
    async run(cell) {
      const json = JSON.stringify({ ...cell, library: library.href });
      const options = { timeoutMillis: CELL_TIMEOUT_MILLIS, env };
      const { status, output, errors } = await run(binary, [...args(cell), program, json], options);
      if (status !== 0) throw new Error(status === null ? "no answer in time" : errors.trim());
      return JSON.parse(output) as CellResult;
    },
  };
}
