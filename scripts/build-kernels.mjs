// assembly/ → build/kernel-parts.stand-ins.wasm, of which both arithmetics are made → build/kernel-parts*.wasm, which tests call → build/kernels*.wasm, the same without what tests alone call →
// src/engine/generated/kernels-wasm.ts (text, so that no bundler has to find a file). First of all what kernels and host agree
// on. Nothing of it is committed: a new activation is two files, and what is made cannot be stale.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import binaryen from "binaryen";
import { writeContract } from "./kernel-contract.mjs";
import { encodeText, operations, standIns, withArithmetic } from "./kernel-text.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const asc = fileURLToPath(new URL("../node_modules/assemblyscript/bin/asc.js", import.meta.url));
const entries = { release: "parts", int16: "int16/parts" };
if (process.argv.includes("--debug")) entries.debug = "parts";
const [names, int16Names] = writeContract();
for (const [target, entry] of Object.entries(entries)) {
  const args = [asc, `assembly/${entry}.ts`, "--config", "asconfig.json", "--target", target];
  execFileSync(process.execPath, args, { cwd: root, stdio: "inherit" });
}

const inBuild = (name) => new URL(`../build/${name}.wasm`, import.meta.url);

/** What the library calls, function by function the code that tests call: nothing is optimized again. */
function withoutParts(wasm, names) {
  const module = binaryen.readBinary(wasm);
  module.setFeatures(binaryen.Features.SIMD128 | binaryen.Features.RelaxedSIMD | binaryen.Features.BulkMemory);
  const all = Array.from({ length: module.getNumExports() }, (_, i) => module.getExportByIndex(i));
  for (const { name } of all.map(binaryen.getExportInfo)) if (!names.includes(name)) module.removeExport(name);
  module.runPasses(["remove-unused-module-elements"]);
  return module.emitBinary();
}

/** Both modules of one whose operations of a·b + c are stand-ins. */
function writeBoth(name, wasm) {
  for (const [arithmetic, kind] of Object.entries({ strict: "", fused: "-fused" })) {
    const bytes = withArithmetic(wasm, arithmetic);
    const module = binaryen.readBinary(bytes);
    module.setFeatures(binaryen.Features.All);
    // A product that is not the sum's first operand leaves numbers behind, or stands right before the sum
    if (!module.validate() || Buffer.from(wasm).includes(Uint8Array.from(standIns.flat())))
      throw new Error(`${name}: expected every sum of a·b + c to have its product as the first operand`);
    writeFileSync(inBuild(name + kind), bytes);
  }
}

const parts = readFileSync(inBuild("kernel-parts.stand-ins"));
const kernels = withoutParts(parts, names);
writeBoth("kernel-parts", parts);
writeBoth("kernels", kernels);
const int16 = withoutParts(readFileSync(inBuild("kernel-parts-int16")), int16Names);
writeFileSync(inBuild("kernels-int16"), int16);

/** What src/engine/kernel-text.ts reads. */
function textOf(wasm) {
  const { text, frequent } = encodeText(wasm);
  return `{
  text: "${text}",
  frequent: "${frequent}",
  bytes: ${wasm.length},
}`;
}

const folder = new URL("../src/engine/generated/", import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(
  new URL("kernels-wasm.ts", folder),
  `// Made by scripts/build-kernels.mjs from assembly/.

/** The functions of both modules. */
export const kernelNames = "${names.join(" ")}".split(" ");

/** Both modules. */
export const kernels = ${textOf(kernels)};

/** The bytes of the two operations in which they differ. */
export const operations = ${JSON.stringify(operations)};
`,
);
// In a file of its own, which programs that do not use it leave out
writeFileSync(
  new URL("int16-wasm.ts", folder),
  `// Made by scripts/build-kernels.mjs from assembly/int16/.

/** The module's functions. */
export const int16Names = "${int16Names.join(" ")}".split(" ");

/** The module. */
export const int16Kernels = ${textOf(int16)};
`,
);
