// One fresh process: a user's first program up to its first finished step, and the main thread's processor time of each phase.
// Arguments: the built library's folder as a URL, the sigmas ("auto" or "ladder"), the rows.
import { readFileSync } from "node:fs";

/** Milliseconds that this thread has run; asking for the process's own first brings the kernel's count of it up to date. */
function threadMillis() {
  process.cpuUsage();
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, "latin1").split(" ")[0]) / 1e6;
}

const [folder, sigmas, rows] = process.argv.slice(2);
const data = Array.from({ length: Number(rows) }, (_, i) => [Math.cos(i), Math.sin(i)]);
const ladder = Array.from({ length: 24 }, (_, i) => 2 * 0.8 ** i);
threadMillis();

const phases = {};
let before = threadMillis();
const ended = (phase) => {
  const now = threadMillis();
  phases[phase] = now - before;
  before = threadMillis();
};

const { createEngine, createScoreNetwork, train } = await import(`${folder}/index.js`);
ended("import");
const begun = performance.now();
const engine = await createEngine();
ended("createEngine");
const network = createScoreNetwork(engine, { dim: 2 });
ended("createScoreNetwork");
const run = train(network, data, { sigmas: sigmas === "auto" ? "auto" : ladder });
ended("train");
await run[Symbol.asyncIterator]().next();
ended("first step");
const wall = performance.now() - begun;
process.stdout.write(JSON.stringify({ phases, wall }));
process.exit();
