import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../src/engine/index.ts";
import { createScoreNetwork } from "../../src/models/network.ts";
import { withLabels } from "../../src/models/conditioning/with-labels.ts";
import { saveOnnx, saveOnnxSampler } from "../../src/onnx/index.ts";
import { samplers } from "../../src/sampling/samplers/registry.ts";
import { train } from "../../src/training/train.ts";
import { moons } from "../../src/toys/moons.ts";
import { normals } from "../../test/reference/normal.ts";
import { PURPOSE, stepKey } from "../../test/reference/threefry.ts";
import type { Check } from "../distributed/check.ts";
import { run } from "../engines/run.ts";
import {
  conditionsOf,
  everyKind,
  knownRows,
  labelsOf,
  noisedRows,
  otherKinds,
  relativeDifference,
  SIGMAS,
  type Case,
} from "./networks.ts";
import { hasModule, PYTHON } from "./python.ts";
import type { Input, Runtime } from "./runtimes.ts";

const ROWS = [1, 7, 4096];
const CLOSE = 1e-5;
const OUTPUTS = ["score", "noise", "denoised"] as const;

/** Predictions and whole samplers in other runtimes against our own. */
export async function onnxChecks(engine: Engine, runtimes: Runtime[] | string): Promise<Check[]> {
  const missing = typeof runtimes === "string" ? runtimes : undefined;
  const list = typeof runtimes === "string" ? ([{ name: "onnxruntime" }] as Runtime[]) : runtimes;
  const skip = (): string | undefined => missing;
  const kinds = [...everyKind(engine), ...otherKinds(engine)];
  return [
    ...list.flatMap((runtime) => [
      ...kinds.map((kind) => ({
        name: `${runtime.name}: ${kind.name}, N = ${ROWS.join(", ")}`,
        skip,
        run: () => comparePredictions(runtime, kind),
      })),
      { name: `${runtime.name}: samplers`, skip, run: () => compareSamplers(engine, runtime) },
    ]),
    checkerCheck(kinds),
  ];
}

const table = (data: Float32Array | Int32Array, rows: number): Input => ({ data, shape: [rows, data.length / rows] });

/** Rows of all σ in turn, at once. */
async function comparePredictions(runtime: Runtime, { network, name }: Case): Promise<string> {
  const { dim, classes, conditions: columns } = network;
  const { masks } = network.options;
  let worst = 0;
  for (const output of OUTPUTS) {
    const predict = await runtime.open(saveOnnx(network, { output, units: "standardized" }));
    for (const rows of ROWS) {
      const places = Array.from({ length: rows }, (_, r) => r);
      const [x, ours, sigma] = [new Float32Array(rows * dim), new Float32Array(rows * dim), new Float32Array(rows)];
      const [labels, known] = [labelsOf(rows), masks ? knownRows(rows, network) : undefined];
      const numbers = columns > 0 ? conditionsOf(rows, network) : undefined;
      SIGMAS.forEach((level, k) => {
        const own = places.filter((r) => r % SIGMAS.length === k);
        if (own.length === 0) return;
        const noised = noisedRows(own.length, dim, level, k + rows);
        const knownOwn = known && Float32Array.from(own.flatMap((r) => [...known.subarray(r * dim, (r + 1) * dim)]));
        const conditions = {
          ...(classes > 0 && { labels: own.map((r) => labels[r]) }),
          ...(knownOwn && { known: knownOwn }),
          ...(numbers && { ...numbers.given, labels: own.map((r) => numbers.given.labels[r]) }),
        };
        const predicted = network.predict("check", output, noised, level, conditions);
        own.forEach((r, i) => {
          x.set(noised.subarray(i * dim, (i + 1) * dim), r * dim);
          ours.set(predicted.subarray(i * dim, (i + 1) * dim), r * dim);
          sigma[r] = level;
        });
      });
      const given = await predict({
        ...{ x: table(x, rows), sigma: table(sigma, rows) },
        ...(classes > 0 && { labels: table(labels, rows) }),
        ...(known && { known: table(known, rows) }),
        ...(numbers && { conditions: table(network.conditionEncoding!.encode(numbers.each), rows) }),
      });
      const free = (i: number): boolean => !known || Number.isNaN(known[i]);
      const difference = relativeDifference(given, ours, free);
      worst = Math.max(worst, difference);
      if (!(difference <= CLOSE)) throw new Error(`${name}, ${output}, N = ${rows}: ${difference} from ours`);
    }
  }
  return `largest difference ${worst.toExponential(1)}`;
}

async function compareSamplers(engine: Engine, runtime: Runtime): Promise<string> {
  const { thetaAdams, dpmSolverPlusPlus, heunOde, ancestral } = samplers;
  const network = createScoreNetwork(engine, { dim: 2, hidden: [64, 64], classes: 2, seed: 1 });
  const rows = moons.sample(2000, { seed: 1 });
  const labels = Int32Array.from({ length: 2000 }, (_, r) => Number(rows[2 * r] > 0));
  await train(network, rows, { sigmas: "auto", steps: 200, batchSize: 128, labels, seed: 1 });
  const seed = 5;
  let worst = 0;
  for (const [sampler, evaluations] of [
    [thetaAdams, 8],
    [dpmSolverPlusPlus, 8],
    [heunOde, 9],
    [ancestral, 8],
  ] as const) {
    // prettier-ignore
    const draw = await runtime.open(await saveOnnxSampler(network, sampler, { evaluations }));
    for (const count of ROWS) {
      const given = labelsOf(count).map((label) => Math.min(label, 1));
      const ours = await sampler(withLabels(network, given), "auto", { count, seed, evaluations });
      const noise = Float32Array.from(normals(stepKey(seed, PURPOSE.start), count, 2));
      const draws = evaluations - 1; // none in the step to σ = 0
      const drawn = Array.from({ length: draws }, (_, k) => [...normals(stepKey(seed, PURPOSE.steps, k, 0), count, 2)]);
      const result = await draw({
        ...{ noise: table(noise, count), labels: table(given, count) },
        ...(sampler === ancestral && { steps: { shape: [draws, count, 2], data: Float32Array.from(drawn.flat()) } }),
      });
      const difference = relativeDifference(result, ours);
      worst = Math.max(worst, difference);
      const what = sampler.description.name;
      if (!(difference <= CLOSE)) throw new Error(`${what}, N = ${count}: ${difference} from ours`);
    }
  }
  return `largest difference of rows ${worst.toExponential(1)}`;
}

/** Python's own checker of the format. */
function checkerCheck(kinds: readonly Case[]): Check {
  return {
    name: "onnx.checker",
    skip: () => (hasModule("onnx") ? undefined : `${PYTHON} has no onnx (Debian's package is python3-onnx)`),
    run: async () => {
      const folder = mkdtempSync(join(tmpdir(), "langevin-onnx-"));
      try {
        for (const { name, network } of kinds) writeFileSync(join(folder, `${name}.onnx`), saveOnnx(network));
        const code =
          "import glob, onnx\nfor path in glob.glob('*.onnx'): onnx.checker.check_model(onnx.load(path), full_check=True)";
        const { status, errors } = await run(PYTHON, ["-c", code], { timeoutMillis: 60_000, folder });
        if (status !== 0) throw new Error(errors);
      } finally {
        rmSync(folder, { recursive: true });
      }
      return `${kinds.length} files`;
    },
  };
}
