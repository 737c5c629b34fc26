// Calls every exported function with wrong arguments: only typed errors, no long pauses, no numbers that are not finite.
//   npm run check:fuzz -- [--calls N] [--seed S] [--only id]
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { snippetOf, validCall, wrongCall } from "./call.ts";
import { missing } from "./coverage.ts";
import { endWorker, execute } from "./execute.ts";
import { recipes } from "./recipes/index.ts";

const { values: flags } = parseArgs({
  options: {
    calls: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    processes: { type: "string", default: "2" },
  },
});
const [calls, seed, processes] = [flags.calls, flags.seed, flags.processes].map(Number);
/** Calls of one process, and how long one may take to show that it goes on, in milliseconds. */
const [SHARE, PATIENCE] = [2000, 60_000];
/** Milliseconds in which valid calls come to an end, on a busy machine too. */
const VALID_WITHIN = 5000;

// Paths that calls make up lead nowhere else
const folder = mkdtempSync(join(tmpdir(), "langevin-fuzz-"));
process.chdir(folder);
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

let [passed, failed] = [0, 0];

/** The first failure of each kind: the others are like it. */
const kinds = new Map<string, number | string>();

function report(id: number | string, fault: string, snippet: string): void {
  failed++;
  const kind = fault
    .split("\n")
    .slice(0, 2)
    .join("")
    .replace(/[0-9]+/g, "0");
  const first = kinds.get(kind);
  if (first !== undefined) return console.log(`✗ ${id}: as ${first}`);
  kinds.set(kind, id);
  console.log(`\n✗ ${id} (seed ${seed}): ${fault}\n${snippet.replace(/^/gm, "    ")}`);
}

if (flags.only !== undefined) {
  const call = wrongCall(recipes, seed, Number(flags.only));
  console.log(snippetOf(call));
  const { fault, said } = await execute(call);
  console.log(`\n→ ${said}`);
  if (fault) report(flags.only, fault, "");
  else passed++;
} else {
  for (const name of missing(recipes)) report(name, "no recipe calls it", "");
  for (const recipe of recipes) {
    const call = validCall(recipe);
    const { fault, said } = await execute(call, VALID_WITHIN);
    if (fault || !(said === "a result" || recipe.files || recipe.text.includes("disposed")))
      report("valid", fault ?? said, snippetOf(call));
  }
  let next = 0;
  await Promise.all(
    Array.from({ length: processes }, async () => {
      while (next < calls) {
        const from = next;
        next = Math.min(calls, from + SHARE);
        await share(from, next);
        process.stderr.write(`\r${passed + failed} of ${calls} calls, ${failed} failed `);
      }
    }),
  );
  process.stderr.write("\n");
}
endWorker();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

/** Calls from…to−1 in a process; of one that ends on the way, the rest in another. */
async function share(from: number, to: number): Promise<void> {
  for (let at = from; at < to;) {
    const { begun, ended } = await inProcess(at, to);
    if (!ended) break;
    fail(begun, ended);
    at = begun + 1;
  }
}

function fail(id: number, fault: string): void {
  passed--;
  report(id, fault, snippetOf(wrongCall(recipes, seed, id)));
}

/** Up to which call the process came, and how it ended before the last, if it did. */
function inProcess(from: number, to: number): Promise<{ begun: number; ended: string | undefined }> {
  return new Promise((resolve) => {
    const program = fileURLToPath(new URL("child.ts", import.meta.url));
    const child = fork(program, { cwd: folder, stdio: ["ignore", "ignore", "pipe", "ipc"] });
    let [begun, done, errors, silent] = [from - 1, false, "", false];
    const patience = setTimeout(() => ((silent = true), child.kill("SIGKILL")), PATIENCE);
    child.stderr!.on("data", (text: Buffer) => (errors = (errors + String(text)).slice(-2000)));
    child.on("message", (message: { begun?: number; failed?: number; fault?: string; done?: true }) => {
      patience.refresh();
      if (message.begun !== undefined) {
        begun = message.begun;
        passed++;
      }
      if (message.failed !== undefined) fail(message.failed, message.fault!);
      if (message.done) done = true;
    });
    child.on("exit", (status, signal) => {
      clearTimeout(patience);
      const how = silent ? `no answer in ${PATIENCE / 1000} s` : `the process ended (${status ?? signal}): ${errors}`;
      resolve({ begun: Math.max(begun, from), ended: done ? undefined : how });
    });
    child.send({ seed, from, to });
  });
}
