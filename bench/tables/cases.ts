import { forestNames } from "../quality/forest-sets.ts";
import type { Fit } from "./method.ts";
import type { TableRow } from "./row.ts";
import { gapSetNames } from "./sets.ts";

export interface CaseOptions {
  quick: boolean;
  /** Seconds of training, instead of the case's own. */
  seconds?: number | undefined;
  fit: Fit;
}

type Case = (options: CaseOptions) => AsyncGenerator<TableRow>;

/** What `--quick` trains for, in seconds. */
const QUICK = 2;

/** The usual time of small tables, in seconds. */
const SECONDS = 20;

/** Seconds of training; the last is the figure. */
const BUDGETS: Record<string, readonly number[]> = { adult: [45, 90, 180, 360], magic: [30, 60, 120, 240] };

const fidelity = (name: string): Case =>
  async function* ({ quick, seconds, fit }) {
    const { measureFidelity } = await import("./fidelity.ts");
    const budgets = seconds ? [seconds] : quick ? [QUICK] : BUDGETS[name];
    yield* measureFidelity(name, { budgets, draws: quick ? 1 : 3, full: !quick, fit });
  };

const efficiency = (name: string, usual: number, draws = 5): Case =>
  async function* ({ quick, seconds = quick ? QUICK : usual, fit }) {
    const { measureEfficiency } = await import("./efficiency.ts");
    yield* measureEfficiency(name, { seconds, draws: quick ? 2 : draws, fit });
  };

const gaps = (name: string): Case =>
  async function* ({ quick, seconds = quick ? QUICK : SECONDS, fit }) {
    const { measureImputation } = await import("./imputation.ts");
    yield* measureImputation(name, { seconds, masks: quick ? 1 : 3, draws: quick ? 3 : 30, fit });
  };

const forest = (name: string): Case =>
  async function* ({ quick, seconds = quick ? QUICK : SECONDS, fit }) {
    const { measureForestTable } = await import("./forest.ts");
    yield* measureForestTable(name, { seconds, splits: quick ? 1 : 3, draws: quick ? 1 : 5, fit });
  };

/** What `npm run bench -- tables` measures, by name. */
export const CASES: Record<string, Case> = {
  adult: fidelity("adult"),
  magic: fidelity("magic"),
  abalone: efficiency("abalone", 30),
  diabetes: efficiency("diabetes", 30, 20),
  "adult-split": efficiency("adult-split", 360),
  ...Object.fromEntries(gapSetNames.map((name) => [name, gaps(name)])),
  car: forest("car"),
  ...Object.fromEntries(forestNames.map((name) => [name, forest(name)])),
};
