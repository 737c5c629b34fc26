import { readFileSync } from "node:fs";
import { PUBLISHED } from "./published.ts";
import type { TableRow } from "./row.ts";

/**
 * docs/benchmarks/tables.md from what `npm run -s bench -- tables --json` printed:
 *
 * npx tsx bench/tables/page.ts figures.json > docs/benchmarks/tables.md
 * npx prettier --write docs/benchmarks/tables.md
 */
const rows = JSON.parse(readFileSync(process.argv[2], "utf8")) as TableRow[];

const METRICS = ["XGB-C2ST", "LR-C2ST", "AUC", "Shape", "Trend", "wNMI", "alpha-precision", "beta-recall", "DCR share"];
const COUNTS = ["exact copies", "impossible cells"];

type Field = "value" | "floor" | "ceiling";

const text = (value: number | null | undefined): string =>
  value === null || value === undefined ? "" : String(Number(value.toPrecision(value >= 0.9 && value < 1 ? 4 : 3)));

function find(name: string, metric: string): TableRow | undefined {
  return rows.find((row) => row.case === name && row.metric === metric);
}

/** A Markdown table; the first column to the left. */
function markdown(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const rule = head.map((_, c) => (c === 0 ? "---" : "---:"));
  return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function withError(row: TableRow | undefined): string {
  if (!row) return "";
  return row.error === null ? text(row.value) : `${text(row.value)} ± ${text(row.error)}`;
}

/** A set of published tables: a line for each method, a column for each metric. */
function fidelity(name: string): string {
  const metrics = [...METRICS, ...COUNTS];
  const line = (label: string, source: string, field: Field = "value"): string[] => [
    label,
    ...metrics.map((metric) => text(find(source, metric)?.[field])),
  ];
  const seconds = find(name, "Shape")?.seconds;
  const budgets = [...new Set(rows.map((row) => row.case))].filter(
    (one) => /, \d+ s$/.test(one) && one.startsWith(name),
  );
  const published = (PUBLISHED[name] ?? []).map(({ method, seconds }) =>
    line(`${method}, GPU, ${seconds} s (published)`, `${name}, ${method} (published, GPU)`),
  );
  return markdown(
    ["", ...metrics],
    [
      line("held-out rows (ceiling)", name, "ceiling"),
      line("independent columns (floor)", name, "floor"),
      line("Gaussian copula", `${name}, Gaussian copula`),
      ...budgets.map((budget) => line(`langevin, ${budget.slice(name.length + 2)}`, budget)),
      line(`**langevin**, ${seconds?.toFixed(0) ?? "?"} s`, name),
      ...published,
    ],
  );
}

/** Lines of the cases whose names fit: ours with its bounds. */
function plain(fits: (name: string) => boolean): string {
  const lines = rows
    .filter((row) => fits(row.case) && row.value !== null)
    .map((row) => [
      row.case,
      row.metric,
      withError(row),
      text(row.floor),
      text(row.ceiling),
      text(row.published),
      row.seconds?.toFixed(0) ?? "",
    ]);
  return markdown(["case", "metric", "value", "floor", "ceiling", "to reach", "seconds"], lines);
}

const skips = rows.filter((row) => row.value === null).map((row) => `- ${row.case}: ${row.metric}`);
const isLearning = (name: string): boolean => name.includes(", learning from it");
const isGaps = (name: string): boolean => name.includes(", gaps");
const isFidelity = (name: string): boolean => Object.keys(PUBLISHED).some((set) => name.startsWith(set));

process.stdout.write(`# Tables

\`\`\`sh
npm run bench -- tables                 # all of it, an hour; "tables adult" for one set, --quick to see that it runs
npm run -s bench -- tables --json > figures.json && npx tsx bench/tables/page.ts figures.json > docs/benchmarks/tables.md
npx prettier --write docs/benchmarks/tables.md
npx tsx bench/tables/main.ts score --set adult --synthetic rows.csv   # the figures of any table of adult's columns
npx tsx bench/tables/privacy.ts                                       # attacks where the answer is known
npx tsx bench/tables/verdicts.ts                                      # 20 evaluations of the same pair, one verdict?
\`\`\`

Whole tables, categories, gaps and all, by \`fitTable\` with nothing set by hand but the time. Classifiers are
scikit-learn's and XGBoost's from Python; all other metrics are in \`src/metrics/tables\`. The data are not part of this
project; what is absent is skipped by name.

## Beside published tables

1 is best for all but these: β-recall is near 0.5 for rows of the same law (above 0.55 rows are copied), the DCR share is
0.5 where training rows have no pull of their own, and of copies and impossible cells 0 is best: a cell is impossible if it
is beyond the training rows' range, has more decimals or is a level they do not have. C2ST is blind to copies, so that they
stand beside it. Published rows are means of five trainings on a GPU (TabPC, arXiv:2603.23016); Trend is SDMetrics 0.11's. The last
line of ours has as many rows, neighbors and settings of the booster as those; lines of less time have 6,000 rows for neighbors
and one setting.

${Object.keys(PUBLISHED)
  .filter((name) => rows.some((row) => row.case === name))
  .map((name) => `### ${name}\n\n${fidelity(name)}`)
  .join("\n\n")}

## Learning from it

TabDDPM's protocol: a booster learns the target from synthetic rows, as many as TabDDPM drew, is stopped by real validation
rows and tested on real test rows. Its tuned CatBoost is replaced by XGBoost in all rows but the published ones, which stand for
orientation. Floor: independent columns. Ceiling: the training rows. ± is the standard error over drawn tables.

${plain(isLearning)}

## Gaps

A fifth of the present cells is hidden at random, three times; the model learns the rest and guesses the hidden cells by
thirty draws: their mean, or their commonest level. Less is better. Floor: the mean and the commonest level. To reach: the better of
it and the five nearest rows.

${plain(isGaps)}

## ForestDiffusion's protocol

Three splits, five drawn tables of each. Floor: independent columns. Ceiling: the training rows themselves. To reach:
ForestDiffusion's flow; of the ratio 0.6, below which rows are memorized.

${plain((name) => !isFidelity(name) && !isLearning(name) && !isGaps(name))}
${skips.length > 0 ? `\nNot measured:\n\n${skips.join("\n")}\n` : ""}`);
