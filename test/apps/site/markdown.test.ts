import { resolve } from "node:path";
import { createMarkdownRenderer, type MarkdownRenderer } from "vitepress";
import { beforeAll, expect, test } from "vitest";
import { anchor } from "../../../apps/site/markdown/anchors.ts";
import { formulas } from "../../../apps/site/markdown/formulas.ts";
import { links } from "../../../apps/site/markdown/links.ts";
import { words } from "../../../apps/site/markdown/words.ts";
import { languageOf } from "../../../apps/site/pages.ts";
import { root } from "../../../apps/site/paths.ts";

let markdown: MarkdownRenderer;

beforeAll(async () => {
  markdown = await createMarkdownRenderer(root, {
    anchor: { slugify: anchor },
    config(renderer) {
      formulas(renderer);
      links(renderer, (file) => `files/${file}.html`);
      words(renderer, languageOf);
    },
  });
});

const render = (text: string, page = "guides/gaps", file = `docs/${page}`): string =>
  markdown.render(text, { realPath: resolve(root, `${file}.md`), path: `${page}.md`, relativePath: `${page}.md` });

test("dollars around a formula make MathML that keeps its TeX and that Vue leaves alone", () => {
  const html = render("The score $\\nabla \\log p(x)$ is it.");
  expect(html).toMatch(/<math v-pre[^>]*>.*<mo[^>]*>∇<\/mo>/s);
  expect(html).toContain('data-tex="\\nabla \\log p(x)"');
  expect(render("$$ x_{k+1} = x_k $$")).toMatch(/<math v-pre[^>]* display="block"/);
  expect(render("$$\na\n= b\n$$\n\nafter")).toMatch(/display="block"[^]*<p>after<\/p>/);
  expect(render("- a list\n\n  $$ x $$\n")).toMatch(/<li>[^]*display="block"[^]*<\/li>/);
});

test("prices and code are no formulas", () => {
  for (const text of ["It costs $29 or $30.", "a $ b $ c", "`$x$`", "```sh\necho $a $b$\n```", "\\$x$"])
    expect(render(text)).not.toContain("<math");
});

test("a formula that TeX refuses is an error", () => {
  expect(() => render("$\\frac{1$")).toThrow();
});

const leads = (html: string): string | undefined => /href="([^"]*)"/.exec(html)?.[1]!.replace(/^\.\/(?=\.)/, "");

test.each([
  ["../reference/errors.md#codes", "../reference/errors.html#codes"],
  ["files.md", "./files.html"],
  ["../internals/README.md", "../internals/"],
  ["../README.md", "../project/documentation.html"],
  ["../../CHANGELOG.md", "../project/changelog.html"],
  ["../../examples/first.ts", "../files/examples/first.ts.html"],
  ["../learn/cells/README.md", "../internals/cells.html"],
  ["#reading-r̂", "#reading-r̂"],
])("a link to %s leads to %s", (link, expected) => {
  expect(leads(render(`[x](${link})`))).toBe(expected);
});

test("links from files of the root, whose pages stand elsewhere", () => {
  const html = render("[x](docs/guides/gaps.md#a)", "project/readme", "README");
  expect(leads(html)).toBe("../guides/gaps.html#a");
});

test("boxes, buttons and anchors speak the page's language", () => {
  const text = "# 得分\n\n::: details\nx\n:::\n\n::: tip 自己的\ny\n:::\n\n```ts\n1;\n```\n";
  const html = render(text, "zh/guides/gaps");
  for (const part of ["<summary>详情</summary>", "自己的", 'title="复制代码"', 'aria-label="链接到 &quot;得分&quot;"'])
    expect(html).toContain(part);
  expect(render("::: details\nx\n:::\n")).toContain("<summary>Details</summary>");
});

test("what scrolls can be reached by keyboard", () => {
  for (const text of ["    indented code\n", "```ts\n1;\n```\n", "| a |\n| - |\n| 1 |\n", "$$ x $$\n"])
    expect(render(text)).toMatch(/<(pre|table|span)[^>]* tabindex="0"/);
});

test("an empty head of a column is a cell, one that is a formula alone has a letter", () => {
  const html = render("|   | $x$ |\n| - | --- |\n| 1 | 2 |\n");
  expect(html).toMatch(/<td[^>]*><\/td>\s*<th[^>]*><math [^]*<\/math>&#8288;<\/th>/);
});

test("anchors are those of repositories", () => {
  expect(anchor("How it works, and what it costs")).toBe("how-it-works-and-what-it-costs");
  expect(anchor("Reading R̂ and the effective sample size")).toBe("reading-r̂-and-the-effective-sample-size");
  expect(anchor("为什么要很多级？")).toBe("为什么要很多级");
});
