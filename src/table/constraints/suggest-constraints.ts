import { kindOf } from "../schema/read-constraints.ts";
import type { Field, TableConstraint } from "../schema/table-schema.ts";
import { findDependencies } from "./find-dependencies.ts";
import { findInequalities } from "./find-inequalities.ts";

/**
 * Relations that hold in every row and hardly by chance, such that a model can keep them together: combinations of columns of
 * which one determines the others, numbers and dates that are never above another of the same type, and columns that are
 * equal.
 *
 * @param fields   the columns' fields
 * @param columns  as the fields' codecs count: numbers, days, places of levels; NaN where missing
 */
export function suggestConstraints(fields: readonly Field[], columns: readonly Float64Array[]): TableConstraint[] {
  const learned = fields.flatMap(({ langevin }, c) => (isLearned(langevin?.role) ? [c] : []));
  const groups = findDependencies(learned.map((c) => columns[c])).map((group) => group.map((k) => learned[k]));
  const combinations = groups.map((group): TableConstraint => {
    return { type: "combination", fields: group.map((c) => fields[c].name) };
  });
  const settled = new Set(groups.flat());
  return [...combinations, ...suggestOrders(fields, columns, settled)];
}

/**
 * The orders and equal columns among these.
 *
 * @param settled  places of columns that are left out
 */
export function suggestOrders(
  fields: readonly Field[],
  columns: readonly Float64Array[],
  settled: ReadonlySet<number> = new Set(),
): TableConstraint[] {
  const kinds = new Map<string, number[]>();
  fields.forEach((field, c) => {
    const kind = kindOf(field);
    const role = field.langevin?.role ?? "number";
    if (kind !== undefined && role === "number" && !settled.has(c)) kinds.set(kind, [...(kinds.get(kind) ?? []), c]);
  });
  return [...kinds.values()].flatMap((places) =>
    findInequalities(places.map((c) => columns[c])).map((order): TableConstraint => {
      const [low, high] = [fields[places[order.low]].name, fields[places[order.high]].name];
      return order.isEqual ? { type: "sum", total: high, parts: [low] } : { type: "inequality", low, high };
    }),
  );
}

function isLearned(role: string | undefined): boolean {
  return role === undefined || ["number", "category", "ordinal"].includes(role);
}
