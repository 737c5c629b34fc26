// npm run size: what a page downloads, minified and gzipped, kernels included. Exits with 1 above the budget.
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const BUDGET = 40 * 1024;

/** The README's first program, everything, and the other entries; `budget` for what has one. */
const programs = [
  {
    name: "README call site",
    program: 'export { createEngine, createScoreNetwork, dpmSolverPlusPlus, rowsOf, train } from "./dist/index.js"',
    budget: BUDGET,
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
  const bytes = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  const limit = budget === Infinity ? "" : ` of ${(budget / 1024).toFixed(1)}`;
  console.log(`${(bytes / 1024).toFixed(1).padStart(6)}${limit} KB  ${name}`);
  if (bytes > budget) process.exitCode = 1;
}
