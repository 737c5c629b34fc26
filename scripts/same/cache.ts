import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Engines are large and no dependency of the package: they live here, each in a folder of its own. */
export const cacheFolder = fileURLToPath(new URL("../../node_modules/.cache/langevin-same/", import.meta.url));

/** Where npm has put `spec`, installed at most once; delete the folder for a newer one. `works` says if it is usable. */
export async function installed(name: string, spec: string, works: (folder: string) => unknown): Promise<string> {
  const folder = join(cacheFolder, name);
  const modules = join(folder, "node_modules");
  try {
    await works(modules);
    return modules;
  } catch {
    // not there yet
  }
  mkdirSync(folder, { recursive: true });
  const cli = process.env["npm_execpath"];
  const [command, first] = cli && /npm-cli\.[cm]?js$/.test(cli) ? [process.execPath, [cli]] : ["npm", []];
  // node, deno and bun link or fetch their binaries in install scripts
  const args = [...first, "install", "--prefix", folder, "--ignore-scripts=false", "--no-audit", "--no-fund", spec];
  const { status, output } = await run(command, args, { timeoutMillis: 300_000 });
  if (status !== 0) throw new Error(`npm install ${spec} failed: ${lastLine(output)}`);
  await works(modules);
  return modules;
}

export async function run(
  command: string,
  args: readonly string[],
  { timeoutMillis, env = {} }: { timeoutMillis: number; env?: Record<string, string> },
): Promise<{ status: number | null; output: string; errors: string }> {
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: "", ...env },
    timeout: timeoutMillis,
    shell: process.platform === "win32" && command === "npm",
  });
  let output = "";
  let errors = "";
  child.stdout.on("data", (text: Buffer) => (output += text.toString()));
  child.stderr.on("data", (text: Buffer) => (errors += text.toString()));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { status, output: output || errors, errors };
}

export function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
