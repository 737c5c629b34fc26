import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parquetReadObjects } from "hyparquet";
import { createEngine, createScoreNetwork, dpmSolverPlusPlus, saveModel, train } from "langevin";
import { moons } from "langevin/toys";

/** The built program. */
export const program = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

/** The rows that checks make, in 12 parts: two blocks of the whole run's hash, and one part of fewer rows. */
export const ROWS = 70_000;
const PART = 6000;
const EVALUATIONS = 60;

/** A model, and the rows of one call on one machine. */
export interface Fixture {
  /** A folder of its own, with `model.langevin` and `bin/langevin`. */
  readonly folder: string;
  readonly model: string;
  /** `sample` and its options, but for the folder. */
  readonly sample: readonly string[];
  /** The row's bytes of one call. */
  readonly bytes: Uint8Array;
  /** The hash that the manifest must have. */
  readonly rowsSha256: string;
  /** A PATH on which `langevin` is the built program. */
  readonly path: string;
  close(): void;
}

/** Trains a small network and draws its rows in one call. */
export async function makeFixture(): Promise<Fixture> {
  const folder = mkdtempSync(join(tmpdir(), "langevin-distributed-"));
  const model = join(folder, "model.langevin");
  const engine = await createEngine({ threads: 1 });
  try {
    const network = createScoreNetwork(engine, { dim: 2, hidden: [32, 32] });
    await train(network, moons.sample(2000, { seed: 1 }), { sigmas: "auto", steps: 200 });
    writeFileSync(model, saveModel(network));
    const rows = await dpmSolverPlusPlus(network, "auto", { count: ROWS, evaluations: EVALUATIONS });
    const bytes = new Uint8Array(Float32Array.from(rows).buffer);
    const bin = join(folder, "bin");
    writeProgram(bin, "langevin", `exec "${process.execPath}" "${program}" "$@"`);
    return {
      folder,
      model,
      sample: ["sample", model, ...sampling],
      bytes,
      rowsSha256: treeOf(bytes, 8),
      path: `${bin}:${process.env["PATH"]}`,
      close: () => rmSync(folder, { recursive: true, force: true }),
    };
  } finally {
    engine.dispose();
  }
}

/** How rows are drawn, in the words of the command. */
export const sampling = [
  ...["--rows", String(ROWS), "--shard-rows", String(PART)],
  ...["--sampler", "dpmSolverPlusPlus", "--evaluations", String(EVALUATIONS)],
];

/** SHA-256 of the SHA-256 of blocks of 65,536 rows, as the manifest's description says. */
function treeOf(bytes: Uint8Array, bytesOfRow: number): string {
  const tree = createHash("sha256");
  const block = 65_536 * bytesOfRow;
  for (let at = 0; at < bytes.length; at += block)
    tree.update(
      createHash("sha256")
        .update(bytes.subarray(at, at + block))
        .digest(),
    );
  return tree.digest("hex");
}

/** A shell's program in a folder. */
export function writeProgram(folder: string, name: string, body: string): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, `#!/usr/bin/env bash\n${body}\n`);
  chmodSync(file, 0o755);
}

/** Throws unless a finished folder has the rows of one call: by its manifest, and by its parts as another reader has them. */
export async function checkRows({ bytes, rowsSha256 }: Fixture, folder: string): Promise<void> {
  const names = readdirSync(folder);
  if (!names.includes("_SUCCESS")) throw new Error(`${folder} has no _SUCCESS: ${names.join(", ")}`);
  const manifest = JSON.parse(readFileSync(join(folder, "_manifest.json"), "utf8")) as { rowsSha256: string };
  if (manifest.rowsSha256 !== rowsSha256) throw new Error(`the manifest has ${manifest.rowsSha256}, not ${rowsSha256}`);
  const hash = createHash("sha256");
  for (const name of names.filter((each) => each.endsWith(".parquet")).sort()) {
    const file = readFileSync(join(folder, name));
    const rows = await parquetReadObjects({ file: new Uint8Array(file).buffer });
    hash.update(new Uint8Array(Float32Array.from(rows.flatMap((row) => Object.values(row) as number[])).buffer));
  }
  const expected = createHash("sha256").update(bytes).digest("hex");
  if (hash.digest("hex") !== expected) throw new Error("the parts' rows are others than those of one call");
}
