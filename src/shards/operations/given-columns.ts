import { withConditions, withConditionsOptions } from "../../models/conditioning/with-conditions.ts";
import type { GuidanceInterval } from "../../models/conditioning/guidance-interval.ts";
import { withLabels } from "../../models/conditioning/with-labels.ts";
import type { ScoreNetwork } from "../../models/network.ts";
import type { ScoreModel } from "../../models/score-model.ts";
import { invalid } from "../../support/errors.ts";
import { isList } from "../../support/lists.ts";
import { integer, option } from "../../support/options.ts";
import type { JsonObject } from "../../work/canonical-json.ts";
import { textOption } from "../part-about.ts";
import { labelsOf, splitColumns, type InputNumbers } from "./read-numbers.ts";

/** What a network's rows are given: the same for all of them, or a row's own in columns of the input. */
export interface Given {
  labels?: number | undefined;
  labelColumn?: string | undefined;
  conditions?: readonly number[] | undefined;
  conditionColumns?: readonly string[] | undefined;
  guidanceScale?: number | undefined;
  interval?: GuidanceInterval | undefined;
}

const numbersOption = /* @__PURE__ */ option((where, name, value) => {
  if (!isList(value) || value.length === 0 || !Array.from(value).every(Number.isFinite))
    throw invalid(where, `${name} an array of numbers`, value);
  return Array.from(value) as number[];
});

const namesOption = /* @__PURE__ */ option((where, name, value) => {
  if (!isList(value) || value.length === 0 || new Set(Array.from(value)).size !== value.length)
    throw invalid(where, `${name} an array of different columns`, value);
  return Array.from(value, (each, k) => textOption.check(where, `${name}[${k}]`, each));
});

export const givenSpec = {
  labels: integer(-1, 0x7fffffff),
  labelColumn: { ...textOption, required: false },
  conditions: numbersOption,
  conditionColumns: namesOption,
  guidanceScale: { ...withConditionsOptions.guidanceScale, default: undefined },
  interval: withConditionsOptions.interval,
};

/** Refuses what says two things. @throws LangevinError "invalid-argument" */
export function checkGiven(where: string, given: JsonObject): void {
  const names = (["labels", "labelColumn", "conditions", "conditionColumns"] as const).filter(
    (name) => given[name] !== undefined,
  );
  if (names.length > 1) throw invalid(where, `${names[0]} alone, or ${names[1]}`, "both");
}

/** The options that say what is given, and the others. */
export function splitGiven(options: JsonObject): { given: Given; own: JsonObject } {
  const { labels, labelColumn, conditions, conditionColumns, guidanceScale, interval, ...own } = options as JsonObject &
    Given;
  return { given: { labels, labelColumn, conditions, conditionColumns, guidanceScale, interval }, own };
}

/** The columns of the input that are given. */
export function columnsGiven({ labelColumn, conditionColumns }: Given): readonly string[] {
  return labelColumn === undefined ? (conditionColumns ?? []) : [labelColumn];
}

/** The network given what is given, and the columns of the input that are its rows. */
export function giveRows(
  where: string,
  network: ScoreNetwork,
  given: Given,
  read: InputNumbers | undefined,
  begin: number,
): { model: ScoreModel; rows: InputNumbers | undefined } {
  const columns = columnsGiven(given);
  if (columns.length > 0 && !read) throw invalid(where, `an input with the columns ${columns.join(", ")}`, undefined);
  const { rows, aside } = read ? splitColumns(where, read, columns) : { rows: undefined, aside: undefined };
  const guidance = Object.fromEntries(
    Object.entries({ guidanceScale: given.guidanceScale, interval: given.interval }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  const named = given.conditionColumns;
  if (named && named.length !== network.conditions)
    throw invalid(where, `conditionColumns of ${network.conditions} names, as the network has conditions`, named);
  const conditions = named ? aside : given.conditions;
  if (conditions) return { model: withConditions(network, conditions, guidance), rows };
  const labels = given.labelColumn === undefined ? given.labels : labelsOf(where, aside!, given.labelColumn, begin);
  return { model: labels === undefined ? network : withLabels(network, labels, guidance), rows };
}
