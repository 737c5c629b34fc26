import { describe, expect, it } from "vitest";
import { CellError } from "../../../../apps/site/cells/cell-error.ts";
import { importsOf, withAddresses } from "../../../../apps/site/cells/imports.ts";

const rewritten = (text: string): string => withAddresses(text, importsOf(text), (specifier) => `<${specifier}>`);

describe("imports of a cell", () => {
  it.each([
    ['import "a";', 'import "<a>";'],
    ["import b from 'a'", 'import b from "<a>"'],
    ['import { x as y, default as z } from "a";', 'import { x as y, default as z } from "<a>";'],
    ['import * as all\n  from\n  "a"; f()', 'import * as all\n  from\n  "<a>"; f()'],
    ['import{x}from"a";import{y}from"b"', 'import{x}from"<a>";import{y}from"<b>"'],
    ['import /* from "no" */ { x } from /* "no" */ "a"', 'import /* from "no" */ { x } from /* "no" */ "<a>"'],
    ['export { x } from "a"; export * from "b";', 'export { x } from "<a>"; export * from "<b>";'],
    ['const m = await import("a");', 'const m = await import("<a>");'],
    ['f(() => [import(\n"a")])', 'f(() => [import(\n"<a>")])'],
    ['const late = 1;\nimport { x } from "a";', 'const late = 1;\nimport { x } from "<a>";'],
    ['import { "odd name" as x } from "a"', 'import { "odd name" as x } from "<a>"'],
  ])("rewrites %j", (text, expected) => expect(rewritten(text)).toBe(expected));

  it.each([
    'const s = "import x from \\"a\\"";',
    "const s = 'import(\"a\")';",
    'const s = `import { x } from "a"; ${"import \'b\'"}`;',
    '// import x from "a"',
    '/* import x from "a"\nimport "b" */',
    '/import "a"/.test("import \\"a\\"");',
    'const a = 4 / 2; const b = "/"; const c = a / 2;',
    'object.import("a"); object?.from("a");',
    'const o = { import: "a", from: "b" };',
    "import.meta.url;",
  ])("leaves %j alone", (text) => expect(rewritten(text)).toBe(text));

  it("says line and names of each", () => {
    const text = '\nimport all, { x, y as z } from "a";\nexport { w } from "b";\nimport * as n from "c";';
    expect(importsOf(text).map(({ line, specifier, names }) => [line, specifier, names])).toEqual([
      [2, "a", ["default", "x", "y"]],
      [3, "b", ["w"]],
      [4, "c", []],
    ]);
  });

  it.each([
    ["let x = 1;\nlet y = ;", 2, "This is no JavaScript yet: Unexpected token."],
    ['f("a\n', 1, "This is no JavaScript yet: Unterminated string constant."],
    ["\n\nconst name = 'a'; import(name)", 3, "import(…) takes the name of a module in quotes."],
  ])("refuses %j with its line", (text, line, message) => {
    const error = errorOf(() => importsOf(text));
    expect(error).toBeInstanceOf(CellError);
    expect(error).toMatchObject({ line, message });
  });
});

function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error("expected an error");
}
