import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { functionPages } from "../../../apps/site/functions.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "langevin-functions-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

const small = {
  "index/index.md":
    "# index\n\n## Train\n\n- [TrainOptions](interfaces/TrainOptions.md)\n- [train](functions/train.md)\n",
  "index/functions/train.md":
    "# Function: train()\n\nSee [steps](../interfaces/TrainOptions.md#property-steps).\n\n## Returns\n\n```ts\n# no heading\n```\n",
  "index/interfaces/TrainOptions.md":
    '# Interface: TrainOptions\n\nOf [train](../functions/train.md).\n\n## Properties\n\n| <a id="property-steps"></a> `steps` |\n',
  "toys/index.md": "# toys\n\n## Functions\n\n- [moons](functions/moons.md)\n",
  "toys/functions/moons.md": "# Function: moons()\n\nFor [train](../../index/functions/train.md).\n",
};

test("a page for each subject and entry, functions first, links between them", () => {
  write(small);
  const pages = functionPages(folder);
  expect(pages.map(({ name }) => name)).toEqual(["train", "langevin-toys", "index"]);
  const [train, toys, index] = pages.map(({ text }) => text);
  expect(train!.indexOf("## train() {#train}")).toBeLessThan(train!.indexOf("## TrainOptions {#TrainOptions}"));
  expect(train).toContain("[steps](train.md#TrainOptions-steps)");
  expect(train).toContain('<a id="TrainOptions-steps"></a>');
  expect(train).toContain("### Returns {#train-returns}\n\n```ts\n# no heading\n```");
  expect(toys).toContain("[train](train.md#train)");
  expect(index).toContain("[train()](train.md#train) · [TrainOptions](train.md#TrainOptions)");
});

test("a long page is cut into functions and types", () => {
  write({ ...small, "index/functions/train.md": `# Function: train()\n\n${"long ".repeat(10_000)}\n` });
  expect(functionPages(folder).map(({ name }) => name)).toEqual(["train", "train-types", "langevin-toys", "index"]);
});

test("what is still long is cut into parts, and links lead to them", () => {
  const long = (name: string) => `# Function: ${name}()\n\nSee [b](b.md).\n\n${"long ".repeat(10_000)}\n`;
  write({
    "toys/index.md": "# toys\n\n## Functions\n\n- [a](functions/a.md)\n- [b](functions/b.md)\n",
    "toys/functions/a.md": long("a"),
    "toys/functions/b.md": long("b"),
  });
  const pages = functionPages(folder);
  expect(pages.map(({ name, title }) => [name, title])).toEqual([
    ["langevin-toys", "langevin/toys"],
    ["langevin-toys-2", "langevin/toys, 2"],
    ["index", "Functions and types"],
  ]);
  for (const { text } of pages.slice(0, 2)) expect(text).toContain("See [b](langevin-toys-2.md#b)");
});

test("a link to what is in no page is an error, and without typedoc's files there are no pages", () => {
  write({ ...small, "toys/functions/moons.md": "# Function: moons()\n\n[lost](lost.md)\n" });
  expect(() => functionPages(folder)).toThrow("toys/functions/moons.md: no page has lost.md");
  expect(functionPages(join(folder, "none"))).toEqual([]);
});
