import { InvalidArgumentError } from "commander";
import { scoreNames } from "../evaluation/score-names.ts";
import type { Score } from "../evaluation/index.ts";
import { nearestName } from "../support/options.ts";

/** A bound on a score: what falls short of it fails. */
export interface Gate {
  score: string;
  least?: number;
  most?: number;
}

/** What became of a gate. */
export interface GateOutcome extends Gate {
  value: number | null;
  passed: boolean;
}

/** Options that say "score=value", and may be given several times. */
export function gateOption(bound: "least" | "most"): (text: string, before: readonly Gate[] | undefined) => Gate[] {
  return (text, before) => [...(before ?? []), { score: scoreIn(text), [bound]: valueIn(text) }];
}

function scoreIn(text: string): string {
  const score = text.split("=", 1)[0].trim();
  if (scoreNames.includes(score)) return score;
  const nearest = nearestName(score, scoreNames);
  throw new InvalidArgumentError(
    nearest === undefined
      ? `It takes a score and a value; the scores are ${scoreNames.join(", ")}.`
      : `Did you mean ${JSON.stringify(nearest)}?`,
  );
}

function valueIn(text: string): number {
  const sign = text.indexOf("=");
  const written = sign < 0 ? "" : text.slice(sign + 1).trim();
  const value = Number(written);
  if (written === "" || !Number.isFinite(value))
    throw new InvalidArgumentError(`It takes a score, "=" and a number, such as trend=0.95.`);
  return value;
}

/** Which gates hold; a score that is not defined passes none. */
export function tryGates(gates: readonly Gate[], scores: Readonly<Record<string, Score>>): GateOutcome[] {
  return gates.map((gate) => {
    const value = scores[gate.score]?.value ?? null;
    const passed = value !== null && value >= (gate.least ?? -Infinity) && value <= (gate.most ?? Infinity);
    return { ...gate, value, passed };
  });
}

/** What is said of gates that failed: "trend is 0.871, not 0.95 or more"; undefined where all hold. */
export function failedGates(outcomes: readonly GateOutcome[]): string | undefined {
  const failed = outcomes.filter(({ passed }) => !passed);
  if (failed.length === 0) return undefined;
  return `${failed
    .map(({ score, least, most, value }) => {
      const wanted = least === undefined ? `${most} or less` : `${least} or more`;
      return `${score} is ${value === null ? "not defined here" : Number(value.toFixed(4))}, not ${wanted}`;
    })
    .join("; ")}.`;
}
