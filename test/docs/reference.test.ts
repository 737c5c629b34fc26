import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { decodeSafetensors } from "../../src/files/decode-safetensors.ts";
import { createEngine, createScoreNetwork, samplers, saveModel, train } from "../../src/index.ts";
import { pages } from "./pages.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("every room of src/ is on the page about rooms, and every one on it is there", () => {
  const named = [...read("docs/internals/rooms.md").matchAll(/^\| `src\/([\w-]+)`/gm)].map(([, name]) => name);
  const there = readdirSync(new URL("../../src", import.meta.url), { withFileTypes: true });
  const rooms = there.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  expect(named.toSorted()).toEqual(rooms.toSorted());
});

test("every error code is on the page about errors, and every one on it is there", () => {
  const page = read("docs/reference/errors.md");
  const named = [...page.matchAll(/^\| `([\w-]+)` /gm)].map(([, code]) => code);
  const union = /export type ErrorCode =([^;]+);/.exec(read("src/support/errors.ts"))![1];
  expect(named.toSorted()).toEqual([...union.matchAll(/"([\w-]+)"/g)].map(([, code]) => code).toSorted());
});

test("every entry of the package is on the page about entries, and every one on it is there", () => {
  const named = [...read("docs/reference/entries.md").matchAll(/^\| `(langevin[\w/.-]*)`/gm)].map(([, entry]) => entry);
  const { exports } = JSON.parse(read("package.json")) as { exports: Record<string, unknown> };
  const entries = Object.keys(exports).filter((name) => name !== "./package.json");
  expect(named.toSorted()).toEqual(entries.map((name) => name.replace(".", "langevin")).toSorted());
});

test("every npm script that a page names is there", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const named = pages.flatMap((page) => [...readFileSync(page, "utf8").matchAll(/npm run (?:-s )?([\w:-]+)/g)]);
  expect(named.map(([, name]) => name).filter((name) => !(name in scripts))).toEqual([]);
  expect(named.length).toBeGreaterThan(15);
});

test("the table of samplers has the names and costs of the registry", () => {
  const rows = read("docs/guides/samplers.md").matchAll(/^\| `(\w+)` +\|[^|]+\| +([^|]+?) +\|/gm);
  const costs = Object.values(samplers).map(({ description: { name, evaluations } }) => {
    return [name, evaluations?.toLocaleString("en-US") ?? "50 to 150"];
  });
  expect(Object.fromEntries([...rows].map(([, name, cost]) => [name, cost]))).toEqual(Object.fromEntries(costs));
});

test("every tensor and every key of a model file is on the page about the format", async () => {
  const page = read("docs/reference/file-format.md");
  const engine = await createEngine({ threads: 1 });
  const network = createScoreNetwork(engine, { dim: 2, hidden: [8] });
  const settings = { sigmas: "auto", steps: 1, batchSize: 8, coupling: "optimal-transport", referenceRows: 1 } as const;
  const data = Array.from({ length: 20 }, (_, i) => [Math.cos(i), i % 3]);
  for await (const _ of train(network, data, settings)) void _;
  const { tensors, metadata } = decodeSafetensors(saveModel(network));
  engine.dispose();
  const json = [...metadata.values()].filter((text) => text.startsWith("{")).map((text) => JSON.parse(text) as object);
  const { settings: saved } = JSON.parse(metadata.get("training")!) as { settings: object };
  const keys = [...metadata.keys(), "checksum", ...[...json, saved].flatMap((object) => Object.keys(object))];
  const names = [...tensors.keys()].map((name) => name.replace(/\.\d+\./, ".l."));
  expect([...keys, ...names].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  expect(names.length).toBeGreaterThan(15);
});
