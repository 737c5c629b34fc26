import { fileURLToPath } from "node:url";
import { run } from "../engines/run.ts";
import type { Runtime } from "../engines/runtimes.ts";
import { CELL_TIMEOUT_MILLIS, type Cell, type CellResult, type RunningEngine } from "./engine.ts";

const program = fileURLToPath(new URL("run-cell.js", import.meta.url));

/** An engine whose cells are processes of their own. */
export function commandLine(runtime: Runtime, library: URL): RunningEngine {
  const { name, binary, args, env } = runtime;
  return {
    name,
    async run(cell) {
      const json = JSON.stringify({ ...cell, library: library.href });
      const options = { timeoutMillis: CELL_TIMEOUT_MILLIS, env };
      const { status, output, errors } = await run(
        binary,
        [...args, ...relaxedSimd(runtime, cell), program, json],
        options,
      );
      if (status !== 0) throw new Error(status === null ? "no answer in time" : errors.trim());
      return JSON.parse(output) as CellResult;
    },
  };
}

/** Node 20 has relaxed SIMD behind a flag. */
function relaxedSimd({ name, version }: Runtime, { arithmetic }: Cell): string[] {
  const behindFlag = name.startsWith("Node") && Number(version.split(".")[0]) < 22;
  return behindFlag && arithmetic === "fused" ? ["--experimental-wasm-relaxed-simd"] : [];
}
