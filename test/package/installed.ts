import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** What `npm publish` would send, installed in an empty program while a file's tests run. */
export class Installed {
  /** The program's folder. */
  readonly program = mkdtempSync(join(tmpdir(), "langevin-package-"));
  /** The package's folder in it. */
  readonly folder = join(this.program, "node_modules/langevin");
  /** The package's files, by their paths in it. */
  files: string[] = [];

  read(file: string): string {
    return readFileSync(join(this.folder, file), "utf8");
  }

  /** What a program says, run in the folder where the package is installed. */
  run(code: string, type: "module" | "commonjs" = "module"): string {
    const args = [`--input-type=${type}`, "--no-warnings", "--eval", code];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: this.program, encoding: "utf8" });
    return stdout.trim() || stderr;
  }

  install(): void {
    const npm = (args: string[]) =>
      execFileSync("npm", args, { cwd: root, stdio: "pipe", shell: process.platform === "win32" });
    npm(["pack", "--silent", "--ignore-scripts", "--pack-destination", this.program]);
    mkdirSync(this.folder, { recursive: true });
    const tarball = readdirSync(this.program).find((file) => file.endsWith(".tgz"))!;
    execFileSync("tar", ["-xzf", join(this.program, tarball), "--strip-components=1", "-C", this.folder]);
    this.files = readdirSync(this.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(this.folder.length + 1)
          .replaceAll("\\", "/"),
      );
    writeFileSync(join(this.program, "package.json"), '{ "type": "module" }');
  }
}

/** The package, installed before a file's tests and gone after them. */
export function installPackage(): Installed {
  const installed = new Installed();
  beforeAll(() => installed.install(), 120_000);
  afterAll(() => rmSync(installed.program, { recursive: true }));
  return installed;
}
