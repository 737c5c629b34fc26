// Training that survives being killed: this program starts itself as a process that saves its model now and then, kills it
// in the middle without warning (SIGKILL), goes on from the file, and compares the end with a training that nobody killed.
// The two are equal to the last bit.
//
//     npm run example resume
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createEngine, createScoreNetwork, saveModel, train, type ScoreNetwork } from "langevin";
import { densities } from "langevin/toys";
import { loadModelFile, saveModelFile } from "langevin/node";

const data = densities.rings.sample(2000, { seed: 1 });
const settings = { sigmas: "auto", steps: 3000, batchSize: 128, seed: 1 } as const;
const newNetwork = async () => createScoreNetwork(await createEngine(), { dim: 2, hidden: [32, 32], seed: 1 });

/** Trains to the end, with a safe copy every 100 steps. */
async function trainWithCopies(network: ScoreNetwork, path: string): Promise<void> {
  for await (const { step } of train(network, data, settings)) {
    if (step % 100 === 0) await saveModelFile(network, path);
    process.send?.(step);
  }
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "resume-"));
  const path = join(folder, "rings.safetensors");

  const child = fork(fileURLToPath(import.meta.url), [path]);
  child.on("message", (step) => step === 250 && child.kill("SIGKILL"));
  await new Promise((resolve) => child.once("exit", resolve));
  console.log(`killed: ${child.signalCode}`);

  const network = await loadModelFile(await createEngine(), path);
  let resumedAt = 0;
  for await (const { step } of train(network, data, { resume: true })) resumedAt ||= step;
  console.log(`went on at step ${resumedAt}`);

  const undisturbed = await newNetwork();
  await train(undisturbed, data, settings);
  const same = Buffer.compare(saveModel(network), saveModel(undisturbed)) === 0;
  console.log(same ? "equal to a training that nobody killed, bit for bit" : "not equal: this is a bug");

  network.engine.dispose();
  undisturbed.engine.dispose();
  rmSync(folder, { recursive: true });
}

const [path] = process.argv.slice(2);
await (path && process.send ? trainWithCopies(await newNetwork(), path) : main());
