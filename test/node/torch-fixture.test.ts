// What PyTorch itself wrote: files that only Node can read.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readTorchParameters } from "../../src/files/torch/read-torch-parameters.ts";
import { createEngine, createScoreNetwork, LangevinError, type ScoreNetworkOptions } from "../../src/index.ts";

const fixture = (name: string) => readFileSync(new URL(`fixture/${name}`, import.meta.url));

// Written by PyTorch 1.13 with the module of docs/guides/from-pytorch.md (npm run check:torch -- --fixture)
test("a network of them predicts what PyTorch does, to 1e-5 of the largest, at five noise levels", async () => {
  const { options, x, sigmas, noise } = JSON.parse(fixture("tiny.json").toString()) as {
    options: ScoreNetworkOptions;
    x: number[];
    sigmas: number[];
    noise: number[][];
  };
  const parameters = readTorchParameters(fixture("tiny.safetensors"));
  const engine = await createEngine({ threads: 1 });
  const network = createScoreNetwork(engine, { ...options, parameters });
  sigmas.forEach((sigma, s) => {
    const largest = Math.max(...noise[s].map(Math.abs));
    network.predictNoise(x, sigma).forEach((z, i) => expect(Math.abs(z - noise[s][i])).toBeLessThan(1e-5 * largest));
  });
  expect(sigmas).toHaveLength(5);
  engine.dispose();
});

test("whatever bytes come: layers or an error of ours", () => {
  const file = new Uint8Array(fixture("tiny.safetensors"));
  const outcome = (bytes: Uint8Array): string => {
    try {
      return `${readTorchParameters(bytes).length} layers`;
    } catch (error) {
      return error instanceof LangevinError ? error.code : String(error);
    }
  };
  const outcomes = new Set<string>();
  for (let length = 0; length < file.length; length++) outcomes.add(outcome(file.subarray(0, length)));
  expect(outcomes).toEqual(new Set(["invalid-file"]));
  for (let at = 0; at < file.length; at++)
    for (const bit of [1, 16, 128]) {
      const changed = file.slice();
      changed[at] ^= bit;
      outcomes.add(outcome(changed));
    }
  expect(outcomes).toEqual(new Set(["invalid-file", "3 layers"]));
});
