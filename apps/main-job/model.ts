import { createHash } from "node:crypto";
import type { Engine, ScoreNetwork } from "langevin";
import { loadModelFile } from "langevin/node";
import { reasonOf } from "./write-file.ts";

/** What a model file says about how its network was trained: the note "zipcodes", as JSON. */
export interface TrainedOn {
  /** The seed of the split into training and held-out rows, and of the training. */
  seed: number;
  /** SHA-256 of the rows. */
  digest: string;
  /** Steps done and wanted. */
  step: number;
  steps: number;
}

/** A model file that cannot be used, in one sentence. */
export class ModelError extends Error {
  readonly code = "no-model";

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ModelError";
  }
}

export function writeNotes(trainedOn: TrainedOn): Record<string, string> {
  return { zipcodes: JSON.stringify(trainedOn) };
}

/**
 * The network of a model file, and what it was trained on.
 *
 * @throws {@link ModelError}
 */
export async function loadNetwork(
  engine: Engine,
  path: string,
): Promise<{ network: ScoreNetwork; trainedOn: TrainedOn }> {
  let network: ScoreNetwork;
  try {
    network = await loadModelFile(engine, path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "invalid-file") throw new ModelError(`${path} is no model: ${message}.`, { cause: error });
    throw new ModelError(`${path} cannot be read: ${reasonOf(error)}.`, { cause: error });
  }
  try {
    return { network, trainedOn: readNotes(path, network) };
  } catch (error) {
    network.dispose();
    throw error;
  }
}

function readNotes(path: string, { notes }: ScoreNetwork): TrainedOn {
  const { zipcodes } = notes as { zipcodes?: string };
  if (zipcodes === undefined)
    throw new ModelError(
      `${path} is no model of the zip codes. For the model of a table: npx langevin sample ${path}.`,
    );
  let trainedOn: unknown;
  try {
    trainedOn = JSON.parse(zipcodes);
  } catch (error) {
    throw new ModelError(`${path} has a note "zipcodes" that is no JSON.`, { cause: error });
  }
  if (!isTrainedOn(trainedOn)) throw new ModelError(`${path} has a note "zipcodes" that says nothing of a training.`);
  return trainedOn;
}

function isTrainedOn(value: unknown): value is TrainedOn {
  if (typeof value !== "object" || value === null) return false;
  const { seed, digest, step, steps } = value as Record<keyof TrainedOn, unknown>;
  const isCount = (number: unknown): boolean => Number.isSafeInteger(number) && (number as number) >= 0;
  return [seed, step, steps].every(isCount) && typeof digest === "string";
}

/** What tells whether rows are those that a network was trained on. */
export function digestOf(rows: Float64Array): string {
  const bytes = new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength);
  return createHash("sha256").update(bytes).digest("hex");
}
