import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { expect, test } from "vitest";
import * as door from "../../src/engine/index.ts";

const src = new URL("../../src/", import.meta.url);
const parse = (path: string) =>
  ts.createSourceFile(path, readFileSync(new URL(path, src), "utf8"), ts.ScriptTarget.Latest, true);

test("other rooms reach the engine through its index alone", () => {
  const files = readdirSync(src, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts") && !path.startsWith("engine/"));
  const inside = files.flatMap((path) =>
    parse(path)
      .statements.filter((node) => ts.isImportDeclaration(node) || ts.isExportDeclaration(node))
      .map((node) => (node.moduleSpecifier as ts.StringLiteral | undefined)?.text ?? "")
      .filter((from) => /\bengine\//.test(from) && !from.endsWith("engine/index.ts"))
      .map((from) => `${path} imports ${from}`),
  );
  expect(files.length).toBeGreaterThan(50);
  expect(inside).toEqual([]);
});

/** Names of types that only this folder knows. */
const INSIDE = /\b(Pointer|Heap|Kernels|Core|NetworkMemory|Arena|Plan|Job)\b/;

/** What others see of a declaration: its members that are not private, without their bodies. */
function visible(node: ts.Node): string[] {
  if (ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node)) return node.members.filter(isPublic).map(head);
  return ts.isFunctionDeclaration(node) || ts.isTypeAliasDeclaration(node) ? [head(node)] : [];
}

const isPublic = (member: ts.ClassElement | ts.TypeElement): boolean =>
  !(member.name && ts.isPrivateIdentifier(member.name)) &&
  !ts.isClassStaticBlockDeclaration(member) &&
  !(ts.getCombinedModifierFlags(member as ts.Declaration) & ts.ModifierFlags.Private) &&
  !(member.name === undefined && ts.getJSDocTags(member).some(({ tagName }) => tagName.text === "internal"));

const head = (node: ts.Node): string => {
  const { body } = node as ts.Node & { body?: ts.Node };
  return node.getText().slice(0, body ? body.getStart() - node.getStart() : undefined);
};

test("no pointer passes the door: nothing public of what it exports names a place in memory", () => {
  const seen = parse("engine/index.ts").statements.flatMap((node) => {
    if (!ts.isExportDeclaration(node) || !node.exportClause || !ts.isNamedExports(node.exportClause)) return [];
    const file = parse(`engine/${(node.moduleSpecifier as ts.StringLiteral).text.slice(2)}`);
    const names = node.exportClause.elements.map(({ name }) => name.text);
    return file.statements
      .filter((statement) => names.includes((statement as ts.DeclarationStatement).name?.text ?? ""))
      .flatMap(visible);
  });
  expect(seen.length).toBeGreaterThan(60);
  expect(seen.filter((text) => INSIDE.test(text))).toEqual([]);
  expect(Object.keys(door)).not.toContain("coreOf");
});
