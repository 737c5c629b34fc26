import { mean, standardError } from "../quality/row.ts";
import { classify, type Job } from "./classifiers.ts";
import { gaussianCopula } from "./copula.ts";
import { independentColumns } from "./independent.ts";
import type { Fit } from "./method.ts";
import { impossibleCells, impossibleRow } from "./impossible.ts";
import { publishedEfficiency } from "./published.ts";
import { skipped, tableRow, type TableRow } from "./row.ts";
import { readSet, type TableSet } from "./sets.ts";
import type { TextTable } from "./text-table.ts";
import { withFiles } from "./with-files.ts";

export interface EfficiencyOptions {
  seconds: number;
  /** Tables drawn from each model. */
  draws: number;
  fit: Fit;
}

/** Figures of classifiers by their keys in score.py, and TabDDPM's names of them. */
const METRICS = {
  class: { f1: ["F1", "f1"], auc: ["AUC", "roc_auc"] },
  regression: { r2: ["R2", "r2"] },
} as const;

/** Rows that TabDDPM's published settings draw for each set, chosen there among ¼ to 8 times the training rows. */
const DRAWN_ROWS: Record<string, number> = { abalone: 20_800, adult: 216_000, diabetes: 500 };

/** Methods whose published figures, by CatBoost, stand beside. */
const BESIDE = ["real", "tab-ddpm(cb-tuned)", "smote", "tvae"];

/**
 * TabDDPM's protocol (Kotelnikov et al. 2023, arXiv:2209.15421): a booster learns the target from as many synthetic rows as
 * TabDDPM drew, is stopped by real validation rows and tested on real test rows. Its tuned CatBoost is replaced
 * by XGBoost in all rows but the published ones.
 */
export async function* measureEfficiency(name: string, options: EfficiencyOptions): AsyncGenerator<TableRow> {
  const source = name.replace("-split", "");
  const label = `${source}, learning from it`;
  const set = readSet(name);
  if (!set) return yield skipped(label, "no ../shared/data");
  const count = DRAWN_ROWS[source];
  const seeds = Array.from({ length: options.draws }, (_, draw) => draw);
  const floors = await learn(
    set,
    seeds.map((seed) => independentColumns(set.train, set.kinds, count, seed)),
  );
  if (!(floors instanceof Map)) return yield skipped(label, floors.absent);
  const ceilings = (await learn(set, [set.train])) as Map<string, number[]>;
  const copulas = (await learn(
    set,
    seeds.map((seed) => gaussianCopula(set.train, set.kinds, count, seed)),
  )) as Map<string, number[]>;
  const model = await options.fit(set.train, { seconds: options.seconds, seed: 0 });
  const tables: TextTable[] = [];
  for (const seed of seeds) tables.push(await model.sample(count, seed + 1));
  model.dispose();
  yield impossibleRow(
    label,
    tables.reduce((sum, table) => sum + impossibleCells(set, table), 0),
    model.seconds,
  );
  const ours = (await learn(set, tables)) as Map<string, number[]>;
  for (const [key, [metric, theirs]] of Object.entries(METRICS[set.task])) {
    const beside = publishedEfficiency(source, theirs);
    const figures = {
      floor: mean(floors.get(key)!),
      ceiling: mean(ceilings.get(key)!),
      published: beside.find(({ method }) => method === "tab-ddpm(cb-tuned)")?.mean ?? null,
    };
    const error = (values: number[]): number | null => (values.length > 1 ? standardError(values) : null);
    const values = ours.get(key) ?? [];
    yield tableRow(label, metric, mean(values), { ...figures, error: error(values), seconds: model.seconds });
    const rival = copulas.get(key) ?? [];
    yield tableRow(`${label}, Gaussian copula`, metric, mean(rival), { ...figures, error: error(rival) });
    for (const { method, mean: value } of beside.filter((one) => BESIDE.includes(one.method)))
      yield tableRow(`${label}, ${method} (published, CatBoost)`, metric, value, figures);
  }
}

/** What a booster learns from each of some tables. */
async function learn(set: TableSet, tables: readonly TextTable[]): Promise<Map<string, number[]> | { absent: string }> {
  const { train, validation, test, target, task } = set;
  const columns = train.names.map((name, c) => ({ name, kind: set.kinds[c] }));
  const drawn = Object.fromEntries(tables.map((table, k) => [`drawn${k}`, table]));
  const files: Record<string, TextTable> = { validation: validation!, test, ...drawn };
  return withFiles(files, async (paths) => {
    const shared = { kind: "use" as const, test: paths.test, validation: paths.validation, columns, target, task };
    const jobs: Job[] = tables.map((_, seed) => ({ ...shared, train: paths[`drawn${seed}`], seed, grid: false }));
    const answer = await classify(jobs);
    if (!Array.isArray(answer)) return answer;
    const figures = new Map<string, number[]>();
    for (const one of answer)
      for (const [key, value] of Object.entries(one))
        if (typeof value === "number") figures.set(key, [...(figures.get(key) ?? []), value]);
    return figures;
  });
}
