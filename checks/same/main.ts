// npm run same [-- --quick] [-- --update]: the same bits on every engine and any number of threads. Prints the matrix;
// exits with 1 when a cell's bits differ or it failed.
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { browsers } from "../engines/browsers.ts";
import { cacheFolder } from "../engines/installed.ts";
import { firstLine } from "../engines/run.ts";
import { bunFromNpm, currentNode, denoFromNpm, nodeFromNpm, withOption, type Runtime } from "../engines/runtimes.ts";
import { browser } from "./browsers.ts";
import { commandLine } from "./command-line.ts";
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
const folder = mkdtempSync(join(cacheFolder, "same-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
cpSync(fileURLToPath(new URL("../../dist", import.meta.url)), join(folder, "library"), { recursive: true });
copyFileSync(fileURLToPath(new URL("cell.js", import.meta.url)), join(folder, "cell.js"));
writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
writeFileSync(join(folder, "index.html"), "<!doctype html><title>same</title>");
const library = pathToFileURL(join(folder, "library/index.js"));

const REVECTORIZE = "--experimental-wasm-revectorize";
const onCommandLine = (name: string, find: () => Runtime | Promise<Runtime>): EngineSource => ({
  name,
  start: async () => [commandLine(await find(), library)],
});
const everything: EngineSource[] = [
  ...[20, 22, 24, 26].map((major) => onCommandLine(`Node ${major}`, () => nodeFromNpm(major))),
  // Pairs of 128-bit operations become 256-bit ones
  ...[24, 26].map((major) =>
    onCommandLine(`Node ${major} ${REVECTORIZE}`, async () => withOption(await nodeFromNpm(major), REVECTORIZE)),
  ),
  onCommandLine("Deno", denoFromNpm),
  onCommandLine("Bun", bunFromNpm),
  ...browsers.map((kind) => browser(kind, folder)),
];
const sources = flags.quick ? [onCommandLine("Node", () => currentNode)] : everything;
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
