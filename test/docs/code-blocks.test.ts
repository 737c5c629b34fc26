import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeBlocks, pages, root } from "./pages.ts";

const blocks = pages.flatMap((page) =>
  codeBlocks(page)
    .filter(({ language }) => language === "ts")
    .map((block, i) => ({ ...block, name: `${relative(root, page)}, block ${i + 1}` })),
);
const programs = blocks
  .filter(({ fragment }) => !fragment)
  .map((block, i) => ({ ...block, path: join(root, "build/docs", `${i}.ts`) }));

// Inside the repository, so that "langevin" is the built package
beforeAll(() => {
  mkdirSync(join(root, "build/docs"), { recursive: true });
  for (const { path, code } of programs) writeFileSync(path, code);
});
afterAll(() => rmSync(join(root, "build/docs"), { recursive: true, force: true }));

it("blocks of the docs are programs, or marked as fragments", () => {
  expect(programs.filter(({ code }) => !code.startsWith("import ")).map(({ name }) => name)).toEqual([]);
  expect(programs.length).toBeGreaterThan(10);
});

it("programs in the docs have no mistake of types", () => {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), (path) => readFileSync(path, "utf8")) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram(
    programs.map(({ path }) => path),
    { ...options, noUnusedLocals: false },
  );
  const mistakes = ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const place = programs.find(({ path }) => path === file?.fileName)?.name ?? file?.fileName;
    const line = file ? file.getLineAndCharacterOfPosition(start!).line + 1 : 0;
    return `${place}, line ${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
  expect(mistakes).toEqual([]);
});

describe("programs in the docs run to their end", () => {
  const tsx = fileURLToPath(new URL("../../node_modules/tsx/dist/cli.mjs", import.meta.url));
  it.each(programs)("$name", async ({ path }) => {
    const { stderr } = await promisify(execFile)(process.execPath, [tsx, path], { cwd: root, timeout: 100_000 });
    expect(stderr).toBe("");
  });
});
