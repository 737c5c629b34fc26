// npm run same [-- --quick] [-- --update]: the same bits on every engine and any number of threads. Prints the matrix;
// exits with 1 when a cell's bits differ or it failed.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { browser, browsers } from "./browsers.ts";
import { cacheFolder } from "./cache.ts";
import { bunFromNpm, currentNode, denoFromNpm, nodeFromNpm } from "./command-line.ts";
import type { EngineSource } from "./engine.ts";
import { readGolden, writeGolden } from "./golden.ts";
import { columns, formatMatrix, symbols, type Outcome, type Row } from "./matrix.ts";
import { runColumns } from "./run.ts";

const { values: flags } = parseArgs({
  options: { quick: { type: "boolean" }, update: { type: "boolean" } },
});

const built = fileURLToPath(new URL("../../dist/index.js", import.meta.url));
if (!existsSync(built)) {
  console.error("dist/index.js is absent: npm run build makes it.");
  process.exit(1);
}

// A copy, so that a build meanwhile does not make cells of one matrix run different code
mkdirSync(cacheFolder, { recursive: true });
const folder = mkdtempSync(join(cacheFolder, "run-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const copy = join(folder, "index.mjs");
copyFileSync(built, copy);
const library = pathToFileURL(copy);

const everything: EngineSource[] = [
  ...[20, 22, 24, 26].map((major) => nodeFromNpm(major, library)),
  denoFromNpm(library),
  bunFromNpm(library),
  ...browsers.map((one) => browser(one, library)),
];
const current: EngineSource = { name: "Node", start: () => Promise.resolve([currentNode(library)]) };
const sources = flags.quick ? [current] : everything;
const shown = flags.quick ? columns.filter(({ threads }) => threads <= 2) : columns;

// With --update the first cell of each arithmetic that runs makes the hashes that all the others must have
const golden = flags.update ? {} : readGolden();
const rows: Row[] = [];
for (const source of sources) {
  process.stderr.write(`${source.name} `);
  try {
    const engines = await source.start();
    try {
      for (const engine of engines) {
        const onCell = ({ kind }: Outcome): unknown => process.stderr.write(symbols[kind]);
        const outcomes = await runColumns(engine, shown, golden, { update: flags.update, onCell });
        rows.push({ engine: engine.name, outcomes });
      }
    } finally {
      for (const { close } of engines) await close?.();
    }
  } catch (error) {
    const outcome: Outcome = { kind: "not run", reason: firstLine(error) };
    rows.push({ engine: source.name, outcomes: shown.map(() => outcome) });
  }
  process.stderr.write("\n");
}
if (flags.update) writeGolden(golden);
console.log(formatMatrix(rows, shown));
const bad = rows.some(({ outcomes }) => outcomes.some(({ kind }) => kind === "different" || kind === "failed"));
process.exitCode = bad ? 1 : 0;

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split("\n")[0];
}
