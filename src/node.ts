import { randomUUID } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { loadModel, LangevinError, saveModel, type Engine, type ScoreNetwork } from "./index.ts";
import { show } from "./support/show.ts";

/**
 * {@link saveModel} to a file. The whole file is written beside it and takes its place at once, so that a process that
 * ends meanwhile leaves the file that was there.
 *
 * @throws LangevinError "disposed", "invalid-argument"; whatever the file system throws, with the old file in place
 */
export async function saveModelFile(network: ScoreNetwork, path: string | URL): Promise<void> {
  const place = toPath("saveModelFile", path);
  const bytes = saveModel(network);
  const temporary = beside(place);
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, place);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * {@link loadModel} from a file.
 *
 * @throws LangevinError "invalid-file" for anything but an intact file of ours; "out-of-memory"; "disposed";
 *   "invalid-argument"; whatever the file system throws
 */
export async function loadModelFile(engine: Engine, path: string | URL): Promise<ScoreNetwork> {
  return loadModel(engine, await readFile(toPath("loadModelFile", path)));
}

function beside(place: string | URL): string | URL {
  const ending = `.${randomUUID()}.part`;
  if (typeof place === "string") return place + ending;
  const url = new URL(place);
  url.pathname += ending;
  return url;
}

function toPath(where: string, path: unknown): string | URL {
  if ((typeof path === "string" && path !== "") || path instanceof URL) return path;
  throw new LangevinError("invalid-argument", `${where}: expected path a string or a file: URL, got ${show(path)}`);
}
