// npm run consumers [-- --quick] [-- --json] [-- --tarball FILE] [-- names…]: projects of the kinds users have, made from the packed library.
// Each trains and samples without any configuration; prints the table; exits with 1 when one failed or its bits differ.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { firstLine, run } from "../engines/run.ts";
import { checked } from "./commands.ts";
import { CannotRun, type Consumer } from "./consumer.ts";
import { consumers } from "./consumers.ts";
import { prepareFolder } from "./folder.ts";
import { formatTable, type Row } from "./table.ts";

const { values: flags, positionals } = parseArgs({
  options: { quick: { type: "boolean" }, json: { type: "boolean" }, tarball: { type: "string" } },
  allowPositionals: true,
});

const { hash: golden } = JSON.parse(readFileSync(new URL("golden.json", import.meta.url), "utf8")) as { hash: string };
const chosen = consumers.filter(
  ({ name, quick }) =>
    (!flags.quick || quick) &&
    (positionals.length === 0 || positionals.some((word) => name.toLowerCase().includes(word.toLowerCase()))),
);
if (chosen.length === 0) {
  console.error(`consumers: expected some of ${consumers.map(({ name }) => name).join("; ")}`);
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), "langevin-pack-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const tarball = flags.tarball === undefined ? await pack() : resolve(flags.tarball);

const rows: Row[] = [];
for (const consumer of chosen) {
  process.stderr.write(`${consumer.name} …`);
  const its = await rowsOf(consumer);
  rows.push(...its);
  process.stderr.write(` ${its.map(({ outcome }) => outcome).join(", ")}\n`);
}
console.log(flags.json ? JSON.stringify(rows, null, 2) : formatTable(rows));
process.exitCode = rows.some(({ outcome }) => outcome === "failed") ? 1 : 0;

async function pack(): Promise<string> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const output = checked("npm pack", await run("npm", args, { timeoutMillis: 60_000, folder: root }));
  const [{ filename }] = JSON.parse(output) as [{ filename: string }];
  return join(folder, filename);
}

async function rowsOf(consumer: Consumer): Promise<Row[]> {
  const began = performance.now();
  const { name } = consumer;
  const seconds = (): number => Math.round((performance.now() - began) / 100) / 10;
  try {
    const ran = await consumer.run(await prepareFolder(consumer, tarball));
    return ran.map(({ where, result: { hash, steps, threads, notice } }): Row => {
      const same = hash === golden && steps === 200;
      const reason = same ? notice : `expected samples ${golden} after 200 steps, got ${hash} after ${steps}`;
      return { name, where, outcome: same ? "same" : "failed", threads, reason, seconds: seconds() };
    });
  } catch (error) {
    const outcome = error instanceof CannotRun ? "not run" : "failed";
    return [{ name, where: "", outcome, reason: firstLine(error), seconds: seconds() }];
  }
}
