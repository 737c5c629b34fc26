import { readFile } from "node:fs/promises";
import { basename, extname } from "node:path";
import { Command } from "commander";
import type { Cell, DataTable } from "../../data/data-table.ts";
import { workKinds } from "../../bullmq/work-kinds.ts";
import { openWork, type Store } from "../../shards/index.ts";
import { counted, formatCount, show } from "../../support/show.ts";
import { planSweep, type SearchSpace, type Settings, type SweepOptions } from "../../sweep/index.ts";
import { openStore } from "../../work/stores/open-store.ts";
import { CommandError, exitCodes, usageError } from "../command-error.ts";
import { MOST_ROWS } from "../fit-model.ts";
import { checkInput } from "../input.ts";
import {
  addCommon,
  addCompute,
  addReading,
  type CommonOptions,
  type ComputeOptions,
  type ReadingOptions,
} from "../options/groups.ts";
import { requireServer } from "../options/server.ts";
import { addSearch, type SearchOptions } from "../options/sweep.ts";
import { checkOutcome, commandOf, computeShare, watchCancelled, type Computing } from "../parts/compute-share.ts";
import { submitRun } from "../parts/submit-run.ts";
import type { OpenSession, Session } from "../session.ts";
import { tellRanking, type Ranked } from "../tell-ranking.ts";
import { understandTable } from "../understand-table.ts";

interface Options extends CommonOptions, ComputeOptions, ReadingOptions, SearchOptions {
  schema?: string;
  target?: string;
  protect?: boolean;
}

export function sweepCommand(open: OpenSession): Command {
  const command = new Command("sweep")
    .summary("good settings of a training, tried on held-out rows")
    .description(
      "Trains many models with settings drawn at random; those that make held-out rows most likely are trained on. Writes the best one's file, from which sample, impute and score work. The same command again goes on where it ended.",
    )
    .argument("<table>", 'a file, or "-"');
  addSearch(command)
    .option("--schema <file>", "a schema to go by, as describe -o writes it")
    .option("--target <column>", "the column that predictions will be wanted of; kept with the model")
    .option("--protect", "rare levels and extreme values are not in the models (default)")
    .option("--no-protect", "all of them are");
  addCompute(command, "of everything random");
  return addCommon(addReading(command)).action(async (path: string, options: Options) => {
    const session = open(options);
    const { talk } = session;
    if (options.server !== undefined && options.workers !== undefined)
      throw usageError("--server hands out all trainings; give it without --workers.");
    const begun = performance.now();
    const out = options.out ?? defaultFolder(path);
    const store = openStore(out);
    session.interrupt.hint = `What is done is kept in ${store.url}. To go on:\n  ${commandOf(session)}`;
    const { signal, stop } = await watchCancelled(store, session.signal);
    try {
      const { rungs, trials, heldOut } = await planSweep(store, ...(await planOf(session, path, options)));
      const ends = rungs.map((steps) => formatCount(steps)).join(", ");
      talk.say(`${counted(trials, "trial")}, to ${ends} steps, scored on ${counted(heldOut, "row")}, in ${store.url}`);
      if (options.server !== undefined) await submitRun(session, out, requireServer(options));
      else await trainHere(session, store, { ...options, out, signal });
      const text = new TextDecoder().decode(await store.read("ranking.json"));
      const { ranking } = JSON.parse(text) as { ranking: Ranked[] };
      tellRanking(talk, ranking, rungs[rungs.length - 1]);
      const model = `${store.url}/winner.langevin`;
      talk.say(`the best trial's model is ${model}`);
      const seconds = (performance.now() - begun) / 1000;
      session.finish({ command: "sweep", table: path, output: store.url, model, trials, winner: ranking[0], seconds });
    } finally {
      stop();
    }
  });
}

/** Does a sweep's tasks in processes of this machine, and writes what came of them. */
async function trainHere(
  session: Session,
  store: Store,
  { signal, ...computing }: Computing & { signal: AbortSignal },
): Promise<void> {
  const work = await openWork(store, workKinds, { threads: computing.threads, signal });
  try {
    checkOutcome(work, await computeShare(session, work, { share: undefined, signal, computing }), session);
    await work.finish({ signal });
  } finally {
    work.dispose();
  }
}

/** Rows and options of the sweep that the command line asks for. */
async function planOf(
  session: Session,
  path: string,
  options: Options,
): Promise<[DataTable | number[][], SweepOptions]> {
  const { seed = 0, trials, eta, rungs, steps, holdout, target, protect = true, numbers } = options;
  const searched = options.space === undefined ? {} : await readSpace(options.space);
  const asked = { ...searched, seed, trials, eta, rungs, steps, holdout };
  if (numbers && (target !== undefined || options.schema !== undefined || options.protect !== undefined))
    throw usageError("--numbers goes without --schema, --target and --protect, which are for tables' models.");
  const { rows, description } = await understandTable(session, path, { ...options, seed, kept: MOST_ROWS });
  if (numbers) return [numbersOf(rows, path), asked];
  return [rows, { ...asked, schema: description.schema, target, protect }];
}

/** A space, or a space and the settings that all trials have. */
async function readSpace(file: string): Promise<{ space?: SearchSpace; settings?: Settings }> {
  await checkInput(file);
  let read: unknown;
  try {
    read = JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new CommandError(exitCodes.data, `${file} is no JSON.`, { cause });
  }
  const isObject = typeof read === "object" && read !== null && !Array.isArray(read);
  if (!isObject) throw new CommandError(exitCodes.data, `${file} is no object of settings and their ranges.`);
  const { space, settings, ...others } = read as { space?: SearchSpace; settings?: Settings };
  if (space === undefined && settings === undefined) return { space: read as SearchSpace };
  const [name] = Object.keys(others);
  if (name !== undefined)
    throw new CommandError(exitCodes.data, `${file} has ${show(name)} beside space and settings.`);
  return { ...(space && { space }), ...(settings && { settings }) };
}

/** A table's rows, if all cells are numbers. */
function numbersOf({ names, columns }: DataTable, path: string): number[][] {
  return Array.from(columns[0], (_, row) =>
    columns.map((column, c) => {
      const number = numberOf(column[row]);
      if (Number.isFinite(number)) return number;
      throw new CommandError(
        exitCodes.data,
        `${path} has ${show(column[row])} in row ${row + 1}, column ${show(names[c])}: --numbers is for numbers alone.`,
      );
    }),
  );
}

function numberOf(cell: Cell): number {
  if (typeof cell === "string") return cell.trim() === "" ? NaN : Number(cell);
  return typeof cell === "number" || typeof cell === "bigint" ? Number(cell) : NaN;
}

function defaultFolder(path: string): string {
  if (path === "-") throw usageError("The standard input has no name for a folder: say --out FOLDER.");
  return `${basename(path, extname(path))}.sweep`;
}
