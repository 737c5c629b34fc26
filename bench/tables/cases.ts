import { measureEfficiency } from "./efficiency.ts";
import { measureFidelity } from "./fidelity.ts";
import { forestSetNames, measureForestTable } from "./forest.ts";
import { measureImputation } from "./imputation.ts";
import type { Fit } from "./method.ts";
import type { TableRow } from "./row.ts";
import { gapSetNames } from "./sets.ts";

export interface CaseOptions {
  quick: boolean;
  fit: Fit;
}

type Case = (options: CaseOptions) => AsyncGenerator<TableRow>;

/** What `--quick` trains for, in seconds. */
const QUICK = 2;

/** Seconds of training; the last is the figure. */
const BUDGETS: Record<string, readonly number[]> = { adult: [45, 90, 180, 360], magic: [30, 60, 120, 240] };

const fidelity =
  (name: string): Case =>
  ({ quick, fit }) =>
    measureFidelity(name, { budgets: quick ? [QUICK] : BUDGETS[name], draws: quick ? 1 : 3, full: !quick, fit });

const efficiency =
  (name: string, seconds: number): Case =>
  ({ quick, fit }) =>
    measureEfficiency(name, { seconds: quick ? QUICK : seconds, draws: quick ? 2 : 5, fit });

const gaps =
  (name: string): Case =>
  ({ quick, fit }) =>
    measureImputation(name, { seconds: quick ? QUICK : 20, masks: quick ? 1 : 3, draws: quick ? 5 : 20, fit });

const forest =
  (name: string): Case =>
  ({ quick, fit }) =>
    measureForestTable(name, { seconds: quick ? QUICK : 20, splits: quick ? 1 : 3, draws: quick ? 1 : 5, fit });

/** What `npm run bench -- tables` measures, by name. */
export const CASES: Record<string, Case> = {
  adult: fidelity("adult"),
  magic: fidelity("magic"),
  abalone: efficiency("abalone", 30),
  diabetes: efficiency("diabetes", 30),
  "adult-split": efficiency("adult-split", 360),
  ...Object.fromEntries(gapSetNames.map((name) => [name, gaps(name)])),
  car: forest("car"),
  ...Object.fromEntries(forestSetNames.map((name) => [name, forest(name)])),
};
