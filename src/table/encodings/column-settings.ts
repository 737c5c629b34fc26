import type { Field } from "../schema/table-schema.ts";
import type { ColumnSettings } from "./column-encoding.ts";
import { commonResolution, decimalResolutions } from "./rounding.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Seconds that times may be multiples of. */
const TIME_RESOLUTIONS = [
  HOUR,
  30 * MINUTE,
  15 * MINUTE,
  10 * MINUTE,
  5 * MINUTE,
  MINUTE,
  30,
  10,
  5,
  1,
  0.1,
  0.01,
  0.001,
];

/** What a field's schema and numbers say of its column. */
export function settingsOf(field: Field, values: Float64Array): ColumnSettings {
  const { categories, constraints, langevin } = field;
  return {
    resolution: langevin?.resolution ?? resolutionOf(field, values),
    bounds: langevin?.extrapolate
      ? [numberOr(constraints?.minimum, -Infinity), numberOr(constraints?.maximum, Infinity)]
      : undefined,
    period: langevin?.period,
    day: field.type === "datetime" ? DAY * 1000 : 1,
    levels: categories
      ? categories.length + Number(langevin?.other !== undefined)
      : field.type === "boolean"
        ? 2
        : undefined,
  };
}

/** Share of numbers that may be finer than their column's resolution: sums and means among readings. */
const FINER = 0.005;

function resolutionOf({ type }: Field, values: Float64Array): number | undefined {
  switch (type) {
    case "number":
      return commonResolution(values, decimalResolutions, FINER);
    case "time":
      return commonResolution(values, TIME_RESOLUTIONS);
    case "datetime":
      return commonResolution(
        values,
        [DAY, DAY / 2, ...TIME_RESOLUTIONS].map((seconds) => seconds * 1000),
      );
    default:
      return 1;
  }
}

function numberOr(value: number | string | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
