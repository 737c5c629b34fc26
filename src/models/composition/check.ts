import { checkNumber, invalid } from "../../support/errors.ts";
import { isReadable } from "../../support/readable.ts";
import type { ScoreModel } from "../score-model.ts";

/** Refuses what is no array of one or more. */
export function checkModels(where: string, name: string, models: readonly ScoreModel[]): void {
  if (!isReadable(models) || !Array.isArray(models) || models.length === 0)
    throw invalid(where, `${name} an array of one or more models`, models);
}

export function checkWeight(where: string, name: string, weight: unknown): number {
  return checkNumber(where, name, weight, -1e6, 1e6);
}
