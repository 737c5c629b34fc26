import {
  loadModel,
  saveModel,
  type Engine,
  type LoadModelOptions,
  type SaveModelOptions,
  type ScoreNetwork,
} from "./index.ts";
import { loadModelSpec } from "./files/load-model.ts";
import { toPath } from "./node/path.ts";
import { readModelBytes } from "./node/read-file.ts";
import { replaceFile } from "./node/replace-file.ts";
import { readOptions } from "./support/options.ts";

/**
 * {@link saveModel} to a file. The whole file is written beside it and takes its place at once, so that a process that
 * ends meanwhile leaves the file that was there. Symbolic links are followed; permissions stay, and so do owner and group
 * where the system lets this process give files away (hard links keep the old contents). Named pipes, devices and folders
 * are refused: `saveModel` has the bytes for them.
 *
 * A killed process leaves a file `.name.….part`. The next save of the same name removes it, unless its process still runs
 * or, where that cannot be known (another machine or container), it was written to within the last hour.
 *
 * @throws LangevinError "disposed", "invalid-argument"; whatever the file system throws, with the old file in place
 *
 * @example
 * ```ts
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { createEngine, createScoreNetwork } from "langevin";
 * import { loadModelFile, saveModelFile } from "langevin/node";
 *
 * const engine = await createEngine();
 * const path = join(tmpdir(), "example.safetensors");
 * await saveModelFile(createScoreNetwork(engine, { dim: 2, hidden: [32, 32] }), path);
 * console.log((await loadModelFile(engine, path)).dim);
 * engine.dispose();
 * ```
 */
export async function saveModelFile(
  network: ScoreNetwork,
  path: string | URL,
  options: SaveModelOptions = {},
): Promise<void> {
  await replaceFile("saveModelFile", toPath("saveModelFile", path), saveModel(network, options));
}

/**
 * {@link loadModel} from a file. One that is no model by its first bytes or its size (over 1 GiB) is refused before it is
 * read; a pipe is read to its end, or up to that size.
 *
 * @throws LangevinError "invalid-file" for anything but an intact file of ours; "out-of-memory"; "disposed";
 *   "invalid-argument"; whatever the file system throws
 *
 * @example
 * ```ts
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { createEngine, createScoreNetwork } from "langevin";
 * import { loadModelFile, saveModelFile } from "langevin/node";
 *
 * const engine = await createEngine();
 * const path = join(tmpdir(), "example.safetensors");
 * await saveModelFile(createScoreNetwork(engine, { dim: 2, hidden: [32, 32] }), path);
 * console.log((await loadModelFile(engine, path)).dim);
 * engine.dispose();
 * ```
 */
export async function loadModelFile(
  engine: Engine,
  path: string | URL,
  options: LoadModelOptions = {},
): Promise<ScoreNetwork> {
  const where = "loadModelFile";
  const checked = readOptions(where, options, loadModelSpec);
  return loadModel(engine, await readModelBytes(where, toPath(where, path)), checked);
}
