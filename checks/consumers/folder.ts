import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { npmInstall } from "../engines/installed.ts";
import type { Consumer } from "./consumer.ts";

const here = fileURLToPath(new URL(".", import.meta.url));

/** Outside the repository, so that nothing of its node_modules is found; what a consumer installs is kept between runs. */
const cache = join(tmpdir(), "langevin-consumers");

/** A consumer's folder: its template, the shared program, its dependencies, and the library from the tarball. */
export async function prepareFolder(consumer: Consumer, tarball: string): Promise<string> {
  const { name, template, dependencies = {}, program = { file: "program.js" } } = consumer;
  const manifest = JSON.stringify({ private: true, type: "module", dependencies }, null, 2);
  const key = createHash("sha256").update(manifest).digest("hex").slice(0, 8);
  const folder = join(cache, `${name.replace(/\W+/g, "-")}-${key}`);
  mkdirSync(folder, { recursive: true });
  for (const entry of readdirSync(folder)) if (entry !== "node_modules") remove(join(folder, entry));
  remove(join(folder, "node_modules/langevin"));
  writeFileSync(join(folder, "package.json"), manifest);
  const installed = join(folder, "node_modules/.installed");
  if (!existsSync(installed)) {
    await npmInstall(folder, []);
    mkdirSync(join(folder, "node_modules"), { recursive: true });
    writeFileSync(installed, "");
  }
  await npmInstall(folder, ["--no-package-lock", "--prefer-offline", tarball]);
  if (template !== undefined) cpSync(join(here, "templates", template), folder, { recursive: true });
  const { file, form = (source) => source } = program;
  writeFileSync(join(folder, file), form(readFileSync(join(here, "program.js"), "utf8"), folder));
  return folder;
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
}
