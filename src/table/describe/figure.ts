import { parseNumber, type GivenStyle } from "../../formats/index.ts";

/** A text as the number it is with either decimal sign; undefined where it is none with that sign. */
export interface Figure {
  "."?: number | undefined;
  ","?: number | undefined;
}

const WHOLE = /^[-+]?\d+$/;
const POINT = /^[-+]?\d*\.\d+(?:e[-+]?\d+)?$/i;
/** One that may also be a whole number of thousands. */
const GROUPED = /^[-+]?\d{1,3}\.\d{3}$/;

/**
 * The numbers that a text may be.
 *
 * @param groupChar  the one sign that may stand between thousands, "" for none; without it any may
 */
export function figureOf(text: string, groupChar?: GivenStyle["groupChar"]): Figure | undefined {
  if (WHOLE.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? { ".": value, ",": value } : undefined;
  }
  if (POINT.test(text) && !GROUPED.test(text)) return { ".": Number(text) };
  if (!/\d/.test(text)) return undefined;
  const group = groupChar ?? /\d([ \u00a0\u202f\u2009'’])\d/.exec(text)?.[1];
  const point = numberWith(text, ".", group ?? ",");
  const comma = numberWith(text, ",", group ?? ".");
  return point === undefined && comma === undefined ? undefined : { ".": point, ",": comma };
}

function numberWith(text: string, decimalChar: "." | ",", groupChar: string): number | undefined {
  const groups = groupChar !== "" && groupChar !== decimalChar;
  return parseNumber(text, groups ? { decimalChar, groupChar } : { decimalChar });
}

/** Digits behind the decimal sign of a number's text; −1 with an exponent. */
export function decimalsOf(text: string, decimalChar: "." | ","): number {
  if (/\de[-+]?\d/i.test(text)) return -1;
  const at = text.lastIndexOf(decimalChar);
  return at < 0 ? 0 : (/^\d*/.exec(text.slice(at + 1)) as RegExpExecArray)[0].length;
}

/** Whether a number's text has more around it than its sign: a currency, %, brackets. */
export function isDecorated(text: string): boolean {
  return !/^\s*[-+\u2212]?[\d.,]/.test(text) || !/[\d.,]\s*$/.test(text);
}
