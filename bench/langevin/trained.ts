import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { createEngine, createScoreNetwork, saveModel, train, type Engine, type ScoreNetwork } from "../../src/index.ts";
import { loadModelFile, saveModelFile } from "../../src/node.ts";
import type { DensityName } from "../../src/toys/index.ts";
import { progress } from "../kit/print.ts";
import { densityRows } from "../quality/train-density.ts";

/** All threads, and fused arithmetic where the engine has it. */
export async function fastEngine(): Promise<Engine> {
  // Node before 22 has it behind this flag
  if (Number(process.versions.node.split(".")[0]) < 22) setFlagsFromString("--experimental-wasm-relaxed-simd");
  try {
    return await createEngine({ arithmetic: "fused" });
  } catch {
    return createEngine();
  }
}

const FOLDER = fileURLToPath(new URL("../../out/networks/", import.meta.url));

/**
 * A network trained on a density by the library's defaults, from `out/networks` if it is there. A file's name holds the hash
 * of the network after three steps with all its settings: where these come out otherwise, it is trained anew.
 */
export async function trainedNetwork(engine: Engine, name: DensityName, quick: boolean): Promise<ScoreNetwork> {
  const rows = densityRows(name);
  const network = createScoreNetwork(engine, { dim: 2 });
  for await (const { step } of train(network, rows, { sigmas: "auto", ...(quick && { steps: 1000 }) }))
    if (step === 3) break;
  const hash = createHash("sha256").update(saveModel(network)).digest("hex").slice(0, 16);
  const path = `${FOLDER}${name}-${hash}.safetensors`;
  if (existsSync(path)) {
    progress(`langevin: trained before, ${path}`);
    network.dispose();
    return loadModelFile(engine, path);
  }
  progress(`langevin: training on ${name}`);
  await train(network, rows, { resume: true });
  mkdirSync(FOLDER, { recursive: true });
  await saveModelFile(network, path);
  return network;
}
