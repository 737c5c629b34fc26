import type { NumberStyle } from "../../formats/index.ts";
import type { Field } from "../schema/table-schema.ts";
import type { ColumnEvidence, Value } from "./column-evidence.ts";
import type { Guess } from "./description.ts";
import type { Key } from "./distinct-counts.ts";

/** What is known of a column when it is decided what it is. */
export interface Column {
  readonly evidence: ColumnEvidence;
  readonly style: NumberStyle;
  readonly dateOrder: "day" | "month" | undefined;
}

/** What a column is taken for. */
export interface Decision {
  field: Field;
  warnings: string[];
  guesses: Guess[];
}

/** A rule that may decide over a column; undefined where it does not apply. */
export type Rule = (column: Column) => Decision | undefined;

/** A decision without anything to say of it. */
export function decided(field: Field): Decision {
  return { field, warnings: [], guesses: [] };
}

/** Values that hold a cell's own text or number, without gaps. */
export function valuesOf({ distinct }: ColumnEvidence): [Key, Value][] {
  return [...distinct.all()].filter(([, { kind }]) => kind !== "gap");
}

/** The texts of gaps, the most frequent first, and an empty one, which every table has. */
export function gapsOf({ evidence }: Column, more: readonly string[] = []): string[] {
  const texts = [...evidence.gapTexts].sort((a, b) => b[1] - a[1]).map(([text]) => text);
  return [...new Set([...texts, ...more, ""])];
}

/** A column without markers among its gaps leaves them out. */
export function withGaps(column: Column, field: Field, more: readonly string[] = []): Field {
  const gaps = gapsOf(column, more);
  return gaps.length === 1 ? field : { ...field, missingValues: gaps };
}

/** How a column is said otherwise. */
export function byField(name: string, property: string): string {
  return `${property} of field ${JSON.stringify(name)} in the schema (--schema)`;
}
