// src/ → dist/: one bundle an entry (the kernels inlined), its source map, the type declarations, the bare .wasm.
import { execFileSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
// Made beside dist/ and then put in its place, so that who reads meanwhile finds one whole build
const folder = `dist.${process.pid}`;
const dist = new URL(`../${folder}/`, import.meta.url);
process.on("exit", () => rmSync(dist, { recursive: true, force: true }));
const options = {
  absWorkingDir: root,
  outdir: folder,
  outbase: "src",
  bundle: true,
  format: "esm",
  platform: "neutral",
  mainFields: ["module", "main"],
  conditions: ["import"],
  target: "es2022",
  sourcemap: true,
  legalComments: "eof",
  logLevel: "warning",
};

/** The other entries import the main one, so that a program has every class of it once. */
const mainEntryOnce = {
  name: "main-entry-once",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\// }, ({ path, importer, resolveDir }) => {
      const from = relative(root, importer).split(sep).join("/");
      if (!from.startsWith("src/")) return undefined;
      const target = relative(root, fileURLToPath(new URL(path, `file://${resolveDir}/`)));
      const up = from.startsWith("src/worker/") ? "../" : "./";
      if (target === "src/index.ts") return { path: `${up}index.js`, external: true };
      if (/^src\/(worker\/|node\/|support\/(node-module|show)\.ts$)/.test(target)) return undefined;
      return { errors: [{ text: `${from} would bring a second copy of ${target}; import it from src/index.ts` }] };
    });
  },
};

await build({ ...options, entryPoints: ["src/index.ts"] });
await build({ ...options, entryPoints: [{ in: "src/engine/thread-worker.ts", out: "thread-worker" }] });
await build({
  ...options,
  entryPoints: ["src/node.ts", "src/worker/index.ts", "src/worker/main.ts"],
  external: ["node:*"],
  plugins: [mainEntryOnce],
});
execFileSync(
  process.execPath,
  ["node_modules/typescript/bin/tsc", "-p", "tsconfig.types-node.json", "--outDir", folder],
  {
    cwd: root,
    stdio: "inherit",
  },
);
// The compiler leaves "./x.ts" in declarations, which only resolves beside the sources
for (const file of readdirSync(dist, { recursive: true }))
  if (file.endsWith(".d.ts")) {
    const url = new URL(file, dist);
    writeFileSync(url, readFileSync(url, "utf8").replace(/((?:from |import\()"\.{1,2}\/[^"]*)\.ts"/g, '$1.js"'));
  }
for (const file of ["kernels.wasm", "kernels-fused.wasm"])
  copyFileSync(new URL(`../build/${file}`, import.meta.url), new URL(file, dist));

const place = new URL("../dist", import.meta.url);
rmSync(place, { recursive: true, force: true });
renameSync(dist, place);
