// src/ → dist/: the entries with what they share (the kernels inlined), source maps, type declarations, the bare .wasm and
// the licenses of what is bundled.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildId } from "./build-id.mjs";
import { addNotices, licenses } from "./licenses.mjs";
import { pruneTypes } from "./prune-types.mjs";
import { pureConstants } from "./pure-constants.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
// Made beside dist/ and then put in its place, so that who reads meanwhile finds one whole build
const folder = `dist.${process.pid}`;
const dist = new URL(`../${folder}/`, import.meta.url);
process.on("exit", () => rmSync(dist, { recursive: true, force: true }));
const { peerDependencies, exports } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const options = {
  absWorkingDir: root,
  outdir: folder,
  bundle: true,
  format: "esm",
  platform: "neutral",
  mainFields: ["module", "main"],
  conditions: ["import"],
  external: ["node:*", ...Object.keys(peerDependencies)],
  target: "es2022",
  sourcemap: true,
  legalComments: "eof",
  logLevel: "warning",
  metafile: true,
  define: { LANGEVIN_BUILD: JSON.stringify(buildId(root)) },
};

/**
 * The worker's program needs all of six entries, by name. It imports them as they are: a namespace object inside of what
 * is shared would keep bundlers from dropping what a page does not use.
 */
const entriesOfTheWorker = {
  name: "entries-of-the-worker",
  setup({ onResolve }) {
    const files = {
      "../index.ts": "./index.js",
      "../metrics/index.ts": "./metrics.js",
      "../evaluation/index.ts": "./evaluation.js",
      "../int16/index.ts": "./int16.js",
      "../table/index.ts": "./table.js",
      "../toys/index.ts": "./toys.js",
    };
    onResolve({ filter: /index\.ts$/ }, ({ path, importer }) =>
      importer.endsWith("main.ts") ? { path: files[path], external: true } : undefined,
    );
  },
};

/** Modules of Node's that bundled packages `require` become imports, since ES modules have no `require`. */
const requiredOfNode = {
  name: "required-of-node",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(node:)?(${builtinModules.join("|")})$`) }, ({ path, kind }) =>
      kind === "require-call" ? { path: path.replace("node:", ""), namespace: "required-of-node" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "required-of-node" }, ({ path }) => ({
      contents: `import found from "node:${path}"; module.exports = found;`,
    }));
  },
};

// The kernels' text comes first, in a file of its own, and so first in bundles: it looks like noise, and a compressor
// codes both better when words do not stand around it (1.8 KB). What it is an entry for is not kept.
const KERNELS = "kernels-text";

// esbuild orders what entries share by the list of entries: `npm run size` tells where a new one keeps the kernels' text first.
// What entries share is in files of its own, so that a program has every class once, whichever entries it imports. All of
// them lie side by side, since the library names worker-main.js and thread-worker.js by their places beside its own.
const entries = await build({
  ...options,
  entryPoints: [
    { in: "src/engine/generated/kernels-wasm.ts", out: KERNELS },
    { in: "src/index.ts", out: "index" },
    { in: "src/node.ts", out: "node" },
    { in: "src/metrics/index.ts", out: "metrics" },
    { in: "src/evaluation/index.ts", out: "evaluation" },
    { in: "src/sweep/index.ts", out: "sweep" },
    { in: "src/bullmq/index.ts", out: "bullmq" },
    { in: "src/table/index.ts", out: "table" },
    { in: "src/shards/index.ts", out: "shards" },
    { in: "src/toys/index.ts", out: "toys" },
    { in: "src/onnx/index.ts", out: "onnx" },
    { in: "src/int16/index.ts", out: "int16" },
    { in: "src/inference/index.ts", out: "inference" },
    { in: "src/worker/index.ts", out: "worker" },
    { in: "src/worker/main.ts", out: "worker-main" },
    { in: "src/cli/main.ts", out: "cli" },
  ],
  splitting: true,
  plugins: [entriesOfTheWorker, requiredOfNode, pureConstants],
  chunkNames: "shared-[hash]",
});
// One file, which pages may serve from anywhere
const threadWorker = await build({
  ...options,
  entryPoints: [{ in: "src/engine/thread-worker.ts", out: "thread-worker" }],
});
// For a <script> tag, and for pages opened from disk, which may load no modules: langevin, langevin.toys and langevin.metrics
const script = await build({
  ...options,
  stdin: {
    contents: `export * from "./src/index.ts";
      export * as metrics from "./src/metrics/index.ts";
      export * as toys from "./src/toys/index.ts";`,
    resolveDir: root,
  },
  outdir: undefined,
  outfile: `${folder}/langevin.global.js`,
  format: "iife",
  globalName: "langevin",
  minify: true,
  sourcemap: false, // as large as all the others
  define: { ...options.define, "import.meta.url": "scriptUrl" },
  inject: ["scripts/script-url.mjs"],
  plugins: [pureConstants],
});
for (const kind of ["js", "js.map"]) rmSync(new URL(`${KERNELS}.${kind}`, dist));
for (const { metafile } of [entries, threadWorker, script]) addNotices(metafile, root);
writeFileSync(new URL("THIRD-PARTY-LICENSES.txt", dist), licenses(root));

execFileSync(
  process.execPath,
  ["node_modules/typescript/bin/tsc", "-p", "tsconfig.types-node.json", "--outDir", folder],
  {
    cwd: root,
    stdio: "inherit",
  },
);
// A namespace that is a value (the registries) is made by a call bundlers cannot know to be without side effects; marked so,
// they leave out the samplers that a page does not use. Lines stay where the source map has them.
for (const file of readdirSync(dist).filter((name) => name.endsWith(".js"))) {
  const url = new URL(file, dist);
  const namespace = /var (\w+_exports) = \{\};\n__export\(\1, (\{[^}]*\})\);/g;
  const marked = "var $1 = /* @__PURE__ */ (() => { const all = {};\n__export(all, $2); return all; })();";
  writeFileSync(url, readFileSync(url, "utf8").replace(namespace, marked));
}
// The compiler leaves "./x.ts" in declarations, which only resolves beside the sources, and says which buffers arrays have,
// which TypeScript before 5.7 does not know
for (const file of readdirSync(dist, { recursive: true }))
  if (file.endsWith(".d.ts")) {
    const url = new URL(file, dist);
    const text = readFileSync(url, "utf8")
      .replace(/((?:from |import\()"\.{1,2}\/[^"]*)\.ts"/g, '$1.js"')
      .replace(/\b(\w+Array|DataView)<ArrayBuffer(Like)?>/g, "$1");
    writeFileSync(url, text);
  }
const typed = Object.values(exports).flatMap(({ types }) => types?.replace("./dist/", "") ?? []);
pruneTypes(fileURLToPath(dist), typed);
for (const file of ["kernels.wasm", "kernels-fused.wasm", "kernels-int16.wasm"])
  copyFileSync(new URL(`../build/${file}`, import.meta.url), new URL(file, dist));

chmodSync(new URL("cli.js", dist), 0o755);

const place = new URL("../dist", import.meta.url);
rmSync(place, { recursive: true, force: true });
renameSync(dist, place);
