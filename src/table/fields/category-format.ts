import { quote } from "../../support/show.ts";
import type { Field } from "../schema/table-schema.ts";
import type { CellFormat } from "./field-codec.ts";

/**
 * Levels, numbered as the field's categories, and behind them, if it has one, `other` for every level that is not listed.
 *
 * @param inner  what reads and writes the field's type: levels of numbers are compared as numbers
 */
export function categoryFormat(field: Field, inner: CellFormat): CellFormat {
  const categories = field.categories ?? [];
  const isText = field.type === "string";
  const levels = isText ? categories.map(String) : categories.map((level) => inner.read(level));
  const places = new Map(levels.map((level, k) => [level, k]));
  const other = field.langevin?.other;
  return {
    expected: `one of ${sample(categories)}${isText ? "" : ` (${inner.expected})`}`,
    read(cell) {
      const level = isText ? textOf(cell) : inner.read(cell);
      if (level !== level) return NaN;
      if (level === undefined) return undefined;
      const place = places.get(level);
      if (place !== undefined) return place;
      // Rare levels of numbers that were taken out stand for the nearest one
      if (!isText && field.langevin?.protect !== undefined) return nearestPlace(levels as number[], level as number);
      return other === undefined ? undefined : categories.length;
    },
    cell(place) {
      if (place >= categories.length) return other ?? null;
      return isText ? String(categories[place]) : inner.cell(levels[place] as number);
    },
    text(place) {
      if (place >= categories.length) return other ?? "";
      const level = categories[place];
      return typeof level === "string" ? level : inner.text(levels[place] as number);
    },
  };
}

function nearestPlace(levels: readonly number[], value: number): number {
  return levels.reduce((best, level, k) => (Math.abs(level - value) < Math.abs(levels[best] - value) ? k : best), 0);
}

/** The text of a cell: what is no text as its program writes it. */
export function textOf(cell: string | number | bigint | boolean | Date): string {
  return cell instanceof Date ? cell.toISOString() : String(cell);
}

function sample(categories: readonly (string | number)[]): string {
  const shown = categories.slice(0, 5).map((level) => (typeof level === "string" ? quote(level) : level));
  return shown.join(", ") + (categories.length > 5 ? ` and ${categories.length - 5} more` : "");
}
