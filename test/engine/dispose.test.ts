import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

// In a process of its own, whose heap nobody else fills
const program = `
  import { createEngine, createScoreNetwork, train } from "./src/index.ts";
  const data = Float32Array.from({ length: 2000 }, (_, i) => i % 13);
  const cycle = async (i) => {
    const engine = await createEngine({ threads: i % 5 === 0 ? 2 : 1 });
    const network = createScoreNetwork(engine, { dim: 2, hidden: [32, 32] });
    for await (const progress of train(network, data, { sigmas: [2, 1], steps: 2, batchSize: 512 })) void progress;
    network.dispose();
    engine.dispose();
  };
  const bytes = async () => {
    for (let i = 0; i < 5; i++) { gc(); await new Promise((resolve) => setTimeout(resolve, 20)); }
    const { heapUsed, external, arrayBuffers } = process.memoryUsage();
    return { heapUsed, external, arrayBuffers };
  };
  for (let i = 0; i < 20; i++) await cycle(i);
  const before = await bytes();
  for (let i = 0; i < 200; i++) await cycle(i);
  const after = await bytes();
  console.log(JSON.stringify(Object.keys(before).map((key) => after[key] - before[key])));`;

test("200 times create, train, dispose: the heap grows by less than 5 MB", { timeout: 120_000 }, () => {
  const args = ["--expose-gc", "--import", "tsx", "--input-type=module", "--eval", program];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  for (const grown of JSON.parse(stdout) as number[]) expect(grown).toBeLessThan(5e6);
});
