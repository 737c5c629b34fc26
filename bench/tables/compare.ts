import { parseArgs } from "node:util";
import type { TableColumn } from "../../src/metrics/tables/column.ts";
import { stratifiedFolds } from "../../src/metrics/tables/folds.ts";
import { classifierTwoSampleTest } from "../../src/metrics/tables/two-sample-test.ts";
import { usefulness } from "../../src/metrics/tables/usefulness.ts";
import { classify, type C2st, type Job } from "./classifiers.ts";
import { toColumns } from "./columns.ts";
import { readSet, setNames, type TableSet } from "./sets.ts";
import { sourceNames, syntheticTable } from "./synthetic-table.ts";
import { rowCount, type TextTable } from "./text-table.ts";
import { withFiles } from "./with-files.ts";

const HELP = `Usage: npx tsx bench/tables/compare.ts [--set <${setNames.join("|")}>]... [--synthetic <file.csv>]...

Compares the library's classifiers of tables with XGBoost and scikit-learn: the same rows in the same folds, one line for
each figure. Ends with 1 where a difference is above .005.

  --set          adult and magic by default
  --synthetic    CSV files with the set's columns, or ${sourceNames.join(", ")}; copula and independent by default.
                 Where nothing can be learned ("real" rows told from real ones) figures differ by chance, as both cut
                 numbers at slightly other places
`;

/** What any figure may differ by. */
const CLOSE = 0.005;
const FOLDS = 3;

interface Line {
  figure: string;
  ours: number;
  theirs: number;
  seconds: number;
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      set: { type: "string", multiple: true, default: ["adult", "magic"] },
      synthetic: { type: "string", multiple: true, default: ["copula", "independent"] },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help || !values.set.every((name) => setNames.includes(name))) {
    process.stderr.write(HELP);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  for (const name of values.set) {
    const set = readSet(name);
    if (!set) throw new Error(`${name}: no data in ../shared/data`);
    for (const source of values.synthetic) {
      const lines = await compare(set, source);
      for (const line of lines) process.stdout.write(`${name}, ${source}: ${inWords(line)}\n`);
      if (lines.some(({ ours, theirs }) => Math.abs(ours - theirs) > CLOSE)) process.exitCode = 1;
    }
  }
}

function inWords({ figure, ours, theirs, seconds }: Line): string {
  const difference = ours - theirs;
  const [a, b, d] = [ours, theirs, difference].map((value) => value.toFixed(5));
  const verdict = Math.abs(difference) > CLOSE ? "  TOO FAR" : "";
  return `${figure.padEnd(22)} ours ${a}  theirs ${b}  difference ${d}  (${seconds.toFixed(1)} s)${verdict}`;
}

async function compare(set: TableSet, source: string): Promise<Line[]> {
  const synthetic = syntheticTable(set, source, 0);
  const [real, drawn, test] = toColumns(set.kinds, [set.train, synthetic, set.test]);
  const theirs = await reference(set, synthetic);
  const ours = { booster: detect(real, drawn, "booster"), logistic: detect(real, drawn, "logistic") };
  const target = set.train.names.indexOf(set.target);
  const learned = timed(() => usefulness(real, drawn, test, { target, maxRows: Infinity }));
  const { metric, learnedFrom } = learned.value.targets[0];
  const line = (figure: string, value: number, reference: number, seconds: number): Line => ({
    figure,
    ours: value,
    theirs: reference,
    seconds,
  });
  return [
    line("booster AUC", ours.booster.value.auc, theirs.xgb.auc, ours.booster.seconds),
    line("booster C2ST", ours.booster.value.score, theirs.xgb.score, ours.booster.seconds),
    line("logistic AUC", ours.logistic.value.auc, theirs.lr.auc, ours.logistic.seconds),
    line("logistic C2ST", ours.logistic.value.score, theirs.lr.score, ours.logistic.seconds),
    // Independent columns teach nothing but chance
    ...(source === "independent"
      ? []
      : [line(`${metric} by synthetic`, learnedFrom.synthetic, theirs.synthetic, learned.seconds)]),
    line(`${metric} by real`, learnedFrom.real, theirs.real, learned.seconds),
  ];
}

function detect(real: TableColumn[], synthetic: TableColumn[], classifier: "booster" | "logistic") {
  return timed(() => classifierTwoSampleTest(real, synthetic, { classifier, folds: FOLDS, maxRows: Infinity }));
}

function timed<T>(work: () => T): { value: T; seconds: number } {
  const start = performance.now();
  return { value: work(), seconds: (performance.now() - start) / 1000 };
}

/** The same by Python. */
function reference(set: TableSet, synthetic: TextTable) {
  const columns = set.train.names.map((name, c) => ({ name, kind: set.kinds[c] }));
  const [n, m] = [set.train, synthetic].map(rowCount);
  const folds = [...stratifiedFolds(n + m, (row) => row < n, FOLDS, { seed: 0, repeat: 0 })];
  const { target, task } = set;
  return withFiles({ train: set.train, test: set.test, drawn: synthetic }, async ({ train, test, drawn }) => {
    const protocol = { seed: 0, grid: false, whole: true, unit: train };
    const use = { kind: "use" as const, test, columns, target, task, ...protocol };
    const jobs: Job[] = [
      { kind: "c2st", real: train, synthetic: drawn, columns, models: ["xgb", "lr-minimum"], seed: 0, folds },
      { ...use, train: drawn },
      { ...use, train },
    ];
    const answer = await classify(jobs);
    if (!Array.isArray(answer)) throw new Error(answer.absent);
    const [detected, bySynthetic, byReal] = answer;
    const key = task === "regression" ? "r2" : "auc";
    return {
      xgb: detected.xgb as C2st,
      lr: detected["lr-minimum"] as C2st,
      synthetic: bySynthetic[key] as number,
      real: byReal[key] as number,
    };
  });
}

await main(process.argv.slice(2));
