import { sampleRows, type TableColumn } from "../metrics/index.ts";
import { suggestOrders } from "../table/constraints/suggest-constraints.ts";
import type { TableConstraint } from "../table/schema/table-schema.ts";
import type { ReadTables } from "./read-tables.ts";

type Columns = readonly TableColumn[];

/** A relation between columns: what the schema says, or what every real row obeys, and hardly by chance. */
export interface Relation {
  /** In words. */
  rule: string;
  /** The share of a table's rows that obey it, of those that have all its cells; NaN where there are none. */
  share(real: Columns, table: Columns): number;
}

/** Tables, and what their rows should obey. */
export interface RelatedTables extends ReadTables {
  relations: readonly Relation[];
}

/** Cells of the rows that relations are looked for in. */
const MOST_CELLS = 5_000_000;
/** Sums of decimals are not exact. */
const SLACK = 1e-9;

/** Relations that the schema names, those whose columns are compared, and further orders of columns and equal ones. */
export function relationsOf({ columns, constraints, real }: ReadTables, seed: number): Relation[] {
  const places = new Map(columns.map(({ field }, c) => [field.name, c]));
  const known = constraints.filter((constraint) => fieldsOf(constraint).every((name) => places.has(name)));
  const rows = sampleRows(real, Math.ceil(MOST_CELLS / columns.length), { seed });
  const orders = suggestOrders(
    columns.map(({ field }) => field),
    rows.map(({ values }) => Float64Array.from(values)),
  );
  const relation = (constraint: TableConstraint): Relation => ({
    rule: ruleOf(constraint),
    share: shareOf(
      constraint,
      fieldsOf(constraint).map((name) => places.get(name)!),
    ),
  });
  const rules = new Set(known.map(ruleOf));
  const found = orders.filter((order) => !rules.has(ruleOf(order))).map(relation);
  // Rows that were not drawn may break them
  return [...known.map(relation), ...found.filter(({ share }) => share(real, real) === 1)];
}

/** Columns in the order of the rule. */
function fieldsOf(constraint: TableConstraint): string[] {
  if (constraint.type === "combination") return constraint.fields;
  return constraint.type === "sum" ? [constraint.total, ...constraint.parts] : [constraint.low, constraint.high];
}

function ruleOf(constraint: TableConstraint): string {
  const [first, ...others] = fieldsOf(constraint);
  if (constraint.type === "combination") return `${[first, ...others].join(", ")} together as in a real row`;
  if (constraint.type === "sum") return `${first} = ${others.join(" + ")}`;
  return `${first} ${constraint.strict ? "<" : "≤"} ${others[0]}`;
}

function shareOf(constraint: TableConstraint, places: readonly number[]): Relation["share"] {
  if (constraint.type === "combination")
    return (real, table) => {
      const keysOf = ([first, ...others]: Columns): string[] =>
        Array.from(first.values, (value, row) => [value, ...others.map(({ values }) => values[row])].join());
      const [known, keys] = [real, table].map((columns) => keysOf(places.map((c) => columns[c])));
      const combinations = new Set(known);
      return keys.filter((key) => combinations.has(key)).length / keys.length;
    };
  const obeys = (cells: readonly number[]): boolean => {
    const [first, ...others] = cells;
    if (constraint.type === "inequality") return constraint.strict ? first < others[0] : first <= others[0];
    const sum = others.reduce((total, part) => total + part, 0);
    return Math.abs(first - sum) <= SLACK * Math.max(1, Math.abs(first));
  };
  return (_, table) => {
    let [obeying, complete] = [0, 0];
    for (let row = 0; row < table[0].values.length; row++) {
      const cells = places.map((c) => table[c].values[row]);
      if (cells.some(Number.isNaN)) continue;
      complete++;
      if (obeys(cells)) obeying++;
    }
    return obeying / complete;
  };
}
