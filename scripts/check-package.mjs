// What `npm publish` would send, looked at by publint and are-the-types-wrong, and for links and types that lead to nothing.
// Exits with 1 for anything they say.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { missingTargets } from "./package-links.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "langevin-package-"));
const run = (command, args) =>
  execFileSync(command, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
const tool = (path, args) => run(process.execPath, [join("node_modules", path), ...args]);
try {
  run("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder]);
  const tarball = join(folder, readdirSync(folder)[0]);
  tool("publint/src/cli.js", [tarball, "--strict"]);
  tool("@arethetypeswrong/cli/dist/index.js", [
    ...[tarball, "--profile", "esm-only"],
    // It knows of no types for WebAssembly files, and there are none
    ...["--exclude-entrypoints", "kernels.wasm", "kernels-fused.wasm", "kernels-int16.wasm"],
  ]);
  execFileSync("tar", ["-xzf", tarball, "-C", folder]);
  for (const missing of missingTargets(join(folder, "package"), root)) {
    console.error(`not in the package: ${missing}`);
    process.exitCode = 1;
  }
} catch (error) {
  if (error.status === undefined) throw error;
  process.exitCode = 1; // said already
} finally {
  rmSync(folder, { recursive: true, force: true });
}
