import { timePattern, type TimePattern } from "../fields/time-pattern.ts";

/** How a column may write its moments. */
export interface MomentFormat {
  type: "date" | "datetime" | "time" | "yearmonth";
  /** A strptime pattern. */
  format: string;
  /** Whether day or month comes first, where either may. */
  order?: "day" | "month";
}

const DATES = [
  ...["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"],
  ...["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%m.%d.%Y", "%d-%m-%Y", "%m-%d-%Y"],
  ...["%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%m.%d.%y", "%d-%m-%y", "%m-%d-%y"],
  ...["%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d %B %Y", "%d-%B-%Y", "%d/%b/%Y"],
  ...["%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%Y-%b-%d"],
];
const TIMES = ["%H:%M:%S", "%H:%M", "%H:%M:%S.%f", "%I:%M:%S %p", "%I:%M %p", "%I:%M%p"];
const ZONES = ["", "%z", " %z", " UTC", " GMT"];
const MONTHS = ["%Y-%m", "%m/%Y", "%Y/%m", "%b %Y", "%B %Y", "%b-%Y"];

/** Formats of a text: by whether it has a clock and a date. */
export function formatsFor(text: string): MomentFormat[] {
  const hasTime = text.includes(":");
  const all = hasTime ? [...TIMES.map((format) => ({ type: "time" as const, format })), ...datetimes(text)] : dates();
  return all.filter(({ format }) => patternOf(format).read(text) !== undefined);
}

function dates(): MomentFormat[] {
  return [
    ...DATES.map((format) => ({ type: "date" as const, format, ...orderOf(format) })),
    ...MONTHS.map((format) => ({ type: "yearmonth" as const, format })),
  ];
}

function datetimes(text: string): MomentFormat[] {
  const between = ["T", ", ", " "].find((sign) => new RegExp(`\\d${sign}\\d`).test(text));
  if (between === undefined) return [];
  return DATES.flatMap((date) =>
    TIMES.flatMap((time) =>
      ZONES.map((zone) => ({ type: "datetime" as const, format: date + between + time + zone, ...orderOf(date) })),
    ),
  );
}

function orderOf(format: string): { order?: "day" | "month" } {
  if (/^%d.%m/.test(format)) return { order: "day" };
  return /^%m.%d/.test(format) ? { order: "month" } : {};
}

const patterns = new Map<string, TimePattern>();

/** The pattern of a format, made once. */
export function patternOf(format: string): TimePattern {
  let pattern = patterns.get(format);
  if (!pattern) patterns.set(format, (pattern = timePattern(format) as TimePattern));
  return pattern;
}
