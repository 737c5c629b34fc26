// src/ → dist/: one bundle an entry (the kernels inlined), its source map, the type declarations, the bare .wasm.
import { execFileSync } from "node:child_process";
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
rmSync(new URL("../dist", import.meta.url), { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ["src/index.ts"],
  outdir: "dist",
  bundle: true,
  format: "esm",
  platform: "neutral",
  mainFields: ["module", "main"],
  conditions: ["import"],
  target: "es2022",
  sourcemap: true,
  legalComments: "eof",
  logLevel: "warning",
});
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.types.json"], {
  cwd: root,
  stdio: "inherit",
});
// The compiler leaves "./x.ts" in declarations, which only resolves beside the sources
const dist = new URL("../dist/", import.meta.url);
for (const file of readdirSync(dist, { recursive: true }))
  if (file.endsWith(".d.ts")) {
    const url = new URL(file, dist);
    writeFileSync(url, readFileSync(url, "utf8").replace(/(from "\.{1,2}\/[^"]*)\.ts"/g, '$1.js"'));
  }
copyFileSync(new URL("../build/kernels.wasm", import.meta.url), new URL("../dist/kernels.wasm", import.meta.url));
