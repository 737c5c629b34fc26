// Cells in Node: where they lie, and running one.
import { readdirSync, readFileSync } from "node:fs";
import type { Output } from "./outputs.ts";
import { runCell, type Modules } from "./run-cell.ts";

const folder = new URL("../../../docs/learn/cells/", import.meta.url);
export const goldenFile = new URL("golden.json", folder);

export const cellNames = (): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".js"))
    .map((file) => file.slice(0, -".js".length))
    .sort();

export const cellText = (name: string): string => readFileSync(new URL(`${name}.js`, folder), "utf8");

/** The fingerprints of cells by name. */
export const readGolden = (): Record<string, string> => JSON.parse(readFileSync(goldenFile, "utf8"));

/** The library's own sources; a run of vite or vitest resolves them as well as tsx. */
export const modules: Modules = {
  langevin: () => import("../../../src/index.ts"),
  "langevin/toys": () => import("../../../src/toys/index.ts"),
  "langevin/metrics": () => import("../../../src/metrics/index.ts"),
  "langevin/inference": () => import("../../../src/inference/index.ts"),
  "langevin/table": () => import("../../../src/table/index.ts"),
};

/** Distinguishes runs of one text, which the engine would load once. */
let runs = 0;

/** All that a cell shows, in order; console lines go to the console. */
export async function runInNode(text: string, sliders: Readonly<Record<string, number>> = {}): Promise<Output[]> {
  const outputs: Output[] = [];
  await runCell(text, {
    modules,
    addressOf: (module) => `data:text/javascript,${encodeURIComponent(`${module}\n//${++runs}`)}`,
    onOutput: (output) => outputs.push(output),
    sliders,
  });
  return outputs;
}

export const bitsOf = (outputs: readonly Output[]): string | undefined =>
  outputs.flatMap((output) => (output.kind === "bits" ? [output.bits] : []))[0];
