import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { relaxedSimdFlags } from "../kit/builds.ts";
import type { ContenderCommand } from "./contender.ts";

const cores = String(availableParallelism());

const relaxedSimd = relaxedSimdFlags(process.versions.node);

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The system's Python, and one with the newest PyTorch; bench/speed/peers/README.md. */
const pythons = {
  usual: process.env.BENCH_PYTHON ?? "/usr/bin/python3",
  newest: process.env.BENCH_PYTHON_NEWEST ?? here("peers/.venv/bin/python3"),
};

/** Runs as this process does: the same Node with the same loader of TypeScript. */
function node(name: string, script: string, args: readonly string[] = [], flags: readonly string[] = []) {
  return { name, command: process.execPath, args: [...flags, ...process.execArgv, here(script), ...args] };
}

/** V8 compiles the functions of a large WebAssembly module one by one as they get hot. */
function slowToWarm(command: ContenderCommand): ContenderCommand {
  return { ...command, patience: 1500 };
}

/** Debian's OpenBLAS takes Intel's newer processors for a Pentium 4: three times too slow. */
function openblasCore(): Record<string, string> {
  if (process.env.OPENBLAS_CORETYPE !== undefined || !existsSync("/proc/cpuinfo")) return {};
  const about = readFileSync("/proc/cpuinfo", "utf8");
  return about.includes("GenuineIntel") && about.includes("avx512f") ? { OPENBLAS_CORETYPE: "SkylakeX" } : {};
}

function python(name: string, command: string, threads: "1" | "all"): ContenderCommand {
  const path = here("peers/pytorch.py");
  const count = threads === "all" ? cores : "1";
  // OpenBLAS counts its threads by itself, whatever torch.set_num_threads says
  const env = { OMP_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count, MKL_NUM_THREADS: count, ...openblasCore() };
  return { name, command, args: [path, threads], env };
}

/** Everyone, ours first. */
export const CONTENDERS: readonly ContenderCommand[] = [
  node("strict-1", "ours.ts", ["strict", "1"]),
  node("strict-all", "ours.ts", ["strict", "all"]),
  node("fused-1", "ours.ts", ["fused", "1"], relaxedSimd),
  node("fused-all", "ours.ts", ["fused", "all"], relaxedSimd),
  node("int16-1", "ours.ts", ["int16", "1"]),
  node("int16-all", "ours.ts", ["int16", "all"]),
  node("pure-ts", "pure-ts.ts"),
  slowToWarm(node("tfjs-wasm", "peers/tfjs-wasm.ts")),
  slowToWarm(node("jax-js", "peers/jax-js.ts")),
  slowToWarm(node("onnxruntime-web-1", "peers/onnxruntime.ts", ["web", "1"])),
  slowToWarm(node("onnxruntime-web-all", "peers/onnxruntime.ts", ["web", "all"])),
  node("onnxruntime-node-1", "peers/onnxruntime.ts", ["node", "1"]),
  node("onnxruntime-node-all", "peers/onnxruntime.ts", ["node", "all"]),
  python("pytorch-1", pythons.usual, "1"),
  python("pytorch-all", pythons.usual, "all"),
  python("pytorch-newest-1", pythons.newest, "1"),
  python("pytorch-newest-all", pythons.newest, "all"),
];

export const OURS = ["strict-1", "strict-all", "fused-1", "fused-all", "int16-1", "int16-all"] as const;

/** Names of the result's peers, and the contenders each stands for: the faster one counts. */
export const PEERS: Readonly<Record<string, readonly string[]>> = {
  "pure-ts": ["pure-ts"],
  "tfjs-wasm": ["tfjs-wasm"],
  "jax-js": ["jax-js"],
  "onnxruntime-web": ["onnxruntime-web-1", "onnxruntime-web-all"],
  "onnxruntime-node": ["onnxruntime-node-1", "onnxruntime-node-all"],
  "pytorch-1": ["pytorch-1"],
  "pytorch-all": ["pytorch-all"],
  "pytorch-newest-1": ["pytorch-newest-1"],
  "pytorch-newest-all": ["pytorch-newest-all"],
};
