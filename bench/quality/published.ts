import { readFileSync } from "node:fs";
import { sharedPath } from "./shared-data.ts";
import type { ForestScores } from "./forest-metrics.ts";

/** Published scores of a method on a forest set, as ForestDiffusion's results file has them. */
export function publishedScores(set: string, method: string): ForestScores | undefined {
  const path = sharedPath("results/forestdiffusion_generation.csv");
  if (!path) return undefined;
  const [head, ...lines] = readFileSync(path, "utf8")
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  const line = lines.find((cells) => cells[0] === set && cells[1] === method);
  if (!line) return undefined;
  const read = (column: string): number => Number(line[head.indexOf(column)]);
  return {
    w1Train: read("W_train"),
    w1Test: read("W_test"),
    coverageTrain: read("coverage_train"),
    coverageTest: read("coverage_test"),
  };
}

export const FOREST_FLOW = "forest_diffusion_flow_nt51_ycond";
