import type { TableColumn } from "../metrics/index.ts";
import { floorPowerOfTen } from "./round-numbers.ts";
import type { ComparedColumn } from "./read-tables.ts";

/** Bins of a column: of numbers between round edges, of levels one each. No edge is a cell of the table. */
export interface Bins {
  /** Edges of numbers, one more than bins; texts of levels. */
  labels: string[];
  count: number;
  /** The bin of a value that is not missing. */
  place(value: number): number;
}

/** Levels of fewer real rows have no bar of their own: they could single rows out. */
const FEWEST_ROWS = 5;
/** Numbers beyond these quantiles are in the outer bins. */
const TAIL = 0.005;
/** Quotients this near to a whole number, relatively, are that number. */
const ROUNDING = 1e-12;
const DAY = 86_400_000;
/** Lengths that moments are counted in, by their types: the largest first. */
const UNITS: Readonly<Record<string, readonly number[]>> = {
  date: [1],
  yearmonth: [12, 1],
  time: [3600, 60, 1],
  datetime: [DAY, DAY / 24, 60_000, 1000],
};

/** Bins of a column by its real values: at most `most`. */
export function binsOf(column: ComparedColumn, real: TableColumn, most: number): Bins {
  return column.kind === "category" ? levelBins(column, real, most) : numberBins(column, real, most);
}

function levelBins(column: ComparedColumn, { values }: TableColumn, most: number): Bins {
  const counts = new Float64Array(column.levels.length);
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) counts[values[i]]++;
  const frequent = [...counts.keys()].filter((level) => counts[level] >= FEWEST_ROWS);
  const order = frequent.sort((a, b) => counts[b] - counts[a] || a - b);
  const fits = order.length === counts.length && order.length <= most;
  const kept = order.slice(0, fits ? most : most - 1);
  // Levels with an order keep it
  if (column.field.categoriesOrdered) kept.sort((a, b) => a - b);
  const places = new Map(kept.map((level, k) => [level, k]));
  const labels = kept.map((level) => column.levels[level]);
  if (!fits) labels.push("others");
  return { labels, count: labels.length, place: (level) => places.get(level) ?? kept.length };
}

function numberBins(column: ComparedColumn, { values }: TableColumn, most: number): Bins {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  if (sorted.length === 0) return { labels: [], count: 0, place: () => 0 };
  const tail = Math.floor(TAIL * sorted.length);
  const [low, high] = [sorted[tail], sorted[sorted.length - 1 - tail]];
  const step = stepOf(high - low, most, column);
  const first = stepsUpTo(low, step);
  const count = Math.min(most, Math.max(1, stepsUpTo(high, step) - first + 1));
  const edges = Array.from({ length: count + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)));
  return {
    labels: edges.map((edge) => column.text(edge)),
    count,
    place: (value) => Math.min(count - 1, Math.max(0, stepsUpTo(value, step) - first)),
  };
}

/** How many whole steps a value has; 0.3 has three of 0.1, though 0.3/0.1 is below 3 in f64. */
function stepsUpTo(value: number, step: number): number {
  const steps = value / step;
  const nearest = Math.round(steps);
  return Math.abs(steps - nearest) <= ROUNDING * Math.abs(steps) ? nearest : Math.floor(steps);
}

/** A round width of which fewer than `most` fill the range. */
function stepOf(width: number, most: number, { field }: ComparedColumn): number {
  const least = width > 0 ? width / (most - 1) : 1;
  const units = UNITS[field.type];
  const unit = units?.find((each) => each <= least) ?? units?.[units.length - 1];
  if (unit !== undefined) return unit * roundUp(least / unit, true);
  return roundUp(least, field.type === "integer" || field.type === "year");
}

/** The least of 1, 2 and 5 times a power of ten that is not below a number. */
function roundUp(least: number, whole: boolean): number {
  if (whole && least <= 1) return 1;
  const power = floorPowerOfTen(least);
  const factor = [1, 2, 5, 10].find((each) => each * power >= least) ?? 10;
  return factor * power;
}

/** The share of all rows in each bin; missing cells are in none. */
export function sharesIn({ count, place }: Bins, { values }: TableColumn): number[] {
  const counts = new Array<number>(count).fill(0);
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i])) counts[place(values[i])]++;
  return counts.map((rows) => rows / values.length);
}
