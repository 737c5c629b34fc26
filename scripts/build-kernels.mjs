// assembly/ → build/kernel-parts*.wasm, which tests call → build/kernels*.wasm, the same without what tests alone call →
// src/engine/generated/kernels-wasm.ts (text, so that no bundler has to find a file). First of all what kernels and host agree
// on. Nothing of it is committed: a new activation is two files, and what is made cannot be stale.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { constants, deflateRawSync } from "node:zlib";
import binaryen from "binaryen";
import { writeContract } from "./kernel-contract.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const asc = fileURLToPath(new URL("../node_modules/assemblyscript/bin/asc.js", import.meta.url));
const entries = { release: "parts", fused: "parts", int16: "int16/parts" };
if (process.argv.includes("--debug")) entries.debug = "parts";
const [names, int16Names] = writeContract();
for (const [target, entry] of Object.entries(entries)) {
  const args = [asc, `assembly/${entry}.ts`, "--config", "asconfig.json", "--target", target];
  execFileSync(process.execPath, args, { cwd: root, stdio: "inherit" });
}

/** What the library calls, function by function the code that tests call: nothing is optimized again. */
function withoutParts(kind, names) {
  const module = binaryen.readBinary(readFileSync(new URL(`../build/kernel-parts${kind}.wasm`, import.meta.url)));
  module.setFeatures(binaryen.Features.SIMD128 | binaryen.Features.RelaxedSIMD | binaryen.Features.BulkMemory);
  const all = Array.from({ length: module.getNumExports() }, (_, i) => module.getExportByIndex(i));
  for (const { name } of all.map(binaryen.getExportInfo)) if (!names.includes(name)) module.removeExport(name);
  module.runPasses(["remove-unused-module-elements"]);
  const kernels = module.emitBinary();
  writeFileSync(new URL(`../build/kernels${kind}.wasm`, import.meta.url), kernels);
  return kernels;
}

/** Deflated, in base64; how much memory is least depends on the bytes. */
function deflated(bytes) {
  return [4, 5, 6, 7, 8, 9]
    .map((memLevel) => deflateRawSync(bytes, { level: constants.Z_BEST_COMPRESSION, memLevel }))
    .reduce((least, each) => (each.length < least.length ? each : least))
    .toString("base64");
}

const strict = withoutParts("", names);
const fused = withoutParts("-fused", names);
const int16 = withoutParts("-int16", int16Names);
const folder = new URL("../src/engine/generated/", import.meta.url);
mkdirSync(folder, { recursive: true });
// One stream for both: the second is nearly the first, and base64 of plain bytes would hide that from gzip
writeFileSync(
  new URL("kernels-wasm.ts", folder),
  `// Made by scripts/build-kernels.mjs from assembly/.

/** The functions of both modules. */
export const kernelNames = "${names.join(" ")}".split(" ");

/** Bytes of the strict and of the fused module. */
export const kernelBytes = { strict: ${strict.length}, fused: ${fused.length} };

/** The one after the other, deflated, in base64. */
export const deflatedKernels = "${deflated(Buffer.concat([strict, fused]))}";
`,
);
// In a file of its own, which programs that do not use it leave out
writeFileSync(
  new URL("int16-wasm.ts", folder),
  `// Made by scripts/build-kernels.mjs from assembly/int16/.

/** The module's functions. */
export const int16Names = "${int16Names.join(" ")}".split(" ");

/** The module's bytes. */
export const int16Bytes = ${int16.length};

/** The module, deflated, in base64. */
export const deflatedInt16 = "${deflated(int16)}";
`,
);
