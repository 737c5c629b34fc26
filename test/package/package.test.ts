import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { int16Kernels } from "../../src/engine/generated/int16-wasm.ts";
import { kernels } from "../../src/engine/generated/kernels-wasm.ts";
import { installPackage, root } from "./installed.ts";

const pack = installPackage();

test("files: the entries, their maps and types, the kernels, the notices, pages and examples, and nothing else", () => {
  const scripts = pack.files.filter((file) => file.endsWith(".js"));
  const entries = [
    "bullmq",
    "cli",
    "evaluation",
    "index",
    "inference",
    "int16",
    "langevin.global",
    "metrics",
    "node",
    "onnx",
    "shards",
    "sweep",
    "table",
    "thread-worker",
    "toys",
    "worker",
    "worker-main",
  ];
  const shared = scripts.filter((file) => /^dist\/shared-\w+\.js$/.test(file));
  expect(scripts.sort()).toEqual([...entries.map((name) => `dist/${name}.js`), ...shared].sort());
  const pages = /^(docs\/([a-z]+\/)?[\w-]+\.md|docs\/images\/zipcodes\.png|examples\/.+)$/;
  const others = pack.files.filter((file) => !/^dist\/.*\.(js|js\.map|d\.ts)$/.test(file) && !pages.test(file)).sort();
  const notices = [
    ...["CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md", "package.json"],
    "python/langevin.py",
    "dist/THIRD-PARTY-LICENSES.txt",
  ];
  expect(others).toEqual(
    [...notices, "dist/kernels-fused.wasm", "dist/kernels-int16.wasm", "dist/kernels.wasm"].sort(),
  );
});

test("every exported path is there, and none depends on a package", () => {
  const { exports, dependencies } = JSON.parse(pack.read("package.json")) as {
    exports: Record<string, string | Record<string, string>>;
    dependencies?: object;
  };
  expect(dependencies).toBeUndefined();
  for (const target of Object.values(exports).flatMap((entry) =>
    Object.values(typeof entry === "string" ? [entry] : entry),
  ))
    expect(pack.files).toContain(target.slice(2));
});

test("main and worker entries: no import of Node's, no top-level await", async () => {
  const node = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));
  for (const entry of ["evaluation", "index", "metrics", "table", "thread-worker", "toys", "worker", "worker-main"]) {
    const { metafile } = await build({
      entryPoints: [join(pack.folder, `dist/${entry}.js`)],
      bundle: true,
      format: "iife", // cannot hold a top-level await
      platform: "neutral",
      logLevel: "silent",
      write: false,
      metafile: true,
      external: [...node],
    });
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
    expect(imports).toEqual([]);
  }
});

test.runIf(process.features.require_module)("require() of the main entry", () => {
  const code = `const { createEngine } = require("langevin"); createEngine({ threads: 1 }).then((e) => console.log(e.threads));`;
  expect(pack.run(code, "commonjs")).toBe("1");
});

test("import of every entry: one class of errors, files and a worker that works", () => {
  const said = pack.run(`
    import * as langevin from "langevin";
    import * as metrics from "langevin/metrics";
    import * as toys from "langevin/toys";
    import { saveModelFile, loadModelFile } from "langevin/node";
    import { startWorker } from "langevin/worker";
    const engine = await langevin.createEngine({ threads: 1 });
    const learned = langevin.createScoreNetwork(engine, { dim: 1 });
    await langevin.train(learned, [1, 2, 3], { sigmas: [1], steps: 3 });
    await saveModelFile(learned, "a.safetensors");
    const network = await loadModelFile(engine, "a.safetensors");
    const samples = await langevin.annealedLangevin(network, [1], { count: 1, stepsPerSigma: 1 });
    const worker = await startWorker();
    const thrown = async (work) => { try { await work(); } catch (error) { return error instanceof langevin.LangevinError && error.code; } };
    const codes = [
      await thrown(() => worker.createEngine({ threads: 0 })),
      await thrown(() => metrics.wasserstein([], [], { dim: 1 })),
      await thrown(() => toys.moons.sample(-1)),
      await thrown(() => loadModelFile(engine, "")),
    ];
    const both = [worker.wasserstein([[0]], [[1]], { dim: 1 }), (await worker.densities).moons.sample(3)];
    console.log(samples.length, ...codes, ...(await Promise.all(both)).map((each) => each.length ?? each));`);
  // And it ended by itself: an idle worker does not keep Node alive
  expect(said).toBe("1 invalid-argument invalid-data invalid-argument invalid-argument 1 6");
});

test("shards without the optional packages: text parts are written, Parquet says what to install", () => {
  const said = pack.run(`
    import { createEngine, createScoreNetwork, train } from "langevin";
    import { saveModelFile } from "langevin/node";
    import { folderStore, openWork, planRows, putRows, rowsKind } from "langevin/shards";
    const engine = await createEngine({ threads: 1 });
    const network = createScoreNetwork(engine, { dim: 2, hidden: [8], seed: 1 });
    await train(network, [1, 2, 3, 4], { sigmas: "auto", steps: 3 });
    await saveModelFile(network, "model.safetensors");
    engine.dispose();
    for (const format of ["csv", "parquet"]) {
      const store = folderStore("rows-" + format);
      const plan = { operation: "sample", model: "model.safetensors", rows: 9, shardRows: 5, format, options: { evaluations: 3 } };
      const spec = await planRows(plan);
      await putRows(store, spec);
      const work = await openWork(store, [rowsKind], { threads: 1 });
      try {
        for (const index of await work.missing()) await work.run(index);
        await work.finish();
        console.log((await store.list()).length, spec.build.length);
      } catch (error) {
        console.log(error.code, error.message);
      }
      work.dispose();
    }`);
  const packages = "run: expected the packages that Parquet files need, got none: npm i hyparquet hyparquet-writer";
  // Two parts of a text with what is said of each, the specification, the manifest and _SUCCESS; a build of 64 digits
  expect(said.split("\n")).toEqual(["7 64", `unsupported ${packages}`]);
});

test("the kernels' files, given by URL, bytes and module: the bits of the inlined ones", () => {
  const said = pack.run(`
    import { createEngine, createScoreNetwork, annealedLangevin, train } from "langevin";
    import { readFileSync } from "node:fs";
    const url = new URL(import.meta.resolve("langevin/kernels.wasm"));
    const bytes = readFileSync(url);
    const response = new Response(bytes, { headers: { "Content-Type": "application/wasm" } });
    const all = [undefined, url, url.href, bytes, bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
      response, Promise.resolve(new WebAssembly.Module(bytes))];
    const before = bytes.toString("base64");
    for (const wasm of all) {
      const engine = await createEngine({ threads: 2, wasm });
      const network = createScoreNetwork(engine, { dim: 2, hidden: [8], seed: 1 });
      await train(network, [1, 2, 3, 4], { sigmas: [1], steps: 3 });
      const samples = await annealedLangevin(network, [1], { count: 40, stepsPerSigma: 5 });
      console.log(engine.threads, engine.notice?.split(":")[0] ?? "-", new Uint32Array(samples.buffer).join(" "));
    }
    console.log(bytes.toString("base64") === before);`);
  const lines = said.split("\n");
  expect(lines.length).toBe(8);
  expect(lines.pop()).toBe("true");
  const bits = new Set(lines.map((line) => line.split(" ").slice(-80).join(" ")));
  expect(bits.size).toBe(1);
  // A compiled module's memory cannot be shared
  const shared = lines.map((line) => line.split(" ")[0]);
  expect(shared).toEqual(["2", "2", "2", "2", "2", "2", "1"]);
  expect(lines[6]).toContain("one thread");
});

test("kernels that are none: a typed error", () => {
  const said = pack.run(`
    import { createEngine } from "langevin";
    import { readFileSync } from "node:fs";
    const fused = readFileSync(new URL(import.meta.resolve("langevin/kernels-fused.wasm")));
    const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
    const failed = new Response("not found", { status: 404 });
    for (const wasm of [3, "file:///nowhere.wasm", new Uint8Array(5), empty, new WebAssembly.Module(empty), failed, fused])
      await createEngine({ threads: 2, wasm }).then(() => console.log("fine"), (e) => console.log(e.code));`);
  expect(new Set(said.split("\n"))).toEqual(new Set(["invalid-argument"]));
  expect(said.split("\n").length).toBe(7);
});

describe("types", () => {
  test("no arrays with type arguments, no path that ends in .ts", () => {
    for (const file of pack.files.filter((name) => name.endsWith(".d.ts"))) {
      expect(pack.read(file), file).not.toMatch(/\b(Float|Int|Uint|BigInt|BigUint)\d+(Clamped)?Array<|DataView</);
      expect(pack.read(file), file).not.toMatch(/["']\.{1,2}\/[^"']*(?<!\.d)\.ts["']/);
    }
  });

  test("test/api/types.ts, with every strictness a program may have set", { timeout: 60_000 }, () => {
    copyFileSync(join(root, "test/api/types.ts"), join(pack.program, "types.ts"));
    const compilerOptions = {
      ...{ target: "es2022", module: "nodenext", lib: ["es2023", "dom"], types: [], noEmit: true },
      ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, verbatimModuleSyntax: true },
      ...{ isolatedModules: true, noPropertyAccessFromIndexSignature: true, skipLibCheck: false },
    };
    writeFileSync(join(pack.program, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["types.ts"] }));
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const { stdout } = spawnSync(process.execPath, [tsc], { cwd: pack.program, encoding: "utf8" });
    expect(stdout).toBe("");
  });
});

test("source maps name sources that they hold", () => {
  for (const file of pack.files.filter((name) => name.endsWith(".js") && name !== "dist/langevin.global.js")) {
    const [, map] = /\/\/# sourceMappingURL=(.+)\s*$/.exec(pack.read(file))!;
    const { sources, sourcesContent } = JSON.parse(pack.read(`${dirname(file)}/${map}`)) as {
      sources: string[];
      sourcesContent: (string | null)[];
    };
    expect(sourcesContent.length).toBe(sources.length);
    sources.forEach((source, i) => {
      if (source.startsWith("required-of-node:")) return; // made by the build
      expect(existsSync(join(root, dirname(file), source)), source).toBe(true);
      expect(sourcesContent[i]?.length).toBeGreaterThan(0);
    });
  }
});

test("the kernels' files are the inlined bytes' size", () => {
  for (const [file, { bytes }] of Object.entries({
    ...{ "kernels.wasm": kernels, "kernels-fused.wasm": kernels },
    "kernels-int16.wasm": int16Kernels,
  }))
    expect(readFileSync(join(pack.folder, "dist", file)).length).toBe(bytes);
});
