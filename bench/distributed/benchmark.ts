import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Table from "cli-table3";
import { createEngine, createScoreNetwork, saveModel, train } from "../../src/index.ts";
import { moons } from "../../src/toys/index.ts";
import { median } from "../kit/harness.ts";
import { progress } from "../kit/print.ts";

/** One figure; what `--json` prints an array of. */
export interface DistributedRow {
  case: string;
  metric: string;
  value: number;
  /** What is good enough; null where the figure stands for comparison. */
  wanted: string | null;
}

const program = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** Rows of a part: more than half a second of a core. */
const PART = 16_384;
/** Parts of the run that is measured, and of the two by which its time is foretold. */
const [PARTS, FEW, MORE] = [16, 1, 5];
const ROUNDS = 5;

/**
 * How much faster two processes of one thread are than one, each with its share of a run's parts, and how well the cost of a
 * run is foretold: T = a + b·(parts of a process), a and b from two short runs. Medians of rounds in which all take turns.
 */
export async function benchmarkDistributed(): Promise<DistributedRow[]> {
  if (!existsSync(program)) throw new Error("distributed: expected the built program; npm run build makes it");
  const folder = mkdtempSync(join(tmpdir(), "langevin-distributed-"));
  try {
    const model = join(folder, "model.safetensors");
    await writeModel(model);
    const runs = { few: [FEW, 1], more: [MORE, 1], one: [PARTS, 1], two: [PARTS, 2] } as const;
    const seconds = { few: [] as number[], more: [] as number[], one: [] as number[], two: [] as number[] };
    const names = Object.keys(runs) as (keyof typeof runs)[];
    await timeRun(model, join(folder, "warm"), runs.few);
    for (let round = 0; round < ROUNDS; round++)
      for (let k = 0; k < names.length; k++) {
        const name = names[(round + k) % names.length];
        seconds[name].push(await timeRun(model, join(folder, `${name}-${round}`), runs[name]));
        progress(`distributed: ${name} ${seconds[name].at(-1)?.toFixed(2)} s`);
      }
    const middle = (name: keyof typeof runs): number => median([...seconds[name]].sort((a, b) => a - b));
    const perPart = (middle("more") - middle("few")) / (MORE - FEW);
    const start = middle("few") - FEW * perPart;
    const label = `2-D 128×3, 20 evaluations, ${PARTS} parts of ${PART} rows`;
    const row = (metric: string, value: number, wanted: string | null = null) => ({
      case: label,
      metric,
      value,
      wanted,
    });
    return [
      row("one process (s)", middle("one")),
      row("two processes (s)", middle("two")),
      row("two processes ÷ one", middle("one") / middle("two"), "≥ 1.8"),
      row("start of a process (s)", start),
      row("part (s)", perPart),
      row("foretold ÷ measured, one process", (start + PARTS * perPart) / middle("one"), "0.9 to 1.1"),
      row("foretold ÷ measured, two processes", (start + (PARTS / 2) * perPart) / middle("two"), "0.9 to 1.1"),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function writeModel(path: string): Promise<void> {
  const engine = await createEngine();
  const network = createScoreNetwork(engine, { dim: 2, hidden: [128, 128, 128] });
  await train(network, moons.sample(2000, { seed: 1 }), { sigmas: "auto", steps: 100 });
  writeFileSync(path, saveModel(network, { for: "sampling" }));
  engine.dispose();
}

/** Seconds until every process has done its share. */
async function timeRun(model: string, out: string, [parts, processes]: readonly [number, number]): Promise<number> {
  const begun = performance.now();
  const shares = Array.from({ length: processes }, (_, k) => `${k + 1}/${processes}`);
  await Promise.all(
    shares.map((share) => {
      const sampling = ["--sampler", "dpmSolverPlusPlus", "--evaluations", "20", "--threads", "1", "--quiet"];
      const rows = ["--rows", String(parts * PART), "--shard-rows", String(PART), "--out", out, "--shard", share];
      return ended(spawn(process.execPath, [program, "sample", model, ...rows, ...sampling], { stdio: "inherit" }));
    }),
  );
  return (performance.now() - begun) / 1000;
}

function ended(child: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) =>
      status === 0 ? resolve() : reject(new Error(`langevin sample: exit code ${status}`)),
    );
  });
}

export function formatDistributed(rows: readonly DistributedRow[]): string {
  const table = new Table({ head: ["case", "figure", "value", "wanted"], style: { head: [], border: [] } });
  for (const { case: name, metric, value, wanted } of rows)
    table.push([name, metric, value.toPrecision(3), wanted ?? ""]);
  return table.toString();
}
