// npm run site: the site as static files in out/site, which any server can have in any folder. SITE_URL, where it will stand, makes
// the addresses of pictures in cards absolute.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { spawnSync } from "node:child_process";
import { build as buildPlayground } from "vite";
import { build } from "vitepress";
import { linkedPictures } from "./generate.ts";
import { notFoundPage } from "./not-found.ts";
import { functions, out, root } from "./paths.ts";
import { shrinkPictures } from "./pictures.ts";
import { placeholder, relocate } from "./relocate.ts";

const folder = resolve(root, out);

rmSync(resolve(root, functions), { recursive: true, force: true });
const typedoc = ["node_modules/typedoc/bin/typedoc", "--options", "apps/site/typedoc.json", "--logLevel", "Warn"];
if (spawnSync(process.execPath, typedoc, { cwd: root, stdio: "inherit" }).status !== 0)
  throw new Error("typedoc could not write the pages of functions");

await build(resolve(root, "apps/site"), { base: placeholder });
await shrinkPictures(folder);
relocate(folder);
writeFileSync(resolve(folder, "404.html"), notFoundPage());
for (const picture of linkedPictures()) {
  const copy = resolve(folder, "files", picture);
  mkdirSync(dirname(copy), { recursive: true });
  copyFileSync(resolve(root, picture), copy);
}

await buildPlayground({
  configFile: resolve(root, "apps/playground/vite.config.ts"),
  logLevel: "warn",
  build: { outDir: resolve(folder, "playground"), emptyOutDir: true },
});
