import { dateOf, daysOf } from "../fields/calendar.ts";

/** How moments are cut into parts: numbers of weeks or days, a weekday, an hour, and what is left. */
export interface CalendarParts {
  /** Names of the parts, in order. */
  readonly names: readonly string[];
  split(value: number): number[];
  /** The moment of parts, each of them whole but for the last. */
  join(parts: readonly number[]): number;
}

/** The parts by which moments are told apart where weekdays and hours are, in units of which `day` make a day. */
export function clockParts(
  day: number,
  useWeekday: boolean,
  useHour: boolean,
  resolution: number | undefined,
): CalendarParts {
  // 1970-01-01 was a Thursday: weeks begin on the Monday before it
  const start = useWeekday ? -3 * day : 0;
  const units = [
    { name: "count", unit: useWeekday ? 7 * day : day },
    ...(useWeekday ? [{ name: "weekday", unit: day }] : []),
    ...(useHour ? [{ name: "hour", unit: day / 24 }] : []),
  ];
  const finest = units[units.length - 1].unit;
  const hasRest = resolution === undefined || resolution < finest;
  return {
    names: [...units.map(({ name }) => name), ...(hasRest ? ["rest"] : [])],
    split(value) {
      let rest = value - start;
      const parts = units.map(({ unit }) => {
        const part = Math.floor(rest / unit);
        rest -= part * unit;
        return part;
      });
      return hasRest ? [...parts, rest] : parts;
    },
    join: (parts) =>
      units.reduce((sum, { unit }, i) => sum + parts[i] * unit, start) + (hasRest ? parts[parts.length - 1] : 0),
  };
}

/** Moments that are always the same day of the month, or the last one where a month has it not: numbers of months. */
export function monthParts(day: number, dayOfMonth: number): CalendarParts {
  return {
    names: ["month"],
    split(value) {
      const { year, month } = dateOf(Math.floor(value / day));
      return [year * 12 + month - 1];
    },
    join: ([months]) => dayIn(months, dayOfMonth) * day,
  };
}

/** The day of the month that all moments have; undefined if they have not, or are not of three months or more. */
export function commonDayOfMonth(values: Float64Array, day: number): number | undefined {
  const dates = Array.from(new Set(values), (value) => value / day);
  if (dates.length < 3 || !dates.every(Number.isInteger)) return undefined;
  const most = dates.reduce((latest, date) => Math.max(latest, dateOf(date).day), 0);
  const isCommon = dates.every((date) => {
    const { year, month } = dateOf(date);
    return dayIn(year * 12 + month - 1, most) === date;
  });
  return isCommon ? most : undefined;
}

/** Days since 1970 of that day in a month, counted from the year 0; of its last one if it has fewer days. */
function dayIn(months: number, day: number): number {
  const year = Math.floor(months / 12);
  const month = months - 12 * year + 1;
  const next = month === 12 ? daysOf(year + 1, 1, 1) : daysOf(year, month + 1, 1);
  return Math.min(daysOf(year, month, 1) + day, next) - 1;
}
