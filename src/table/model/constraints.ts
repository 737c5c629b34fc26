import { invalid, LangevinError } from "../../support/errors.ts";
import { quote } from "../../support/show.ts";
import { knowledge } from "../encodings/table-encoding.ts";
import { commonResolution, decimalResolutions, roundTo } from "../encodings/rounding.ts";
import type { Field, TableConstraint, TableSchema } from "../schema/table-schema.ts";
import { columnNamed } from "./table-input.ts";

/** A column whose place its difference from other columns takes: 0 or more above the largest of them, or from their sum. */
export interface Difference {
  kind: "difference";
  target: number;
  from: number[];
  by: "max" | "sum";
  /** The column behind the table's own that keeps the value where there is nothing to take the difference from. */
  rest: number | undefined;
  resolution: number;
  /** The range of the values seen. */
  range: readonly [low: number, high: number];
}

/** Columns whose combinations are the levels of one category, in place of the first. */
export interface Combination {
  kind: "combination";
  columns: number[];
  /** (combinations, columns); NaN where missing. */
  values: Float64Array;
}

/** What constraints do with a table: each step keeps its relation in every row that comes back. */
export type Step = Difference | Combination;

/** Columns of numbers, one array for each. */
export type Columns = readonly Float64Array[];

/**
 * The steps for a schema's constraints.
 *
 * @throws LangevinError "invalid-argument" for constraints that do not go together; "invalid-data" for rows that break one
 */
export function fitConstraints(where: string, schema: TableSchema, columns: Columns): Step[] {
  const names = schema.fields.map(({ name }) => name);
  const place = (name: string): number => columnNamed(`${where}: constraint`, name, names);
  const differences = new Map<number, Difference>();
  const combinations: Combination[] = [];
  for (const constraint of schema.langevin?.constraints ?? []) {
    if (constraint.type === "combination") {
      combinations.push(fitCombination(where, constraint.fields.map(place), columns));
      continue;
    }
    const [target, from, by] = partsOf(constraint, place);
    const known = differences.get(target);
    if (known && (by === "sum" || known.by === "sum"))
      throw invalid(where, `one constraint that settles ${quote(names[target])}`, "two");
    if (known) known.from.push(...from);
    else
      differences.set(target, { kind: "difference", target, from, by, rest: undefined, resolution: 0, range: [0, 0] });
    checkRows(where, constraint, names, columns, place);
  }
  const ordered = inOrder(where, [...differences.values()], names);
  let next = columns.length;
  for (const step of ordered) {
    const values = columns[step.target];
    const base = baseOf(step, columns);
    if (values.some((value, r) => value === value && base[r] !== base[r])) step.rest = next++;
    step.resolution =
      commonResolution(
        Float64Array.from([step.target, ...step.from].flatMap((c) => Array.from(columns[c]))),
        decimalResolutions,
      ) ?? 0;
    step.range = rangeOf(values);
  }
  const taken = new Set<number>();
  for (const column of [...ordered.map(({ target }) => target), ...combinations.flatMap(({ columns }) => columns)]) {
    if (taken.has(column)) throw invalid(where, `one constraint that settles ${quote(names[column])}`, "two");
    taken.add(column);
  }
  return [...ordered, ...combinations];
}

function partsOf(
  constraint: Exclude<TableConstraint, { type: "combination" }>,
  place: (name: string) => number,
): [target: number, from: number[], by: "max" | "sum"] {
  if (constraint.type === "sum") return [place(constraint.total), constraint.parts.map(place), "sum"];
  return [place(constraint.high), [place(constraint.low)], "max"];
}

/** Columns that others are differences from come first. */
function inOrder(where: string, steps: Difference[], names: readonly string[]): Difference[] {
  const ordered: Difference[] = [];
  let left = steps;
  while (left.length > 0) {
    const waiting = new Set(left.map(({ target }) => target));
    const ready = left.filter(({ from }) => !from.some((column) => waiting.has(column)));
    if (ready.length === 0) throw invalid(where, "constraints that are no circle", names[left[0].target]);
    ordered.push(...ready);
    left = left.filter((step) => !ready.includes(step));
  }
  return ordered;
}

function checkRows(
  where: string,
  constraint: Exclude<TableConstraint, { type: "combination" }>,
  names: readonly string[],
  columns: Columns,
  place: (name: string) => number,
): void {
  const [target, from, by] = partsOf(constraint, place);
  const step: Difference = { kind: "difference", target, from, by, rest: undefined, resolution: 0, range: [0, 0] };
  const base = baseOf(step, columns);
  const strict = constraint.type === "inequality" && constraint.strict === true;
  let broken = 0;
  let first = -1;
  columns[target].forEach((value, r) => {
    const gap = value - base[r];
    const slack = 1e-9 * Math.max(1, Math.abs(value));
    const holds = gap !== gap || (by === "sum" ? Math.abs(gap) <= slack : strict ? gap > 0 : gap >= 0);
    if (!holds && broken++ === 0) first = r;
  });
  if (broken === 0) return;
  const relation = by === "sum" ? "the sum of" : strict ? "above" : "at least";
  throw new LangevinError(
    "invalid-data",
    `${where}: expected ${quote(names[target])} ${relation} ${from.map((c) => quote(names[c])).join(", ")} in every row, ` +
      `got ${broken} where it is not, the first in row ${first}; leave the constraint out of the schema, or mend the rows`,
  );
}

function fitCombination(where: string, places: number[], columns: Columns): Combination {
  if (places.length < 2) throw invalid(where, "a combination of two or more fields", places.length);
  const seen = new Map<string, number[]>();
  for (let r = 0; r < columns[0].length; r++) {
    const values = places.map((c) => columns[c][r]);
    const key = values.join();
    if (!seen.has(key)) seen.set(key, values);
  }
  return { kind: "combination", columns: places, values: Float64Array.from([...seen.values()].flat()) };
}

/** What a step's target is at least, or the sum of; NaN where none of it, or not all of it, is there. */
function baseOf({ from, by }: Difference, columns: Columns): Float64Array {
  const [first] = from;
  return columns[first].map((_, r) => {
    let base = NaN;
    for (const column of from) {
      const value = columns[column][r];
      if (by === "sum") base = column === first ? value : base + value;
      else if (!(value <= base)) base = value === value ? value : base;
    }
    return base;
  });
}

/** How many columns there are behind the table's own. */
export function restColumns(steps: readonly Step[]): number {
  return steps.filter((step) => step.kind === "difference" && step.rest !== undefined).length;
}

/** The fields of the columns that the model is of. */
export function modelFields(fields: readonly Field[], steps: readonly Step[]): Field[] {
  const result: Field[] = fields.map((field) => field);
  for (const step of steps) {
    if (step.kind === "combination") {
      const name = step.columns.map((c) => fields[c].name).join(" × ");
      step.columns.forEach((c, k) => {
        result[c] =
          k === 0
            ? { name, type: "integer", langevin: { role: "category" } }
            : { ...fields[c], langevin: { role: "drop" } };
      });
      continue;
    }
    const { type, name } = fields[step.target];
    const from = step.from.map((c) => fields[c].name).join(step.by === "sum" ? " + " : ", ");
    result[step.target] = { name: `${name} less ${from}`, type, langevin: { role: "number" } };
    if (step.rest !== undefined)
      result[step.rest] = { name: `${name} without ${from}`, type, langevin: { role: "number" } };
  }
  return result;
}

/** The table's columns → the model's. NaN where a combination was never seen, and in all of its columns but the first. */
export function applySteps(steps: readonly Step[], columns: Columns): Float64Array[] {
  const result = columns.map((column) => column);
  for (const step of steps) {
    if (step.kind === "combination") {
      const places = new Map(combinationsOf(step).map((values, k) => [values.join(), k]));
      result[step.columns[0]] = columns[0].map(
        (_, r) => places.get(step.columns.map((c) => columns[c][r]).join()) ?? NaN,
      );
      for (const c of step.columns.slice(1)) result[c] = new Float64Array(columns[c].length).fill(NaN);
      continue;
    }
    const base = baseOf(step, columns);
    const values = columns[step.target];
    result[step.target] = values.map((value, r) => rounded(value - base[r], step.resolution));
    if (step.rest !== undefined) result[step.rest] = values.map((value, r) => (base[r] === base[r] ? NaN : value));
  }
  return result;
}

/** The model's columns → the table's; the relations hold in every row. */
export function undoSteps(steps: readonly Step[], columns: Columns): Float64Array[] {
  const result = columns.map((column) => column);
  for (const step of steps) {
    if (step.kind === "combination") {
      const combinations = combinationsOf(step);
      step.columns.forEach((c, k) => {
        result[c] = columns[step.columns[0]].map((place) => combinations[place]?.[k] ?? NaN);
      });
      continue;
    }
    const base = baseOf(step, result);
    const [low, high] = step.range;
    result[step.target] = columns[step.target].map((gap, r) => {
      if (base[r] !== base[r]) return step.rest === undefined ? NaN : columns[step.rest][r];
      const value = rounded(base[r] + gap, step.resolution);
      return step.by === "sum" ? value : Math.max(base[r], Math.min(Math.max(value, low), high));
    });
  }
  return result.slice(0, columns.length - restColumns(steps));
}

/**
 * What is known of the model's columns, from what is known of the table's.
 *
 * @param known  for each of the table's columns, {@link knowledge} of each row
 * @returns what is known of the model's columns; rows of which only a part of what a step joins is known are conflicts
 */
export function applyKnown(steps: readonly Step[], columns: Columns, known: readonly Uint8Array[]): KnownColumns {
  const result = known.map((each) => each.slice());
  const conflicts: KnownColumns["conflicts"] = [];
  for (let k = 0; k < restColumns(steps); k++) result.push(new Uint8Array(known[0].length));
  for (const step of steps) {
    const others = step.kind === "combination" ? step.columns.slice(1) : step.from;
    const target = step.kind === "combination" ? step.columns[0] : step.target;
    for (let r = 0; r < known[0].length; r++) {
      const all = others.every((c) => known[c][r] === knowledge.value);
      const own = known[target][r];
      if (step.kind === "combination") {
        const some = own === knowledge.value || others.some((c) => known[c][r] === knowledge.value);
        result[target][r] = all && own === knowledge.value ? knowledge.value : knowledge.nothing;
        if (some && result[target][r] === knowledge.nothing) conflicts.push({ row: r, step });
        continue;
      }
      const isGap = own === knowledge.value && columns[target][r] !== columns[target][r];
      if (own === knowledge.value && !all && !isGap) conflicts.push({ row: r, step });
      result[target][r] = own === knowledge.value && !all && !isGap ? knowledge.nothing : own;
      if (step.rest === undefined) continue;
      const based = others.some((c) => known[c][r] === knowledge.present || columns[c][r] === columns[c][r]);
      result[step.rest][r] = all || isGap ? knowledge.value : knowledge.nothing;
      if (all && own !== knowledge.value && !based) result[step.rest][r] = own;
    }
  }
  return { known: result, conflicts };
}

/** What is known of the model's columns, and rows of which a part of what a step joins is known. */
export interface KnownColumns {
  known: Uint8Array[];
  conflicts: { row: number; step: Step }[];
}

export function combinationsOf({ columns, values }: Combination): number[][] {
  const size = columns.length;
  return Array.from({ length: values.length / size }, (_, k) => Array.from(values.subarray(k * size, (k + 1) * size)));
}

function rounded(value: number, resolution: number): number {
  return resolution > 0 && value === value ? roundTo(value, resolution) : value;
}

function rangeOf(values: Float64Array): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? [0, 0] : [low, high];
}
