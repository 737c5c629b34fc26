import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Engine } from "../../src/engine/index.ts";
import { rowsOf } from "../../src/data/rows.ts";
import { loadModel } from "../../src/files/load-model.ts";
import { saveModel } from "../../src/files/save-model.ts";
import type { Check } from "../distributed/check.ts";
import { run } from "../engines/run.ts";
import { conditionsOf, everyKind, knownRows, labelsOf, noisedRows, otherKinds, SIGMAS, type Case } from "./networks.ts";

const ROWS = 1000;
const CLOSE = 2e-5;

/** The first Python with numpy: Debian's, or the one that is called python3. */
export const PYTHON = ["/usr/bin/python3", "python3"].find((python) => imports(python, "numpy")) ?? "python3";

export function hasModule(name: string): boolean {
  return imports(PYTHON, name);
}

function imports(python: string, name: string): boolean {
  return spawnSync(python, ["-c", `import ${name}`]).status === 0;
}

const TESTS = fileURLToPath(new URL("../../python/test_langevin.py", import.meta.url));

/** python/langevin.py: what it reads predicts as ours, and what it writes is read. */
export function pythonChecks(engine: Engine): Check[] {
  const skip = (): string | undefined =>
    hasModule("numpy") ? undefined : "no Python has numpy (Debian's package is python3-numpy)";
  return [{ name: "python/langevin.py: reads, predicts and writes as ours", skip, run: () => compare(engine) }];
}

async function compare(engine: Engine): Promise<string> {
  const kinds = [...everyKind(engine), ...otherKinds(engine)];
  const folder = mkdtempSync(join(tmpdir(), "langevin-python-"));
  const path = (name: string): string => join(folder, name);
  try {
    for (const kind of kinds) writeCase(kind, path);
    const env = { LANGEVIN_CASES: folder, PYTHONDONTWRITEBYTECODE: "1" };
    const { status, output, errors } = await run(PYTHON, [TESTS], { timeoutMillis: 120_000, env });
    if (status !== 0) throw new Error(`${output}\n${errors}`);

    // What Python has written again: the same weights, so the same bits
    for (const { name, network } of kinds) {
      const again = loadModel(engine, readFileSync(path(`${name}.again`)));
      const x = noisedRows(7, network.dim, 1, 1);
      if (again.predictNoise(x, 1).some((value, i) => value !== network.predictNoise(x, 1)[i]))
        throw new Error(`${name}: other predictions of what Python wrote`);
      again.dispose();
    }
    const made = loadModel(engine, readFileSync(path("made.again")));
    const floats = (name: string): Float32Array => new Float32Array(Uint8Array.from(readFileSync(path(name))).buffer);
    const [ours, theirs] = [made.predictNoise(floats("made.x"), 0.5), floats("made.noise")];
    const difference = Math.max(...ours.map((value, i) => Math.abs(value - theirs[i])));
    if (!(difference <= CLOSE))
      throw new Error(`a network made in Python predicts ${difference} from what it does there`);
    return output.split("\n").filter((line) => /difference|PyTorch/.test(line)).join("; "); // prettier-ignore
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A network's file, and arrays (σ, rows, dim) of noised rows, of what it predicts, and of what is known. */
function writeCase({ name, network }: Case, path: (name: string) => string): void {
  const { dim, classes } = network;
  const labels = labelsOf(ROWS);
  const known = network.options.masks ? knownRows(ROWS, network) : undefined;
  const rows = SIGMAS.map((sigma, k) => noisedRows(ROWS, dim, sigma, k));
  const numbers = network.conditions > 0 ? conditionsOf(ROWS, network) : undefined;
  const conditions = { ...(classes > 0 && { labels }), ...(known && { known }), ...numbers?.given };
  const noises = rows.map((x, k) => network.predict("check", "noise", x, SIGMAS[k], conditions));
  const arrays = { x: rows, noise: noises, ...(known && { known: SIGMAS.map(() => known) }) };
  for (const [kind, parts] of Object.entries(arrays))
    writeFileSync(path(`${name}.${kind}`), Buffer.concat(parts.map((part) => new Uint8Array(part.buffer))));
  writeFileSync(path(`${name}.safetensors`), saveModel(network, { for: "sampling" }));
  const about = {
    sigmas: SIGMAS,
    labels: classes > 0 ? [...labels] : null,
    // NaN becomes null
    conditions: numbers ? rowsOf(numbers.each, network.conditions) : null,
    arrays: Object.keys(arrays),
  };
  writeFileSync(path(`${name}.json`), JSON.stringify(about));
}
