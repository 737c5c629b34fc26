import { createEngine, type Engine } from "../index.ts";
import { readModelBytes } from "../node/read-file.ts";
import { loadTableModel, type TableModel } from "../table/index.ts";
import { checkInput } from "./input.ts";
import type { ComputeOptions } from "./options/groups.ts";
import type { Session } from "./session.ts";

/** Loads the model of a file, and releases it when its work is done. */
export async function withModel<T>(
  session: Session,
  path: string,
  { threads }: ComputeOptions,
  work: (model: TableModel, engine: Engine) => Promise<T>,
): Promise<T> {
  await checkInput(path);
  const bytes = await readModelBytes(path, path);
  const engine = await createEngine({ threads });
  try {
    const model = await loadTableModel(engine, bytes);
    if (!model.finished)
      session.talk.warn(`${path} is of a training that was stopped at step ${model.step} of ${model.steps}.`);
    return await work(model, engine);
  } finally {
    engine.dispose();
  }
}
