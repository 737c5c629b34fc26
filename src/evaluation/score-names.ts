import { membershipName } from "./compare-privacy.ts";
import { classifierScores } from "./scores/classifier-scores.ts";
import { measures } from "./scores/measures.ts";
import { usefulnessName } from "./scores/usefulness-score.ts";

/** Names of all scores of an evaluation. */
export const scoreNames: readonly string[] = [
  ...measures.flatMap(({ scores }) => scores.map(({ name }) => name)),
  ...Object.values(classifierScores).map(({ name }) => name),
  usefulnessName.name,
  membershipName.name,
];
