import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as library from "../../src/index.ts";
import * as metrics from "../../src/metrics/index.ts";
import * as node from "../../src/node.ts";
import * as worker from "../../src/worker/index.ts";
import { codeBlocks, examplesOf, pages, root, sources } from "./pages.ts";

const folder = join(root, "build/docs");
const blocks = pages.flatMap((page) =>
  codeBlocks(page)
    .filter(({ language }) => language === "ts")
    .map((block, i) => ({ ...block, name: `${relative(root, page)}, block ${i + 1}` })),
);
const programs = blocks
  .filter(({ fragment }) => !fragment)
  .map((block, i) => ({ ...block, path: join(folder, `page-${i}.ts`) }));
const examples = sources
  .filter((file) => relative(root, file).startsWith("src/"))
  .flatMap((file) => examplesOf(file))
  .map((example) => ({ ...example, path: join(folder, `example-${example.name}.ts`) }));

/** The file of a program without its types, which plain Node runs. */
const plain = (path: string): string => path.replace(/ts$/, "mjs");

const run = async (path: string): Promise<string> => {
  const { stderr } = await promisify(execFile)(process.execPath, [path], { cwd: root, timeout: 100_000 });
  return stderr;
};

// Inside the repository, so that "langevin" is the built package
beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  for (const { path, code } of [...programs, ...examples]) {
    writeFileSync(path, code);
    writeFileSync(plain(path), ts.transpileModule(code, { compilerOptions }).outputText);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("blocks of the docs are programs, or marked as fragments", () => {
  expect(programs.filter(({ code }) => !code.startsWith("import ")).map(({ name }) => name)).toEqual([]);
  expect(programs.length).toBeGreaterThan(10);
});

it("every public function has an example", () => {
  const functions = [library, metrics, node, worker].flatMap((entry) => Object.entries(entry));
  const names = functions
    .filter(([, value]) => typeof value === "function" && !/^class\b/.test(Function.prototype.toString.call(value)))
    .map(([name]) => name);
  expect(names.filter((name) => !examples.some((example) => example.name === name))).toEqual([]);
  expect(names.length).toBeGreaterThan(40);
});

it("programs and examples have no mistake of types", () => {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) => readFileSync(path, "utf8")) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const all = [...programs, ...examples];
  const program = ts.createProgram(
    all.map(({ path }) => path),
    options,
  );
  const mistakes = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const place = all.find(({ path }) => path === file?.fileName)?.name ?? file?.fileName;
    const line = file ? file.getLineAndCharacterOfPosition(start!).line + 1 : 0;
    return `${place}, line ${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
  expect(mistakes).toEqual([]);
});

/** One process for all of them, which ends by itself if each lets go of what it holds. */
async function runAll(name: string, all: readonly { path: string }[]): Promise<string> {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, all.map(({ path }) => `await import(${JSON.stringify(plain(path))});\n`).join(""));
  return run(path);
}

describe("programs in the docs run to their end, those of a page one after another", () => {
  const names = [...new Set(programs.map(({ name }) => name.replace(/, block \d+$/, "")))];
  it.each(names)("%s", async (page) => {
    const all = programs.filter(({ name }) => name.startsWith(`${page}, block `));
    expect(await runAll(`page-${names.indexOf(page)}-all`, all)).toBe("");
  });
});

it("examples of functions run to their end", async () => {
  expect(await runAll("examples", examples)).toBe("");
});
