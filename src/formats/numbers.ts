/** How a column writes its numbers. */
export interface NumberStyle {
  decimalChar: "." | ",";
  /** What stands between groups of three digits; none if absent. */
  groupChar?: string;
}

/** What is said of the style of all columns; what is left out is found by their cells. */
export interface GivenStyle {
  /** The decimal sign of columns whose cells do not show another one. */
  decimalChar?: "." | "," | undefined;
  /** What stands between groups of three digits, a space or apostrophe for all of its kind; "" where nothing does. */
  groupChar?: "." | "," | " " | "'" | "" | undefined;
}

/** A text that may be a number, without what surrounds its digits. */
interface Figure {
  negative: boolean;
  /** Digits with the signs between them. */
  digits: string;
  /** "e5", or nothing. */
  exponent: string;
}

const currency = "[$€£¥₹₽₩₺¢]|USD|EUR|GBP|CHF|JPY|US\\$|kr|zł";
const frame = new RegExp(
  `^\\(?([-+−–]?) ?(?:(?:${currency}) ?)?([-+−–]?)(\\d[\\d.,'’ \u00a0\u202f\u2009]*|[.,]\\d+)(e[-+]?\\d+)?(?: ?(?:%|‰|${currency}))?\\)?$`,
  "i",
);
const plain = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;

/**
 * The number that a text is in a style, or undefined. Beside signs, decimals, groups and exponents a number may have the
 * minus sign U+2212, brackets for negative ones, a currency or % around it: "5%" is 5.
 */
export function parseNumber(
  text: string,
  { decimalChar, groupChar }: NumberStyle = { decimalChar: "." },
): number | undefined {
  if (decimalChar === "." && plain.test(text)) return finite(Number(text));
  const figure = figureOf(text.trim());
  if (!figure) return undefined;
  const [whole, decimals, further] = figure.digits.split(decimalChar);
  if (further !== undefined || (decimals !== undefined && !/^\d*$/.test(decimals))) return undefined;
  const digits = groupChar === undefined ? whole : ungroup(whole, groupChar);
  if (digits === undefined || !/^\d*$/.test(digits) || digits + (decimals ?? "") === "") return undefined;
  const value = finite(Number(`${digits || "0"}.${decimals || "0"}${figure.exponent}`));
  return value === undefined ? undefined : figure.negative ? -value : value;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

function figureOf(text: string): Figure | undefined {
  if (text.length > 60) return undefined;
  const match = frame.exec(text);
  if (!match) return undefined;
  const bracketed = text.startsWith("(");
  const signs = match[1] + match[2];
  if (bracketed !== text.endsWith(")") || signs.length + Number(bracketed) > 1) return undefined;
  return { negative: bracketed || /[-−–]/.test(signs), digits: match[3].trimEnd(), exponent: match[4] ?? "" };
}

/** Digits without the signs between their groups; undefined where groups are not of three. */
function ungroup(whole: string, groupChar: string): string | undefined {
  const groups = whole.split(betweenGroups(groupChar));
  if (groups.length === 1) return whole;
  const fits = groups.every((group, i) => (i === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(group));
  return fits ? groups.join("") : undefined;
}

function betweenGroups(groupChar: string): RegExp | string {
  if (SPACES.includes(groupChar)) return /[ \u00a0\u202f\u2009]/;
  return APOSTROPHES.includes(groupChar) ? /['’]/ : groupChar;
}

const SPACES = " \u00a0\u202f\u2009";
const APOSTROPHES = "'’";

/** The signs that stand between groups as this one does: all spaces count as one, and both apostrophes. */
export function groupCharsLike(groupChar: string): string {
  return [SPACES, APOSTROPHES].find((signs) => signs.includes(groupChar)) ?? groupChar;
}

/** What the cells of a column say about its style, gathered one by one. */
export class NumberEvidence {
  /** Cells in which a point or a comma can only be the decimal sign. */
  private readonly decimal = { ".": 0, ",": 0 };
  /** Cells in which it can only stand between groups. */
  private readonly group = { ".": 0, ",": 0 };
  /** Cells in which it may be either: one sign, three digits after it, one to three before. */
  private readonly either = { ".": 0, ",": 0 };
  private readonly spaces = new Map<string, number>();

  add(text: string): void {
    if (/^[-+]?\d*$/.test(text)) return;
    const figure = figureOf(text.trim());
    if (!figure) return;
    const { digits } = figure;
    const space = /[ \u00a0\u202f\u2009'’]/.exec(digits)?.[0];
    if (space !== undefined) this.spaces.set(space, (this.spaces.get(space) ?? 0) + 1);
    const [points, commas] = [count(digits, "."), count(digits, ",")];
    if (points > 0 && commas > 0) {
      const last = digits.lastIndexOf(".") > digits.lastIndexOf(",") ? "." : ",";
      this.decimal[last]++;
      this.group[last === "." ? "," : "."]++;
    } else if (points + commas > 1) this.group[points > 0 ? "." : ","]++;
    else if (points + commas === 1) {
      const sign = points > 0 ? "." : ",";
      const mayGroup = space === undefined && figure.exponent === "" && /^[1-9]\d{0,2}[.,]\d{3}$/.test(digits);
      (mayGroup ? this.either : this.decimal)[sign]++;
    }
  }

  /** The decimal sign that this column settles by itself. */
  get decimalChar(): "." | "," | undefined {
    const { decimal, group } = this;
    const [point, comma] = [decimal["."] + group[","], decimal[","] + group["."]];
    return point === comma ? undefined : point > comma ? "." : ",";
  }

  /** Whether cells could be read otherwise: signs are of thousands or of decimals, and no cell says which. */
  get isAmbiguous(): boolean {
    return this.decimalChar === undefined && this.either["."] + this.either[","] > 0;
  }

  /** The one sign that stands in the cells, be it decimal or group. */
  private get onlySign(): "." | "," | undefined {
    const { either } = this;
    if (this.decimalChar !== undefined || either["."] > 0 === either[","] > 0) return undefined;
    return either["."] > 0 ? "." : ",";
  }

  /** The style, where `majority` is the decimal sign of most other columns that settle it. */
  styleWith(
    majority: "." | "," | undefined,
    { decimalChar: sign, groupChar }: GivenStyle,
    delimiter: string,
  ): NumberStyle {
    const decimalChar = this.decimalChar ?? sign ?? this.decimalBeside(groupChar) ?? majority ?? this.usual(delimiter);
    const other = decimalChar === "." ? "," : ".";
    const [space] = [...this.spaces]
      .filter(([char]) => groupChar === undefined || (groupChar !== "" && groupCharsLike(groupChar).includes(char)))
      .sort((a, b) => b[1] - a[1]);
    const signs = this.group[other] + this.either[other];
    if (signs > 0 && (groupChar ?? other) === other) return { decimalChar, groupChar: other };
    return space ? { decimalChar, groupChar: space[0] } : { decimalChar };
  }

  /** The decimal sign that is left where it is said what stands between groups. */
  private decimalBeside(groupChar: GivenStyle["groupChar"]): "." | "," | undefined {
    if (groupChar === undefined) return undefined;
    if (groupChar === "." || groupChar === ",") return groupChar === "." ? "," : ".";
    return this.onlySign;
  }

  /** A point is a decimal sign, and so is a comma where another sign stands between cells. */
  private usual(delimiter: string): "." | "," {
    return this.onlySign === "," && delimiter !== "," ? "," : ".";
  }
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}

/**
 * The style of each column of a table. A column in which "1.234" may be either number follows what is given, then the columns
 * that settle it; where none does, a comma is the decimal sign if another one stands between cells, and a point always is.
 *
 * @param columns    what each column's cells say
 * @param delimiter  what stands between the file's cells
 */
export function numberStyles(
  columns: readonly NumberEvidence[],
  { delimiter = ",", ...given }: GivenStyle & { delimiter?: string | undefined } = {},
): NumberStyle[] {
  const settled = columns.map((column) => column.decimalChar);
  const [points, commas] = [
    settled.filter((sign) => sign === ".").length,
    settled.filter((sign) => sign === ",").length,
  ];
  const majority = points === commas ? undefined : points > commas ? "." : ",";
  return columns.map((column) => column.styleWith(majority, given, delimiter));
}
