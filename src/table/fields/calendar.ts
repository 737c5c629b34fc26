/** A moment's parts; those that a format does not say are those of 1970-01-01 00:00. */
export interface Moment {
  year: number;
  /** 1…12 */
  month: number;
  day: number;
  hour: number;
  minute: number;
  /** Its fraction is in `millisecond`. */
  second: number;
  millisecond: number;
  /** Minutes east of Greenwich. */
  offset: number | undefined;
}

/** Days since 1970-01-01 of a date of the Gregorian calendar (Hinnant, "chrono-compatible low-level date algorithms"). */
export function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** The date that lies so many days after 1970-01-01. */
export function dateOf(days: number): { year: number; month: number; day: number } {
  const z = days + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1 };
}

/** Whether the calendar has the day and the clock the time; a minute may have 61 seconds nowhere. */
export function exists({ year, month, day, hour, minute, second }: Moment): boolean {
  if (!(month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59)) return false;
  const back = dateOf(daysOf(year, month, day));
  return back.month === month && back.day === day;
}

/** Milliseconds since 1970-01-01 00:00 by the moment's own clock. */
export function millisecondsOf({ year, month, day, hour, minute, second, millisecond }: Moment): number {
  return daysOf(year, month, day) * DAY + hour * 3_600_000 + minute * 60_000 + second * 1000 + millisecond;
}

/** The moment whose clock shows so many milliseconds since 1970-01-01 00:00, to a microsecond. */
export function momentOf(milliseconds: number): Moment {
  const microseconds = Math.round(milliseconds * 1000);
  const days = Math.floor(microseconds / (DAY * 1000));
  const rest = (microseconds - days * DAY * 1000) / 1000;
  return {
    ...dateOf(days),
    hour: Math.floor(rest / 3_600_000),
    minute: Math.floor(rest / 60_000) % 60,
    second: Math.floor(rest / 1000) % 60,
    millisecond: rest % 1000,
    offset: undefined,
  };
}

/** Milliseconds of a day. */
export const DAY = 86_400_000;
