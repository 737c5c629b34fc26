import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";

/** What the site is built for in place of a folder of a server's. */
export const placeholder = "/__base__/";

/**
 * Makes a site that works in any folder of any server of one that was built for the placeholder's: pages refer to others and to files by
 * relative addresses, and tell scripts where the site begins.
 */
export function relocate(folder: string): void {
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, file);
    if (!/\.(html|js|css)$/.test(file)) continue;
    const text = readFileSync(path, "utf8");
    const up = relative(join(path, ".."), folder).replaceAll("\\", "/");
    const changed = file.endsWith(".js")
      ? script(text)
      : page(text, up === "" ? "./" : `${up}/`, file.endsWith(".html"));
    if (changed.includes(placeholder) && !file.endsWith(".js"))
      throw new Error(`${file}: an address could not be made relative`);
    if (changed !== text) writeFileSync(path, changed);
  }
  if (!existsSync(join(folder, "index.html"))) throw new Error(`${folder} holds no site`);
}

function page(text: string, up: string, isPage: boolean): string {
  const relativeText = text.replaceAll(placeholder, up);
  if (!isPage) return relativeText;
  return relativeText.replace(
    "<head>",
    `<head>\n    <script>window.__base=new URL("${up}",location.href).pathname</script>`,
  );
}

/** Strings of a script with the placeholder get the site's folder when they are used. */
export function script(text: string): string {
  if (!text.includes(placeholder)) return text;
  const pieces: string[] = [];
  let end = 0;
  const put = (from: number, to: number, piece: string): void => {
    pieces.push(text.slice(end, from), piece);
    end = to;
  };
  const visit = (node: ts.Node): void => {
    const own = text.slice(node.getStart(source), node.end);
    if (ts.isStringLiteral(node) && own.includes(placeholder)) {
      if (
        ts.isImportDeclaration(node.parent) ||
        ts.isExportDeclaration(node.parent) ||
        (ts.isPropertyAssignment(node.parent) && node.parent.name === node)
      )
        throw new Error(`${own.slice(0, 80)}: an address stands where no expression can`);
      put(node.getStart(source), node.end, `(${own}.replaceAll("${placeholder}",window.__base))`);
    } else if (isTemplatePart(node) && own.includes(placeholder))
      put(node.getStart(source), node.end, own.replaceAll(placeholder, "${window.__base}"));
    ts.forEachChild(node, visit);
  };
  const source = ts.createSourceFile("script.js", text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);
  visit(source);
  return [...pieces, text.slice(end)].join("");
}

const isTemplatePart = (node: ts.Node) =>
  ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
