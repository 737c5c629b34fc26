import { parseArgs } from "node:util";
import { evaluateTable, type TableEvaluation } from "../../src/evaluation/index.ts";
import { drawPlaces, metricsKey } from "../../src/numerics/draws.ts";
import { gaussianCopula } from "./copula.ts";
import { independentColumns } from "./independent.ts";
import { knownSets, SET_HELP, setOptions } from "./known-sets.ts";
import type { KindedTable } from "./sets.ts";
import { rowCount, takeRows, type TextTable } from "./text-table.ts";

const HELP = `Usage: npx tsx bench/tables/verdicts.ts [options]

Verdicts of repeated evaluations of the same pair of tables, by seeds that only draw subsamples anew: a copy, independent columns, a
fresh half and a Gaussian copula's rows. Each with how often it was said, also without numbers and names, and between what the figures
behind it lie. Exits with 1 where two seeds judge differently.

  ${SET_HELP}
  --seeds <n>    evaluations of each pair (20)
  --size <n>     rows of the real table, at most (900)
  --rows <n>     that slow scores look at, as in evaluateTable (10000)
  --holdout      with rows that are held out: a third as many
`;

/** Figures behind the judgment. */
const DECIDING = ["shape", "trend", "nmi", "c2st", "alpha-precision", "membership"];

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      ...setOptions,
      seeds: { type: "string", default: "20" },
      size: { type: "string", default: "900" },
      rows: { type: "string", default: "10000" },
      holdout: { type: "boolean", default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const [seeds, size, rows] = [values.seeds, values.size, values.rows].map(Number);
  for (const [name, set] of knownSets(values.set))
    for (const [pair, { real, synthetic, holdout }] of Object.entries(pairsOf(set, size, values.holdout))) {
      const found: TableEvaluation[] = [];
      for (let seed = 0; seed < seeds; seed++)
        found.push(await evaluateTable(real, synthetic, { holdout, rows, seed }));
      print(`${name}, ${pair}`, found);
    }
}

interface Pair {
  real: TextTable;
  synthetic: TextTable;
  holdout: TextTable | undefined;
}

function pairsOf({ table, kinds }: KindedTable, size: number, withHoldout: boolean): Record<string, Pair> {
  const all = rowCount(table);
  const order = drawPlaces(all, all, metricsKey(0, "subsample", 0));
  const part = (begin: number, end: number): TextTable => takeRows(table, order.subarray(begin, end));
  const count = Math.min(size, withHoldout ? Math.floor(0.75 * all) : all);
  const real = part(0, count);
  const holdout = withHoldout ? part(count, count + Math.floor(count / 3)) : undefined;
  const half = Math.floor(count / 2);
  const reversed = Uint32Array.from({ length: count }, (_, row) => count - 1 - row);
  return {
    "a copy": { real, holdout, synthetic: takeRows(real, reversed) },
    "independent columns": { real, holdout, synthetic: independentColumns(real, kinds, count, 1) },
    "a fresh half": { real: part(0, half), holdout, synthetic: part(half, count) },
    "a Gaussian copula": { real, holdout, synthetic: gaussianCopula(real, kinds, count, 1) },
  };
}

function print(title: string, found: readonly TableEvaluation[]): void {
  process.stdout.write(`${title}\n`);
  const judgments = counted(found.map(({ verdict }) => verdict.split(":")[0]));
  if (judgments.length > 1) process.exitCode = 1;
  for (const [judgment, count] of judgments) process.stdout.write(`  ${String(count).padStart(3)}  ${judgment}\n`);
  for (const [form, count] of counted(found.map(({ verdict }) => formOf(verdict))))
    process.stdout.write(`       ${String(count).padStart(3)}  ${form}\n`);
  for (const name of DECIDING) {
    const figures = found.map(({ scores }) => scores[name]);
    const [values, gaps, errors] = [
      figures.map(({ value }) => value ?? NaN),
      figures.map(({ value, ceiling }) => (ceiling ?? NaN) - (value ?? NaN)),
      figures.map(({ error }) => error ?? NaN),
    ].map((all) => all.filter((each) => !Number.isNaN(each)));
    if (values.length > 0)
      process.stdout.write(
        `       ${name.padEnd(16)} ${range(values)}; below the ceiling by ${range(gaps)}; error ${range(errors)}\n`,
      );
  }
}

/** How often each text occurs, the most frequent first. */
function counted(texts: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** A verdict without its numbers and names: the parts that are said. */
function formOf(verdict: string): string {
  return verdict.replace(/"[^"]*"( with "[^"]*")?/g, "…").replace(/\d+(\.\d+)?/g, "#");
}

function range(values: readonly number[]): string {
  return `${Math.min(...values).toFixed(3)} … ${Math.max(...values).toFixed(3)}`;
}

await main(process.argv.slice(2));
