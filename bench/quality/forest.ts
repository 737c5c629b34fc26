import { createEngine } from "../../src/index.ts";
import { progress } from "../kit/print.ts";
import { scoreForest, type ForestScores } from "./forest-metrics.ts";
import { generateForest, trainForest } from "./forest-model.ts";
import { forestNames, readForestSet, takeRows } from "./forest-sets.ts";
import { FOREST_FLOW, publishedScores } from "./published.ts";
import { mean, qualityRow, standardError, type QualityRow } from "./row.ts";
import { sharedPath } from "./shared-data.ts";
import { trainTestSplit } from "./split.ts";

const METRICS: readonly [keyof ForestScores, string][] = [
  ["w1Train", "W1 to train"],
  ["w1Test", "W1 to test"],
  ["coverageTrain", "coverage of train"],
  ["coverageTest", "coverage of test"],
];

/**
 * ForestDiffusion's nine sets with numeric columns, by its protocol: the same three splits, on each of which a network is
 * trained and generates five sets of the training set's size. The floor is the training set itself in place of a generated
 * one, with which the published "oracle" is reproduced; the error is over splits.
 */
export async function* measureForest({ only, quick }: { only: string; quick: boolean }): AsyncGenerator<QualityRow> {
  const folder = sharedPath("forest");
  const names = forestNames.filter((name) => name.includes(only));
  if (!folder) {
    for (const name of names) yield qualityRow(name, "W1 to test", null, { note: "no ../shared/data/forest" });
    return;
  }
  const means: Record<string, { ours: number[]; published: number[] }> = {};
  for (const name of names) {
    const { scores, copies, seconds } = await runSet(folder, name, quick ? 1 : 3, quick ? 1 : 5);
    const published = publishedScores(name, FOREST_FLOW);
    for (const [key, metric] of METRICS) {
      const ours = scores.map((one) => one[key]);
      yield qualityRow(name, metric, mean(ours), {
        error: ours.length > 1 ? standardError(ours) : null,
        floor: mean(copies.map((one) => one[key])),
        published: published?.[key] ?? null,
        seconds: Math.max(...seconds),
      });
      means[metric] ??= { ours: [], published: [] };
      means[metric].ours.push(mean(ours));
      if (published) means[metric].published.push(published[key]);
    }
    const ratio = mean(scores.map((one) => one.w1Train)) / mean(scores.map((one) => one.w1Test));
    yield qualityRow(name, "W1 to train / W1 to test", ratio, { published: 0.6, note: "0.6: no memorizing" });
  }
  if (names.length === forestNames.length)
    for (const [metric, { ours, published }] of Object.entries(means))
      yield qualityRow("mean of nine", metric, mean(ours), { published: published.length ? mean(published) : null });
}

async function runSet(folder: string, name: string, splits: number, sets: number) {
  const whole = readForestSet(folder, name);
  const engine = await createEngine();
  const scores: ForestScores[] = [];
  const copies: ForestScores[] = [];
  const seconds: number[] = [];
  for (let seed = 0; seed < splits; seed++) {
    progress(`quality: ${name}, split ${seed + 1} of ${splits}`);
    const split = trainTestSplit(whole.count, seed, whole.labels);
    const train = takeRows(whole, split.train);
    const test = takeRows(whole, split.test);
    const began = performance.now();
    const network = await trainForest(engine, train, seed);
    seconds.push((performance.now() - began) / 1000);
    const all: ForestScores[] = [];
    for (let set = 0; set < sets; set++)
      all.push(scoreForest(train, test, await generateForest(network, train, 10 * seed + set)));
    scores.push(average(all));
    copies.push(scoreForest(train, test, train));
    network.dispose();
  }
  engine.dispose();
  return { scores, copies, seconds };
}

function average(all: readonly ForestScores[]): ForestScores {
  const of = (key: keyof ForestScores): number => mean(all.map((one) => one[key]));
  return {
    w1Train: of("w1Train"),
    w1Test: of("w1Test"),
    coverageTrain: of("coverageTrain"),
    coverageTest: of("coverageTest"),
  };
}
