import { nearestName } from "../support/options.ts";
import { usageError } from "./command-error.ts";

/** What can stand between a column and a value. */
export const operators = ["!=", "<=", ">=", "=", "<", ">"] as const;
export type Operator = (typeof operators)[number];

/** A condition on a column; null stands for a gap. */
export interface Condition {
  column: string;
  operator: Operator;
  value: string | null;
}

/**
 * `income=>50K` → income = ">50K". The column is the longest name the text begins with, since names may hold signs too;
 * nothing behind the sign is a gap.
 */
export function parseCondition(text: string, columns: readonly string[]): Condition {
  const known = columns.filter((name) => text.startsWith(name) && operatorAt(text, name.length));
  known.sort((a, b) => b.length - a.length);
  const column = known[0] ?? unknownColumn(text, columns);
  const operator = operatorAt(text, column.length)!;
  const value = text.slice(column.length).trimStart().slice(operator.length).trim();
  if (value === "" && operator !== "=" && operator !== "!=")
    throw usageError(`--where ${JSON.stringify(text)} has no value behind ${operator}.`);
  return { column, operator, value: value === "" ? null : value };
}

/** The sign at a place of a text, blanks before it passed over. */
function operatorAt(text: string, place: number): Operator | undefined {
  const rest = text.slice(place).trimStart();
  return operators.find((operator) => rest.startsWith(operator));
}

function unknownColumn(text: string, columns: readonly string[]): never {
  const end = text.search(/[!<>=]/);
  if (end < 0)
    throw usageError(
      `--where ${JSON.stringify(text)} is no condition: write a column, one of ${operators.join(" ")} and a value.`,
    );
  throw noColumn("--where", text.slice(0, end).trim(), columns);
}

/** A column that is not there, with the one that was probably meant. */
export function noColumn(option: string, name: string, columns: readonly string[]): Error {
  const nearest = nearestName(name, columns);
  const shown = columns.length > 12 ? `${columns.slice(0, 12).join(", ")}, …` : columns.join(", ");
  const advice = nearest === undefined ? `The columns are ${shown}.` : `Did you mean ${JSON.stringify(nearest)}?`;
  return usageError(`${option} names the column ${JSON.stringify(name)}, which is not there. ${advice}`);
}
