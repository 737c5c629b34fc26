import type { LearnerKind } from "../learner.ts";
import { networkLearner } from "./network.ts";
import { tableLearner } from "./table.ts";

/** What a sweep's trials can be, by the name in its specification. */
export const learners = { network: networkLearner, table: tableLearner } satisfies Readonly<
  Record<string, LearnerKind>
>;

export type LearnerName = keyof typeof learners;

export const learnerNames = Object.keys(learners) as LearnerName[];
