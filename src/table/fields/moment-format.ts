import { invalid } from "../../support/errors.ts";
import type { Field, FieldType } from "../schema/table-schema.ts";
import { DAY, daysOf, millisecondsOf, momentOf, type Moment } from "./calendar.ts";
import type { CellFormat } from "./field-codec.ts";
import { offsetOf, timePattern, type TimePattern } from "./time-pattern.ts";

type MomentType = Extract<FieldType, "date" | "time" | "datetime" | "yearmonth">;

/** Patterns of the format "default": those of ISO 8601. */
const ISO: Readonly<Record<MomentType, string>> = {
  date: "%Y-%m-%d",
  time: "%H:%M:%S",
  datetime: "%Y-%m-%dT%H:%M:%S",
  yearmonth: "%Y-%m",
};

/** What a moment counts as, and back: days, seconds, milliseconds and months since 1970 (times: since midnight). */
const COUNTS: Readonly<Record<MomentType, { of: (moment: Moment) => number; back: (count: number) => Moment }>> = {
  date: { of: ({ year, month, day }) => daysOf(year, month, day), back: (days) => momentOf(days * DAY) },
  time: { of: (moment) => millisecondsOf(moment) / 1000, back: (seconds) => momentOf(seconds * 1000) },
  datetime: { of: millisecondsOf, back: momentOf },
  yearmonth: {
    of: ({ year, month }) => (year - 1970) * 12 + month - 1,
    back: (months) =>
      momentOf(daysOf(1970 + Math.floor(months / 12), months - 12 * Math.floor(months / 12) + 1, 1) * DAY),
  },
};

/**
 * Dates and times in a field's format. They are counted by the field's own clock: in its zone if it has one, so that midnight
 * is midnight; a text in another zone is carried over.
 *
 * @throws LangevinError "invalid-argument" for a format with directives that are not understood
 */
export function momentFormat(where: string, field: Field): CellFormat {
  const type = field.type as MomentType;
  const { format = "default", langevin } = field;
  const pattern = format === "default" || format === "any" ? ISO[type] : format;
  const zone = langevin?.zone ?? "+0000";
  const parts = patternOf(where, pattern, { zone, decimals: langevin?.decimals });
  const { of, back } = COUNTS[type];
  return {
    expected: `${type}s as ${pattern}`,
    read(cell) {
      if (cell instanceof Date) return of(momentOf(cell.getTime() + offsetOf(zone) * 60_000));
      const moment = typeof cell === "string" ? parts.read(cell.trim()) : undefined;
      if (!moment) return undefined;
      if (moment.offset === undefined || moment.offset === offsetOf(zone)) return of(moment);
      return of(momentOf(millisecondsOf(moment) + (offsetOf(zone) - moment.offset) * 60_000));
    },
    cell: (value) => parts.write(back(value)),
    text: (value) => parts.write(back(value)),
  };
}

function patternOf(
  where: string,
  pattern: string,
  options: { zone: string; decimals: number | undefined },
): TimePattern {
  const found = timePattern(pattern, options);
  if (!found) throw invalid(where, "a format of %Y %y %m %d %H %I %M %S %f %p %b %B %z", pattern);
  return found;
}
