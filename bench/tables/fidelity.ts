import { mean, standardError } from "../quality/row.ts";
import { gaussianCopula } from "./copula.ts";
import { independentColumns } from "./independent.ts";
import type { Fit } from "./method.ts";
import { PUBLISHED, WANTED } from "./published.ts";
import { skipped, tableRow, type TableRow } from "./row.ts";
import { MOST_NEIGHBORS, scoreTable, type ScoreOptions } from "./score.ts";
import { readSet, type TableSet } from "./sets.ts";
import { rowCount, type TextTable } from "./text-table.ts";

export interface FidelityOptions {
  /** Seconds of training, ascending; the last is the figure, the others say what less time gives. */
  budgets: readonly number[];
  /** Tables drawn from each model. */
  draws: number;
  /** As published; else among fewer rows and with one setting of the booster. */
  full: boolean;
  fit: Fit;
}

/** Published sets: how near the rows come to the real ones, beside held-out rows, independent columns and a copula. */
export async function* measureFidelity(name: string, options: FidelityOptions): AsyncGenerator<TableRow> {
  const set = readSet(name);
  if (!set) return yield skipped(name, "no ../shared/data");
  const count = rowCount(set.train);
  const ceiling = await average(set, [set.test], options, { learnFrom: set.train });
  // Held-out rows are their own closest records
  ceiling.figures.set("DCR share", [0.5]);
  const floor = await average(set, [independentColumns(set.train, set.kinds, count, 0)], options);
  const { absent } = floor;
  if (absent) yield skipped(`${name}, classifiers`, absent);
  const bounds = (metric: string) => ({
    floor: floor.figures.get(metric)?.[0] ?? null,
    ceiling: ceiling.figures.get(metric)?.[0] ?? null,
    published: WANTED[name]?.[metric] ?? null,
  });
  const copula = await average(set, [gaussianCopula(set.train, set.kinds, count, 0)], options);
  for (const [metric, [value]] of copula.figures)
    yield tableRow(`${name}, Gaussian copula`, metric, value, bounds(metric));
  for (const { method, seconds, figures } of PUBLISHED[name] ?? [])
    for (const [metric, value] of Object.entries(figures))
      yield tableRow(`${name}, ${method} (published, GPU)`, metric, value, { ...bounds(metric), seconds });
  for (const budget of options.budgets) {
    const last = budget === options.budgets.at(-1);
    const model = await options.fit(set.train, { seconds: budget, seed: 0 });
    const tables: TextTable[] = [];
    for (let draw = 0; draw < (last ? options.draws : 1); draw++) tables.push(await model.sample(count, draw + 1));
    model.dispose();
    const ours = await average(set, tables, last ? options : { ...options, full: false });
    for (const [metric, values] of ours.figures)
      yield tableRow(last ? name : `${name}, ${budget} s`, metric, mean(values), {
        ...bounds(metric),
        error: values.length > 1 ? standardError(values) : null,
        seconds: model.seconds,
      });
  }
}

/** The figures of some tables by metric. */
async function average(
  set: TableSet,
  tables: readonly TextTable[],
  { full }: Pick<FidelityOptions, "full">,
  more: Pick<ScoreOptions, "learnFrom"> = {},
): Promise<{ figures: Map<string, number[]>; absent?: string }> {
  const figures = new Map<string, number[]>();
  let reason: string | undefined;
  for (const [seed, table] of tables.entries()) {
    const scores = await scoreTable(set, table, {
      neighborRows: full ? MOST_NEIGHBORS : 6000,
      grid: full,
      seed,
      ...more,
    });
    for (const { metric, value } of scores.figures) figures.set(metric, [...(figures.get(metric) ?? []), value]);
    reason = scores.absent;
  }
  return { figures, ...(reason !== undefined && { absent: reason }) };
}
