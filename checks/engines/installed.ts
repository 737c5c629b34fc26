import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lastLine, run } from "./run.ts";

/** Engines are large and no dependency of the package: they live here, each in a folder of its own. */
export const cacheFolder = fileURLToPath(new URL("../../node_modules/.cache/langevin-engines/", import.meta.url));

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
  await npmInstall(folder, [spec]);
  await works(modules);
  return modules;
}

/** `npm install` into a folder. */
export async function npmInstall(folder: string, args: readonly string[]): Promise<void> {
  const cli = process.env["npm_execpath"];
  const [command, first] = cli && /npm-cli\.[cm]?js$/.test(cli) ? [process.execPath, [cli]] : ["npm", []];
  // node, deno and bun link or fetch their binaries in install scripts
  const options = ["--prefix", folder, "--ignore-scripts=false", "--no-audit", "--no-fund"];
  const { status, output } = await run(command, [...first, "install", ...options, ...args], { timeoutMillis: 300_000 });
  if (status !== 0) throw new Error(`npm install ${args.join(" ")} failed: ${lastLine(output)}`);
}
