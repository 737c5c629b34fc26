import { readFileSync } from "node:fs";
import { sharedPath } from "../quality/shared-data.ts";

/** Figures of a method by metric, with the seconds of its training on a GPU. */
export interface Published {
  method: string;
  seconds: number;
  figures: Record<string, number>;
}

const METRICS = ["XGB-C2ST", "LR-C2ST", "AUC", "Shape", "Trend", "wNMI", "alpha-precision", "beta-recall"];

/** Means of five trainings on a GPU: TabPC's tables (april-tools/tabpc, arXiv:2603.23016). */
export const PUBLISHED: Record<string, readonly Published[]> = {
  adult: [
    row("TabSyn", 3083, [0.794, 0.987, 0.91, 0.9921, 0.9795, 0.986, 0.99, 0.48]),
    row("TabDiff", 11605, [0.841, 0.99, 0.913, 0.9932, 0.9846, 0.989, 0.986, 0.526]),
    row("TabPC", 272, [0.855, 0.996, 0.916, 0.9942, 0.9856, 0.993, 0.996, 0.5]),
  ],
  magic: [
    row("TabSyn", 2271, [0.76, 0.994, 0.937, 0.9902, 0.9918, 0.997, 0.994, 0.478]),
    row("TabDiff", 11643, [0.773, 0.996, 0.936, 0.992, 0.9916, 0.995, 0.994, 0.48]),
    row("TabPC", 39, [0.86, 0.995, 0.932, 0.9902, 0.983, 0.993, 0.995, 0.505]),
  ],
};

const POSSIBLE = { "impossible cells": 0 };

/** What this project set out to reach by the defaults. */
export const WANTED: Record<string, Record<string, number>> = {
  adult: { "XGB-C2ST": 0.79, "beta-recall": 0.47, wNMI: 0.985, Shape: 0.993, Trend: 0.9795, AUC: 0.905, ...POSSIBLE },
  magic: { "XGB-C2ST": 0.76, Trend: 0.991, AUC: 0.935, ...POSSIBLE },
};

function row(method: string, seconds: number, values: readonly number[]): Published {
  return { method, seconds, figures: Object.fromEntries(METRICS.map((metric, k) => [metric, values[k]])) };
}

/** TabDDPM's published scores, by CatBoost: methods with their mean and deviation. */
export function publishedEfficiency(
  set: string,
  metric: string,
): { method: string; mean: number; deviation: number }[] {
  const path = sharedPath("results/tabddpm.csv");
  if (!path) return [];
  const lines = readFileSync(path, "utf8").trim().split(/\r?\n/);
  return lines
    .map((line) => line.split(","))
    .filter(([dataset, , evaluator, , name]) => dataset === set && evaluator === "eval_catboost" && name === metric)
    .map(([, method, , , , mean, deviation]) => ({ method, mean: Number(mean), deviation: Number(deviation) }));
}
