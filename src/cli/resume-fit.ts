import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { Engine } from "../index.ts";
import { readModelBytes } from "../node/read-file.ts";
import { loadTableModel, type TableModel } from "../table/index.ts";
import { usageError } from "./command-error.ts";
import { MOST_ROWS, type LearningOptions } from "./fit-model.ts";
import { formatCount } from "../support/show.ts";
import type { Session } from "./session.ts";
import { shellWord, withoutOptions } from "./shell.ts";
import { trainTable, type Checkpoint, type Told } from "./training.ts";
import { understandTable } from "./understand-table.ts";

/** Options of a fit that its checkpoint holds, and whether they have a value. */
const settled = {
  ...{ "--schema": true, "--target": true, "--seconds": true, "--steps": true, "--holdout": true, "--seed": true },
  ...{ "--protect": false, "--no-protect": false, "--allow-real-text": false, "--resume": false },
};

/** Where a fit that is stopped is kept: beside its model's file. */
export function checkpointOf({ program, args }: Session, file: string): Checkpoint {
  const words = withoutOptions(args, settled).map(shellWord);
  const path = `${file}.checkpoint`;
  return {
    path,
    command: `${program} ${words.join(" ")} --resume`,
    remove: () => rm(path, { force: true }),
  };
}

/** Goes on with a fit that was stopped. */
export async function resumeFit(
  session: Session,
  engine: Engine,
  path: string,
  options: LearningOptions,
  checkpoint: Checkpoint,
  tell?: (progress: Told) => void,
): Promise<TableModel> {
  const given = session.args.map((word) => word.split("=")[0]);
  const needless = Object.keys(settled).find((name) => name !== "--resume" && given.includes(name));
  if (needless !== undefined)
    throw usageError(`--resume goes on with the training as it was begun; ${needless} does not go with it.`);
  if (!existsSync(checkpoint.path)) throw usageError(`There is nothing to resume: ${checkpoint.path} does not exist.`);
  const model = await loadTableModel(engine, await readModelBytes(checkpoint.path, checkpoint.path));
  const { seed } = model.parts.state;
  const { rows } = await understandTable(session, path, { ...options, seed, kept: MOST_ROWS });
  session.talk.say(`going on at step ${formatCount(model.step)} of ${formatCount(model.steps)}`);
  return trainTable(session, engine, rows, { resume: model }, checkpoint, tell);
}
