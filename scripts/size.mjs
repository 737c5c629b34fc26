// npm run size: what a page downloads, minified and gzipped, kernels included, which are named beside it. Exits with 1 above the
// budget.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const BUDGET = 40 * 1024;

const generated = readFileSync(new URL("../src/engine/generated/kernels-wasm.ts", import.meta.url), "utf8");
const [, kernels] = /text: "(.*)"/.exec(generated);
const kilobytes = (bytes) => (bytes / 1024).toFixed(1);
const gzipped = (bytes) => gzipSync(bytes, { level: 9 }).length;

/** The README's first program, by one sampler and by `sample`; everything; the other entries. `budget` for what has one. */
const programs = [
  {
    name: "README call site",
    program: 'export { createEngine, createScoreNetwork, dpmSolverPlusPlus, rowsOf, train } from "./dist/index.js"',
    budget: BUDGET,
  },
  {
    name: "the same with sample",
    program: 'export { createEngine, createScoreNetwork, rowsOf, sample, train } from "./dist/index.js"',
  },
  { name: "everything", program: 'import * as langevin from "./dist/index.js"; globalThis.langevin = { ...langevin }' },
  { name: "nothing of it (tree shaking)", program: 'import "./dist/index.js"', budget: 100 },
  { name: "langevin/worker, this side", program: 'export { startWorker } from "./dist/worker.js"' },
  { name: "langevin/thread-worker", program: 'import "./dist/thread-worker.js"' },
];

for (const { name, program, budget = Infinity } of programs) {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: fileURLToPath(new URL("..", import.meta.url)) },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    legalComments: "none",
    write: false,
    logLevel: "error",
  });
  const bytes = gzipped(outputFiles[0].contents);
  const limit = budget === Infinity ? "" : ` of ${kilobytes(budget)}`;
  const part = outputFiles[0].text.includes(kernels) ? `, kernels ${kilobytes(gzipped(kernels))} of it` : "";
  console.log(`${kilobytes(bytes).padStart(6)}${limit} KB  ${name}${part}`);
  if (bytes > budget) process.exitCode = 1;
}
