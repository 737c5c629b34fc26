// assembly/ → build/*.wasm → src/engine/generated/kernels-wasm.ts (text, so that no bundler has to find a file). First of all
// what kernels and host agree on. Nothing of it is committed: a new activation is two files, and what is made cannot be stale.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { constants, deflateRawSync } from "node:zlib";
import { writeContract } from "./kernel-contract.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const asc = fileURLToPath(new URL("../node_modules/assemblyscript/bin/asc.js", import.meta.url));
const targets = process.argv.includes("--debug") ? ["release", "fused", "debug"] : ["release", "fused"];
writeContract();
for (const target of targets)
  execFileSync(process.execPath, [asc, "--config", "asconfig.json", "--target", target], {
    cwd: root,
    stdio: "inherit",
  });

const [strict, fused] = ["kernels.wasm", "kernels-fused.wasm"].map((file) =>
  readFileSync(new URL(`../build/${file}`, import.meta.url)),
);
const names = WebAssembly.Module.exports(new WebAssembly.Module(strict)).map(({ name }) => name);
// One stream for both: the second is nearly the first, and base64 of plain bytes would hide that from gzip
const deflated = deflateRawSync(Buffer.concat([strict, fused]), { level: constants.Z_BEST_COMPRESSION, memLevel: 9 });
const folder = new URL("../src/engine/generated/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(
  new URL("kernels-wasm.ts", folder),
  `// Made by scripts/build-kernels.mjs from assembly/.

/** The functions of both modules. */
export const kernelNames = "${names.join(" ")}".split(" ");

/** Bytes of the strict and of the fused module. */
export const kernelBytes = { strict: ${strict.length}, fused: ${fused.length} };

/** The one after the other, deflated, in base64. */
export const deflatedKernels = "${deflated.toString("base64")}";
`,
);
