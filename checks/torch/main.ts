// npm run check:torch [-- --fixture]: the guide of weights from PyTorch, run by PyTorch where it is installed (PYTHON may say
// which Python has it), and its predictions beside those here. Last line: N passed, N failed. --fixture writes the files
// of test/node/fixture again.
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createEngine, createScoreNetwork, readTorchParameters, type ScoreNetworkOptions } from "langevin";
import { firstLine, lastLine, run } from "../engines/run.ts";

/** Of the largest prediction at a σ. */
const TOLERANCE = 1e-5;
const path = (from: string): string => fileURLToPath(new URL(from, import.meta.url));

interface Predictions {
  options: ScoreNetworkOptions;
  x: number[];
  sigmas: number[];
  /** ẑ at each σ. */
  noise: number[][];
}

async function findPython(): Promise<string | undefined> {
  for (const python of [process.env["PYTHON"], "python3", "/usr/bin/python3"]) {
    if (python === undefined) continue;
    const tried = await run(python, ["-c", "import torch"], { timeoutMillis: 60_000 }).catch(() => undefined);
    if (tried?.status === 0) return python;
  }
  return undefined;
}

const python = await findPython();
if (python === undefined) {
  console.log("not run: PyTorch is not installed (Debian: python3-torch; PYTHON may say which Python has it)");
  console.log("0 passed, 0 failed");
  process.exit();
}
const folder = mkdtempSync(join(tmpdir(), "langevin-torch-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const args = [path("program.py"), path("../../docs/guides/from-pytorch.md"), folder];
const { status, errors } = await run(python, args, { timeoutMillis: 120_000 });
if (status !== 0) {
  console.log(`the guide's program failed: ${lastLine(errors)}\n0 passed, 1 failed`);
  process.exit(1);
}

const engine = await createEngine({ threads: 1 });
let [passed, failed] = [0, 0];
for (const file of readdirSync(folder).filter((name) => name.endsWith(".safetensors"))) {
  const name = file.replace(/\.safetensors$/, "");
  let said: string;
  try {
    const { options, x, sigmas, noise } = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8")) as Predictions;
    const parameters = readTorchParameters(readFileSync(join(folder, file)));
    const network = createScoreNetwork(engine, { ...options, parameters });
    const errorsAt = sigmas.map((sigma, s) => {
      const largest = noise[s].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      return (
        network.predictNoise(x, sigma).reduce((most, z, i) => Math.max(most, Math.abs(z - noise[s][i])), 0) / largest
      );
    });
    const error = Math.max(...errorsAt);
    said = `${error <= TOLERANCE ? "✓" : "✗"} ${error.toExponential(1)}`;
    network.dispose();
  } catch (error) {
    said = `✗ ${firstLine(error)}`;
  }
  console.log(`${said}  ${name}`);
  if (said.startsWith("✓")) passed++;
  else failed++;
}
engine.dispose();
if (process.argv.includes("--fixture")) {
  const fixture = path("../../test/node/fixture");
  mkdirSync(fixture, { recursive: true });
  for (const kind of ["safetensors", "json"]) copyFileSync(join(folder, `tiny.${kind}`), join(fixture, `tiny.${kind}`));
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
