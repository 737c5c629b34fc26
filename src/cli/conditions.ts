import type { Cell } from "../data/data-table.ts";
import { createFieldCodec } from "../table/fields/create-codec.ts";
import type { FieldCodec } from "../table/fields/field-codec.ts";
import type { Field, TableSchema } from "../table/schema/table-schema.ts";
import { usageError } from "./command-error.ts";
import { parseCondition, type Condition, type Operator } from "./where.ts";

/** What `--where` says, as `TableModel.sample` takes it: cells that are known, and a function for all else. */
export interface Conditions {
  where?: Record<string, Cell>;
  accept?: (row: Readonly<Record<string, Cell>>) => boolean;
}

/** Conditions of the command line, by a model's schema. */
export function readConditions(texts: readonly string[], schema: TableSchema): Conditions {
  const conditions = texts.map((text) =>
    parseCondition(
      text,
      schema.fields.map(({ name }) => name),
    ),
  );
  const fixed = conditions.filter(({ operator }) => operator === "=");
  for (const { column } of conditions) checkLearned(column, schema);
  for (const each of fixed) numberOf(each, schema);
  const tests = conditions.filter(({ operator }) => operator !== "=").map((each) => testOf(each, schema));
  return {
    ...(fixed.length > 0 && { where: Object.fromEntries(fixed.map(({ column, value }) => [column, value])) }),
    ...(tests.length > 0 && { accept: (row) => tests.every((test) => test(row)) }),
  };
}

/** Columns that are made up beside the model meet no condition. */
function checkLearned(column: string, { fields }: TableSchema): void {
  const what: Readonly<Record<string, string>> = { text: "free text", identifier: "made anew", drop: "left out" };
  const why = what[fields.find(({ name }) => name === column)?.langevin?.role ?? ""];
  if (why !== undefined)
    throw usageError(`--where names the column ${JSON.stringify(column)}, which is ${why}, not learned.`);
}

const compare: Readonly<Record<Exclude<Operator, "=">, (a: number, b: number) => boolean>> = {
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

function testOf(condition: Condition, schema: TableSchema): (row: Readonly<Record<string, Cell>>) => boolean {
  const { column, operator, value } = condition;
  const { field, codec, number } = numberOf(condition, schema);
  const test = compare[operator as Exclude<Operator, "=">];
  if (operator !== "!=" && !hasOrder(field))
    throw usageError(
      `--where ${column}${operator}${value}: the column's values have no order; write ${column}=… or ${column}!=….`,
    );
  if (value === null) return (row) => row[column] !== null;
  // A gap is neither more nor less than a value, nor another one
  return (row) => {
    const cell = codec.toNumber(row[column], 0);
    return cell === cell && test(cell, number);
  };
}

function hasOrder({ type, categories, categoriesOrdered }: Field): boolean {
  return categories === undefined
    ? type !== "string" && type !== "boolean"
    : categoriesOrdered === true || type !== "string";
}

/** The number that a condition's value is in its column; refuses one that it cannot be. */
function numberOf(
  { column, value }: Condition,
  schema: TableSchema,
): { field: Field; codec: FieldCodec; number: number } {
  const field = schema.fields.find(({ name }) => name === column)!;
  const codec = createFieldCodec("--where", field, schema.missingValues);
  if (value === null) return { field, codec, number: NaN };
  try {
    return { field, codec, number: codec.toNumber(value, 0) };
  } catch (error) {
    const [, expected] = /expected (.*), got /s.exec((error as Error).message) ?? [];
    throw usageError(
      `--where gives the column ${JSON.stringify(column)} the value ${JSON.stringify(value)}; it takes ${expected}.`,
    );
  }
}
