import { groupCharsLike } from "../../formats/index.ts";
import type { Field } from "../schema/table-schema.ts";
import type { CellFormat } from "./field-codec.ts";

/**
 * Numbers as a field writes them: decimal and group signs, a number of decimals, and with `bareNumber: false` signs around
 * them (€, %), which are read over. Groups must be of three digits.
 */
export function numberFormat(field: Field): CellFormat {
  const { decimalChar = ".", groupChar = "", type, bareNumber = true } = field;
  const isWhole = type !== "number";
  const between = groupChar === "" ? "" : `[${escaped(groupCharsLike(groupChar))}]`;
  const pattern = patternOf(decimalChar, between, isWhole);
  const groups = new RegExp(between, "g");
  const decimals = isWhole ? undefined : field.langevin?.decimals;
  return {
    expected: `${isWhole ? "whole numbers" : "numbers"}${formOf(decimalChar, groupChar)}`,
    read(cell) {
      if (typeof cell === "string") return parse(cell);
      const value = typeof cell === "bigint" ? Number(cell) : cell;
      if (typeof value !== "number" || value === Infinity || value === -Infinity) return undefined;
      return isWhole && !Number.isInteger(value) && value === value ? undefined : value;
    },
    cell: (value) => value,
    text: (value) => write(value, decimals, decimalChar, groupChar),
  };

  /** Brackets around a number, as accounts have them, make it negative. */
  function parse(cell: string): number | undefined {
    const inner = bareNumber ? undefined : /^\s*\((.+)\)\s*$/.exec(cell)?.[1];
    if (inner === undefined) return parsePlain(cell);
    const value = parsePlain(inner);
    return value === undefined || value < 0 ? undefined : 0 - value;
  }

  function parsePlain(cell: string): number | undefined {
    const trimmed = (bareNumber ? cell : stripped(cell)).trim();
    if (!pattern.test(trimmed)) return undefined;
    let plain = groupChar === "" ? trimmed : trimmed.replace(groups, "");
    if (decimalChar !== ".") plain = plain.replace(decimalChar, ".");
    const value = Number(plain.replace("\u2212", "-"));
    return Number.isFinite(value) ? value + 0 : undefined;
  }
}

function patternOf(decimalChar: string, between: string, isWhole: boolean): RegExp {
  const digits = between === "" ? "\\d+" : `(?:\\d+|\\d{1,3}(?:${between}\\d{3})+)`;
  const point = escaped(decimalChar);
  const fraction = isWhole ? `(?:${point}0*)?` : `(?:${point}\\d*)?`;
  const exponent = isWhole ? "" : "(?:[eE][+-]?\\d+)?";
  return new RegExp(`^[+\\-\u2212]?(?:${digits}${fraction}${isWhole ? "" : `|${point}\\d+`})${exponent}$`);
}

/** The digits and their signs, without what stands before and behind them. */
function stripped(cell: string): string {
  return cell.replace(/^[^\d+\-\u2212.,]+(?=[\d+\-\u2212.,])/, "").replace(/(?<=[\d.,])[^\d.,]+$/, "");
}

function write(value: number, decimals: number | undefined, decimalChar: string, groupChar: string): string {
  const text = decimals === undefined ? String(value) : value.toFixed(decimals);
  if (decimalChar === "." && groupChar === "") return text;
  const [, sign, whole, rest] = /^(-?)(\d+)(.*)$/.exec(text) as unknown as [string, string, string, string];
  const grouped = groupChar === "" ? whole : whole.replace(/\B(?=(?:\d{3})+$)/g, () => groupChar);
  return sign + grouped + rest.replace(".", decimalChar);
}

function formOf(decimalChar: string, groupChar: string): string {
  const signs = [
    ...(decimalChar === "." ? [] : [`decimal sign ${JSON.stringify(decimalChar)}`]),
    ...(groupChar === "" ? [] : [`groups by ${JSON.stringify(groupChar)}`]),
  ];
  return signs.length === 0 ? "" : ` with ${signs.join(" and ")}`;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
