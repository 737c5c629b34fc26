import { forestNames } from "../quality/forest-sets.ts";
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

const fidelity = (name: string): Case =>
  async function* ({ quick, fit }) {
    const { measureFidelity } = await import("./fidelity.ts");
    const budgets = quick ? [QUICK] : BUDGETS[name];
    yield* measureFidelity(name, { budgets, draws: quick ? 1 : 3, full: !quick, fit });
  };

const efficiency = (name: string, seconds: number): Case =>
  async function* ({ quick, fit }) {
    const { measureEfficiency } = await import("./efficiency.ts");
    yield* measureEfficiency(name, { seconds: quick ? QUICK : seconds, draws: quick ? 2 : 5, fit });
  };

const gaps = (name: string): Case =>
  async function* ({ quick, fit }) {
    const { measureImputation } = await import("./imputation.ts");
    yield* measureImputation(name, { seconds: quick ? QUICK : 20, masks: quick ? 1 : 3, draws: quick ? 3 : 10, fit });
  };

const forest = (name: string): Case =>
  async function* ({ quick, fit }) {
    const { measureForestTable } = await import("./forest.ts");
    yield* measureForestTable(name, { seconds: quick ? QUICK : 20, splits: quick ? 1 : 3, draws: quick ? 1 : 5, fit });
  };

/** What `npm run bench -- tables` measures, by name. */
export const CASES: Record<string, Case> = {
  adult: fidelity("adult"),
  magic: fidelity("magic"),
  abalone: efficiency("abalone", 30),
  diabetes: efficiency("diabetes", 30),
  "adult-split": efficiency("adult-split", 360),
  ...Object.fromEntries(gapSetNames.map((name) => [name, gaps(name)])),
  car: forest("car"),
  ...Object.fromEntries(forestNames.map((name) => [name, forest(name)])),
};
