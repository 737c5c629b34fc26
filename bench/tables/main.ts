import { parseArgs } from "node:util";
import { MOST_NEIGHBORS, scoreTable, type Scores } from "./score.ts";
import { readSet, setNames } from "./sets.ts";
import { syntheticTable } from "./synthetic-table.ts";

const HELP = `Usage: npx tsx bench/tables/main.ts score --set <${setNames.join("|")}> --synthetic <file.csv> [options]

Scores a table of synthetic rows by the metrics of published tables, one line on standard output.

  --synthetic    a CSV file with the set's columns; "real" for the held-out rows, "independent" for independent columns, "copula" for a Gaussian copula
  --full         nearest neighbors among 20,000 rows and 36 settings of the booster, as published; else 6,000 rows and one
  --seed <n>     of the folds (0)
  --json         one JSON object instead
`;

async function main(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      set: { type: "string" },
      synthetic: { type: "string" },
      full: { type: "boolean", default: false },
      seed: { type: "string", default: "0" },
      json: { type: "boolean", default: false },
    },
  });
  if (positionals[0] !== "score" || !values.set || !values.synthetic || !setNames.includes(values.set)) {
    process.stderr.write(HELP);
    process.exitCode = 2;
    return;
  }
  const set = readSet(values.set);
  if (!set) throw new Error(`${values.set}: no data in ../shared/data`);
  const seed = Number(values.seed);
  const scores = await scoreTable(set, syntheticTable(set, values.synthetic, seed), {
    neighborRows: values.full ? MOST_NEIGHBORS : 6000,
    grid: values.full,
    seed,
  });
  process.stdout.write(`${values.json ? JSON.stringify(scores) : inOneLine(scores)}\n`);
}

function inOneLine({ figures, absent }: Scores): string {
  const parts = figures.map(({ metric, value }) => `${metric} ${metric === "exact copies" ? value : value.toFixed(4)}`);
  return [...parts, ...(absent ? [`no classifiers: ${absent}`] : [])].join("  ");
}

await main(process.argv.slice(2));
