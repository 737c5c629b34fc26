import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

// The packed package, installed by npm in an empty folder without a network
const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "langevin-npx-"));
const shell = process.platform === "win32";

beforeAll(() => {
  const npm = (args: string[], cwd: string) => execFileSync("npm", args, { cwd, stdio: "pipe", shell });
  npm(["pack", "--silent", "--ignore-scripts", "--pack-destination", folder], root);
  const tarball = readdirSync(folder).find((file) => file.endsWith(".tgz"))!;
  npm(["install", "--offline", "--no-audit", "--no-fund", `./${tarball}`], folder);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

function npx(...args: string[]) {
  const { status, stdout, stderr } = spawnSync("npx", ["--no-install", ...args], {
    cwd: folder,
    encoding: "utf8",
    shell,
  });
  return { status, stdout, stderr };
}

test("nothing else is installed, and npx langevin runs", () => {
  expect(readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["langevin"]);
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  expect(npx("langevin", "--version")).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
});
