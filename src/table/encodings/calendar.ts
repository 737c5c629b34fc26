import { checkFlatRows } from "../../data/encoding.ts";
import { invalid } from "../../support/errors.ts";
import { clockParts, commonDayOfMonth, monthParts, type CalendarParts } from "./calendar-parts.ts";
import { category } from "./category.ts";
import type { ColumnEncoding, ColumnKind } from "./column-encoding.ts";
import { constant } from "./constant.ts";
import { joinColumns, joinedParameters, restoreColumn } from "./join.ts";
import { takeParameter } from "./parameters.ts";
import { quantile } from "./quantile.ts";

/**
 * Dates and moments. Where rows prefer weekdays or hours these are blocks of their own, beside the quantile coordinate of the
 * week or day and that of what is left below the hour; where all are the same day of the month, it is that of the month;
 * else one quantile coordinate is all there is.
 */
export const calendar: ColumnKind = {
  fit(where, values, settings) {
    const { day = 1, resolution, bounds } = settings;
    const moments = values.filter((value) => value === value);
    const plan = planOf(moments, day, resolution);
    const parts = partsOf(plan);
    if (!parts) return asCalendar(quantile.fit(where, values, settings));
    const split = Array.from(moments, (value) => parts.split(value));
    const encodings = parts.names.map((name, i) => {
      const own = Float64Array.from(split, (row) => row[i]);
      if (new Set(own).size < 2) return constant.fit(where, own, {});
      if (name === "weekday" || name === "hour") return category.fit(where, own, {});
      const isRest = name === "rest";
      return quantile.fit(where, own, {
        resolution: isRest ? resolution : 1,
        bounds: bounds && !isRest ? [-Infinity, Infinity] : undefined,
      });
    });
    return calendarEncoding(plan, parts, encodings, bounds ?? rangeOf(moments));
  },
  restore(where, parameters) {
    if (!("plan" in parameters)) return asCalendar(quantile.restore(where, parameters));
    const [day, useWeekday, useHour, resolution, dayOfMonth] = takeParameter(where, parameters, "plan", 5);
    const plan: Plan = {
      day,
      useWeekday: useWeekday === 1,
      useHour: useHour === 1,
      resolution: resolution > 0 ? resolution : undefined,
      dayOfMonth: dayOfMonth > 0 ? dayOfMonth : undefined,
    };
    const parts = partsOf(plan);
    if (!parts || !(day > 0)) throw invalid(where, "encoding.plan with parts", 0);
    const kinds = { category, constant, quantile };
    const encodings = parts.names.map((name) =>
      restoreColumn(where, name, parameters, (kind) => {
        if (!Object.hasOwn(kinds, kind)) throw invalid(where, `encoding.${name} of a kind of part`, kind);
        return kinds[kind as keyof typeof kinds];
      }),
    );
    const [low, high] = takeParameter(where, parameters, "range", 2);
    return calendarEncoding(plan, parts, encodings, [low, high]);
  },
};

/** How a column's moments are taken apart. */
interface Plan {
  day: number;
  useWeekday: boolean;
  useHour: boolean;
  resolution: number | undefined;
  dayOfMonth: number | undefined;
}

function planOf(moments: Float64Array, day: number, resolution: number | undefined): Plan {
  const [low, high] = rangeOf(moments);
  const days = (high - low) / day;
  const weekdays = Array.from(
    moments,
    (value) => Math.floor(value / day) - 7 * Math.floor(Math.floor(value / day) / 7),
  );
  const hours = Array.from(moments, (value) => Math.floor((24 * (value - day * Math.floor(value / day))) / day));
  return {
    day,
    resolution,
    useWeekday: days >= 56 && isUneven(weekdays, 7, CRITICAL_WEEKDAYS),
    useHour: days >= 8 && (resolution ?? 0) <= day / 24 && isUneven(hours, 24, CRITICAL_HOURS),
    dayOfMonth: commonDayOfMonth(moments, day),
  };
}

/** χ² that uniform counts exceed once in a thousand times, with 6 and 23 degrees of freedom. */
const [CRITICAL_WEEKDAYS, CRITICAL_HOURS] = [22.458, 49.728];

/** Whether counts of n classes differ from uniform ones by χ²; with fewer than 5 expected in each they are not looked at. */
function isUneven(classes: readonly number[], count: number, critical: number): boolean {
  const expected = classes.length / count;
  if (expected < 5) return false;
  const counts = new Float64Array(count);
  for (const each of classes) counts[each]++;
  return counts.reduce((sum, n) => sum + ((n - expected) * (n - expected)) / expected, 0) > critical;
}

function partsOf({ day, useWeekday, useHour, resolution, dayOfMonth }: Plan): CalendarParts | undefined {
  if (dayOfMonth !== undefined) return monthParts(day, dayOfMonth);
  return useWeekday || useHour ? clockParts(day, useWeekday, useHour, resolution) : undefined;
}

function asCalendar(encoding: ColumnEncoding): ColumnEncoding {
  return { ...encoding, kind: "calendar" };
}

function calendarEncoding(
  plan: Plan,
  parts: CalendarParts,
  encodings: readonly ColumnEncoding[],
  bounds: readonly [low: number, high: number],
): ColumnEncoding {
  const { day, useWeekday, useHour, resolution = 0, dayOfMonth = 0 } = plan;
  const [low, high] = bounds.map((bound) => Math.min(Math.max(bound, -Number.MAX_VALUE), Number.MAX_VALUE));
  const joined = joinColumns(encodings);
  const size = parts.names.length;
  const seen = encodings.map(({ kind, parameters }) => (kind === "category" ? parameters["levels"] : undefined));
  // A weekday or hour that no row had stands for the nearest that one had
  const split = (value: number): number[] =>
    parts.split(value).map((part, i) => (seen[i] ? nearestOf(seen[i], part) : part));
  const splitAll = (values: ArrayLike<number>): Float64Array => {
    checkFlatRows("encoding.encode", values, 1);
    const rows = new Float64Array(values.length * size).fill(NaN);
    for (let r = 0; r < values.length; r++) if (values[r] === values[r]) rows.set(split(values[r]), r * size);
    return rows;
  };
  return {
    kind: "calendar",
    columns: 1,
    width: joined.width,
    categories: joined.categories,
    holdsMissing: false,
    thin: joined.thin,
    present: new Float32Array(joined.width).fill(NaN),
    parameters: {
      plan: Float64Array.of(day, Number(useWeekday), Number(useHour), resolution, dayOfMonth),
      range: Float64Array.of(low, high),
      ...joinedParameters(parts.names, encodings),
    },
    encode: (values, dither) => joined.encode(splitAll(values), dither),
    decode(rows) {
      const decoded = joined.decode(rows);
      return Float64Array.from({ length: decoded.length / size }, (_, r) => {
        const value = parts.join(Array.from(decoded.subarray(r * size, (r + 1) * size)));
        return value < low ? low : value > high ? high : value;
      });
    },
    // What parts cannot say has no probability
    logScale(values, dither) {
      const scales = joined.logScale(splitAll(values), dither);
      return scales.map((scale, r) => {
        const isSaid = !(Math.abs(parts.join(split(values[r])) - values[r]) > 1e-6 * day);
        return isSaid ? scale : -Infinity;
      });
    },
  };
}

function nearestOf(levels: Float64Array, value: number): number {
  return levels.reduce((nearest, level) => (Math.abs(level - value) < Math.abs(nearest - value) ? level : nearest));
}

/** The least and largest of moments. */
function rangeOf(moments: Float64Array): [number, number] {
  return [
    moments.reduce((least, value) => Math.min(least, value), Infinity),
    moments.reduce((most, value) => Math.max(most, value), -Infinity),
  ];
}
