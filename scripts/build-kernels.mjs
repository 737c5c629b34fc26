// assembly/ → build/*.wasm → src/engine/generated/kernels-wasm.ts (base64, so that no bundler has to find a file).
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const asc = fileURLToPath(new URL("../node_modules/assemblyscript/bin/asc.js", import.meta.url));
const targets = process.argv.includes("--debug") ? ["release", "fused", "debug"] : ["release", "fused"];
for (const target of targets)
  execFileSync(process.execPath, [asc, "--config", "asconfig.json", "--target", target], {
    cwd: root,
    stdio: "inherit",
  });

const base64 = (file) => readFileSync(new URL(`../build/${file}`, import.meta.url)).toString("base64");
const folder = new URL("../src/engine/generated/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(
  new URL("kernels-wasm.ts", folder),
  `// Made by scripts/build-kernels.mjs from assembly/.
export const kernelsBase64 = {
  strict: "${base64("kernels.wasm")}",
  fused: "${base64("kernels-fused.wasm")}",
};
`,
);
