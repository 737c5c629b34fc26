import { join } from "node:path";
import { cacheFolder, installed } from "./installed.ts";
import { run } from "./run.ts";

/** An engine with a command line: how it runs a program. */
export interface Runtime {
  /** With its version. */
  name: string;
  version: string;
  binary: string;
  /** Before the program's name. */
  args: readonly string[];
  env: Record<string, string>;
}

/** The Node that runs this. */
export const currentNode: Runtime = {
  name: `Node ${process.versions.node}`,
  version: process.versions.node,
  binary: process.execPath,
  args: [],
  env: {},
};

/** The newest Node of a major version, from the npm package `node`. */
export function nodeFromNpm(major: number): Promise<Runtime> {
  return fromNpm("Node", `node-${major}`, `node@${major}`, "node/bin/node");
}

/** The same engine with an option of its command line. */
export const withOption = (runtime: Runtime, option: string): Runtime => ({
  ...runtime,
  name: `${runtime.name} ${option}`,
  args: [...runtime.args, option],
});

export async function denoFromNpm(): Promise<Runtime> {
  return {
    ...(await fromNpm("Deno", "deno", "deno@2", ".bin/deno")),
    args: ["run", "--allow-all", "--no-config", "--no-lock"],
    env: { DENO_DIR: join(cacheFolder, "deno-dir"), DENO_NO_UPDATE_CHECK: "1", NO_COLOR: "1" },
  };
}

export function bunFromNpm(): Promise<Runtime> {
  return fromNpm("Bun", "bun", "bun@1", ".bin/bun");
}

async function fromNpm(name: string, folderName: string, spec: string, path: string): Promise<Runtime> {
  let version = "";
  const modules = await installed(folderName, spec, async (folder) => {
    const { status, output } = await run(join(folder, path), ["--version"], { timeoutMillis: 20_000 });
    version = /\d+\.\d+\.\d+/.exec(output)?.[0] ?? "";
    if (status !== 0 || !version) throw new Error(`npm installed ${spec}, but it does not start: ${output.trim()}`);
  });
  return { name: `${name} ${version}`, version, binary: join(modules, path), args: [], env: {} };
}
