// npx tsx apps/site/cells/run-in-node.ts NAME… [--golden] [--all]: what cells show, in words, with their fingerprints; --golden
// records these in docs/learn/cells/golden.json.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { CellError } from "./cell-error.ts";
import { describeOutput } from "./describe.ts";
import { bitsOf, cellNames, cellText, goldenFile, modules, readGolden, runInNode } from "./node-cells.ts";
import { english } from "./words/english.ts";

const { values: flags, positionals } = parseArgs({
  options: { golden: { type: "boolean" }, all: { type: "boolean" } },
  allowPositionals: true,
});
const names = flags.all ? cellNames() : positionals;
if (names.length === 0) {
  console.error(`Name a cell, or --all. There are ${cellNames().join(", ")}.`);
  process.exit(1);
}

const golden = readGolden();
await Promise.all(Object.values(modules).map((load) => load())); // not part of a cell's time
for (const name of names) {
  console.log(`\n${name}`);
  const start = performance.now();
  try {
    const outputs = await runInNode(cellText(name));
    const seconds = (performance.now() - start) / 1000;
    for (const output of outputs) console.log(`  ${describeOutput(output, english)}`);
    const bits = bitsOf(outputs);
    if (!bits) throw new CellError("The cell has no show.bits(…).");
    const known = golden[name];
    const verdict = known === undefined ? "none recorded" : known === bits ? "as recorded" : `recorded is ${known}`;
    console.log(`  ${seconds.toFixed(2)} s; bits ${bits}, ${verdict}`);
    if (known !== undefined && known !== bits) process.exitCode = 1;
    golden[name] = bits;
  } catch (error) {
    const { message, line } = error as CellError;
    console.error(`  ${line === undefined ? "" : `line ${line}: `}${message}`);
    process.exitCode = 1;
  }
}
if (flags.golden) {
  const sorted = Object.fromEntries(cellNames().flatMap((name) => (golden[name] ? [[name, golden[name]]] : [])));
  writeFileSync(goldenFile, `${JSON.stringify(sorted, null, 2)}\n`);
  process.exitCode = 0;
}
