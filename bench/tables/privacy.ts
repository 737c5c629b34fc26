import { parseArgs } from "node:util";
import { attackTable } from "../../src/evaluation/attacks/attack-table.ts";
import type { Attack } from "../../src/evaluation/table-evaluation.ts";
import { createEngine } from "../../src/index.ts";
import { drawPlaces, metricsKey } from "../../src/numerics/draws.ts";
import { fitTable, type DataTable } from "../../src/table/index.ts";
import { toColumns, toNumber } from "./columns.ts";
import { knownSets, SET_HELP, setOptions } from "./known-sets.ts";
import type { KindedTable } from "./sets.ts";
import { rowCount, takeRows, type TextTable } from "./text-table.ts";

const HELP = `Usage: npx tsx bench/tables/privacy.ts [options]

What membership inference finds in tables of which the answer is known: the training rows themselves (an area of 1), other rows of the
same source (½), and the rows of a network that was trained far too long on 200 rows, with the network at hand.

  ${SET_HELP}
  --steps <n>    of the network (3000)
  --seed <n>     of parts, draws and the network (0)
`;

/** Rows of each part, at most. */
const MOST_ROWS = 10_000;
const OVERTRAINED_ROWS = 200;

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      ...setOptions,
      steps: { type: "string", default: "3000" },
      seed: { type: "string", default: "0" },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const seed = Number(values.seed);
  for (const [name, set] of knownSets(values.set)) {
    await knownAnswers(name, set, seed);
    await overtrained(name, set, Number(values.steps), seed);
  }
}

async function knownAnswers(name: string, { table, kinds }: KindedTable, seed: number): Promise<void> {
  const size = Math.min(MOST_ROWS, Math.floor(rowCount(table) / 3));
  const order = shuffledRows(table, seed);
  const parts = [0, 1, 2].map((k) => takeRows(table, order.subarray(k * size, (k + 1) * size)));
  const [train, holdout, fresh] = toColumns(kinds, parts, { gaps: true });
  print(
    `${name}, ${size} training rows as synthetic ones`,
    await attackTable("bench", { synthetic: train, train, holdout }, { seed }),
  );
  print(`${name}, ${size} fresh rows`, await attackTable("bench", { synthetic: fresh, train, holdout }, { seed }));
}

async function overtrained(name: string, { table, kinds }: KindedTable, steps: number, seed: number): Promise<void> {
  const order = shuffledRows(table, seed + 1);
  const parts = [order.subarray(0, OVERTRAINED_ROWS), order.subarray(OVERTRAINED_ROWS, OVERTRAINED_ROWS + 1000)];
  const [train, holdout] = parts.map((rows) => toCells(takeRows(table, rows), kinds));
  const engine = await createEngine();
  const model = await fitTable(engine, train, { steps, holdout: 0, seed });
  const drawn = await model.sample(OVERTRAINED_ROWS, { seed: seed + 1 });
  const columns = toColumns(kinds, [train, holdout, drawn].map(toText), { gaps: true });
  const tables = { train: columns[0], holdout: columns[1], synthetic: columns[2] };
  const attacks = await attackTable("bench", { ...tables, inside: { model, train, holdout } }, { seed });
  print(`${name}, a network after ${steps} steps on ${OVERTRAINED_ROWS} rows`, attacks);
  engine.dispose();
}

function shuffledRows(table: TextTable, seed: number): Uint32Array {
  return drawPlaces(rowCount(table), rowCount(table), metricsKey(seed, "subsample", 0));
}

function toCells({ names, columns }: TextTable, kinds: KindedTable["kinds"]): DataTable {
  const cell = (text: string, c: number) => (kinds[c] === "number" ? toNumber(text) : text === "" ? null : text);
  return { names: [...names], columns: columns.map((cells, c) => cells.map((text) => cell(text, c))) };
}

function toText({ names, columns }: DataTable): TextTable {
  return { names, columns: columns.map((cells) => Array.from(cells, (cell) => (cell === null ? "" : String(cell)))) };
}

function print(title: string, attacks: readonly Attack[]): void {
  process.stdout.write(`${title}\n`);
  for (const { name, needs, auc, error, found } of attacks)
    process.stdout.write(
      `  ${name.padEnd(44)} by ${needs.padEnd(5)}  AUC ${auc.toFixed(3)} ± ${error.toFixed(3)}` +
        `  finds ${found.at1.toFixed(3)} at 1 %, ${found.at10.toFixed(3)} at 10 %\n`,
    );
}

await main(process.argv.slice(2));
