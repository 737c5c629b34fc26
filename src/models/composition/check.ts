import { checkNumber, invalid } from "../../support/errors.ts";
import { isReadable } from "../../support/readable.ts";
import type { ScoreModel } from "../score-model.ts";

/** Each is looked at before there is a turn of the event loop. */
const MOST_MODELS = 65_536;

/** The models of an array of one or more; where it has holes, undefined. */
export function checkModels(where: string, name: string, models: readonly ScoreModel[]): ScoreModel[] {
  if (!isReadable(models) || !Array.isArray(models) || models.length === 0)
    throw invalid(where, `${name} an array of one or more models`, models);
  if (models.length > MOST_MODELS) throw invalid(where, `${name} of at most ${MOST_MODELS} models`, models.length);
  return Array.from(models);
}

export function checkWeight(where: string, name: string, weight: unknown): number {
  return checkNumber(where, name, weight, -1e6, 1e6);
}
