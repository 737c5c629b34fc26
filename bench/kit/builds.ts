import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { currentNode, nodeFromNpm, type Runtime } from "../../checks/engines/runtimes.ts";
import { UsageError } from "./usage-error.ts";

/** A build of this package that is measured beside another, or beside itself with other flags of Node. */
export interface Side {
  checkout: string;
  /** Its commit, with a + where sources differ from it, and flags. */
  label: string;
  flags: readonly string[];
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/** @param checkout  a folder that is built; this one where it is not said */
export function findSide(checkout = root, flags: readonly string[] = []): Side {
  const path = resolve(checkout);
  if (!existsSync(join(path, "dist/index.js")))
    throw new UsageError(`expected a checkout that is built, got no ${path}/dist`);
  const git = (...args: string[]): string => execFileSync("git", ["-C", path, ...args], { encoding: "utf8" }).trim();
  const commit = git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain", "src", "assembly") ? "+" : "");
  return { checkout: path, label: [commit, ...flags].join(" "), flags };
}

/** @param wanted  a major version, which npm brings, or a path; the Node that runs this where it is not said */
export async function findNode(wanted: string | undefined): Promise<Runtime> {
  if (wanted === undefined) return currentNode;
  if (/^\d+$/.test(wanted)) return nodeFromNpm(Number(wanted));
  const version = execFileSync(wanted, ["-p", "process.versions.node"], { encoding: "utf8" }).trim();
  return { name: `Node ${version}`, version, binary: wanted, args: [], env: {} };
}

/** Node before 22 has relaxed SIMD, which fuses multiply and add, behind this flag. */
export function relaxedSimdFlags(nodeVersion: string): string[] {
  return Number(nodeVersion.split(".")[0]) < 22 ? ["--experimental-wasm-relaxed-simd"] : [];
}
