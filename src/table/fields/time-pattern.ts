import { exists, type Moment } from "./calendar.ts";

/** A strptime pattern as a reader and a writer of moments. */
export interface TimePattern {
  /** The moment of a text; undefined where the text is no such one, or the calendar has no such day. */
  read(text: string): Moment | undefined;
  write(moment: Moment): string;
}

/** How an offset is written: "Z", "+0200" or "+02:00". */
export interface WriteOptions {
  /** What `%z` writes. @default "+0000" */
  zone?: string | undefined;
  /** Digits of `%f`. @default 6 */
  decimals?: number | undefined;
}

interface Directive {
  pattern: string;
  read(text: string, moment: Moment & { afternoon?: boolean }): void;
  write(moment: Moment, options: WriteOptions): string;
}

const MONTHS = [
  ...["January", "February", "March", "April", "May", "June", "July"],
  ...["August", "September", "October", "November", "December"],
];

/** A whole number of so many digits, or of fewer; written with all of them, or none but its own for width 1. */
function digits(most: number, name: "year" | "month" | "day" | "hour" | "minute" | "second", width = most): Directive {
  return {
    pattern: most === 4 ? "\\d{4}" : `\\d{1,${most}}`,
    read: (text, moment) => void (moment[name] = Number(text)),
    write: (moment) => String(moment[name]).padStart(width, "0"),
  };
}

function monthNames(names: readonly string[]): Directive {
  return {
    pattern: names.join("|"),
    read: (text, moment) =>
      void (moment.month = 1 + names.findIndex((name) => name.toLowerCase() === text.toLowerCase())),
    write: ({ month }) => names[month - 1],
  };
}

function twelveHours(width: number): Directive {
  return {
    pattern: "0?[1-9]|1[0-2]",
    read: (text, moment) => void (moment.hour = Number(text) % 12),
    write: ({ hour }) => String(hour % 12 || 12).padStart(width, "0"),
  };
}

/** The directives of strptime that are understood; `%-d` and its like write no leading zero. */
const DIRECTIVES: Readonly<Record<string, Directive>> = {
  Y: digits(4, "year"),
  y: {
    pattern: "\\d{2}",
    // POSIX: 69 to 99 are of the last century
    read: (text, moment) => void (moment.year = Number(text) + (Number(text) < 69 ? 2000 : 1900)),
    write: ({ year }) => String(year % 100).padStart(2, "0"),
  },
  m: digits(2, "month"),
  "-m": digits(2, "month", 1),
  d: digits(2, "day"),
  "-d": digits(2, "day", 1),
  H: digits(2, "hour"),
  "-H": digits(2, "hour", 1),
  I: twelveHours(2),
  "-I": twelveHours(1),
  M: digits(2, "minute"),
  "-M": digits(2, "minute", 1),
  S: digits(2, "second"),
  "-S": digits(2, "second", 1),
  f: {
    pattern: "\\d{1,9}",
    read: (text, moment) => void (moment.millisecond = Math.round(Number(`0.${text}`) * 1e6) / 1000),
    write: ({ millisecond }, { decimals = 6 }) =>
      String(Math.round(millisecond * 1e6))
        .padStart(9, "0")
        .padEnd(decimals, "0")
        .slice(0, decimals),
  },
  b: monthNames(MONTHS.map((name) => name.slice(0, 3))),
  B: monthNames(MONTHS),
  p: {
    pattern: "[AaPp][Mm]",
    read: (text, moment) => void (moment.afternoon = text.toLowerCase() === "pm"),
    write: ({ hour }) => (hour < 12 ? "AM" : "PM"),
  },
  z: {
    pattern: "Z|[+-]\\d{2}:?\\d{2}",
    read: (text, moment) => void (moment.offset = offsetOf(text)),
    write: (_moment, { zone = "+0000" }) => zone,
  },
};

/** Minutes east of Greenwich of "Z", "+0200" or "+02:00". */
export function offsetOf(text: string): number {
  if (text === "Z") return 0;
  const minutes = Number(text.slice(1, 3)) * 60 + Number(text.slice(-2));
  return text.startsWith("-") ? -minutes : minutes;
}

/** A strptime pattern; undefined if it has a directive that is not understood. */
export function timePattern(pattern: string, options: WriteOptions = {}): TimePattern | undefined {
  const parts: (string | Directive)[] = [];
  for (const [, code, literal] of pattern.matchAll(/%(-?[A-Za-z%])|([^%]+|%)/g)) {
    if (literal !== undefined || code === "%") parts.push(literal ?? "%");
    else if (Object.hasOwn(DIRECTIVES, code)) parts.push(DIRECTIVES[code]);
    else return undefined;
  }
  const directives = parts.filter((part) => typeof part !== "string");
  const expression = new RegExp(
    `^${parts.map((part) => (typeof part === "string" ? escaped(part) : `(${part.pattern})`)).join("")}$`,
    "i",
  );
  return {
    read(text) {
      const found = expression.exec(text);
      if (!found) return undefined;
      const moment: Moment & { afternoon?: boolean } = {
        ...{ year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, millisecond: 0, offset: undefined },
      };
      directives.forEach((directive, i) => directive.read(found[i + 1], moment));
      if (moment.afternoon) moment.hour += 12;
      return exists(moment) ? moment : undefined;
    },
    write: (moment) => parts.map((part) => (typeof part === "string" ? part : part.write(moment, options))).join(""),
  };
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
