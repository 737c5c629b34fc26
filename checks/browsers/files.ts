import { readdirSync } from "node:fs";

/** Folders and files under test/ that run in every browser: kernels, training, sampling, model files, evaluations. */
const everywhere = [
  "kernels",
  "training/train",
  "training/train-resume",
  "training/stable-target",
  "engine/trainer",
  "engine/row-evaluator",
  "models/network",
  "sampling",
  "files",
  "browsers",
];

/** Those that work on threads, and so on pages that have none too. */
const withThreads = [
  "training/train",
  "training/train-resume",
  "engine/trainer",
  "engine/row-evaluator",
  "models/network",
  "sampling/samplers/every-sampler",
  "browsers",
];

/** Statistics of bits that other tests compare exactly: what they say of one engine they say of all. */
const statistics = [
  "kernels/normal-statistics",
  "sampling/dynamics/metropolis",
  "sampling/samplers/annealed-langevin",
  "sampling/samplers/auto-of-models",
  "sampling/samplers/composed-langevin",
  "sampling/samplers/shares-of-groups",
  "sampling/samplers/stochastic",
];

/** Paths from the repository's root. */
export function testFiles(isolated: boolean): string[] {
  const all = readdirSync(new URL("../../test", import.meta.url), { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".test.ts"))
    .sort();
  const isOf = (path: string, names: readonly string[]): boolean =>
    names.some((name) => path === `${name}.test.ts` || path.startsWith(`${name}/`));
  return all
    .filter((path) => isOf(path, isolated ? everywhere : withThreads) && !isOf(path, statistics))
    .map((path) => `test/${path}`);
}
