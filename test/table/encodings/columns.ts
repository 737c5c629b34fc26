import { uniformAt } from "../../../src/numerics/random.ts";
import { normalQuantile } from "../../../src/numerics/normal.ts";
import type { Field } from "../../../src/table/schema/table-schema.ts";

/** Uniforms by number: the same on every run. */
export const uniform = (i: number, stream = 0): number => uniformAt([7, stream], i, 0);

function column(count: number, value: (u: number, i: number) => number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => value(uniform(i), i));
}

/** Columns of every sort that tables have, by name: a field, and its numbers. */
export const columns: Readonly<Record<string, { field: Field; values: Float64Array }>> = {
  "whole numbers": {
    field: { name: "age", type: "integer" },
    values: column(2000, (u) => Math.floor(17 + 74 * u * u)),
  },
  "two decimals": {
    field: { name: "price", type: "number", langevin: { role: "number", resolution: 0.01 } },
    values: column(2000, (u) => Math.round(100 / (0.02 + u)) / 100),
  },
  "no resolution": {
    field: { name: "x", type: "number" },
    values: column(1000, (u) => 1e6 + normalQuantile(u) / 3),
  },
  "a spike of zeros and a tail": {
    field: { name: "gain", type: "integer" },
    values: column(5000, (u) => (u < 0.9 ? 0 : Math.floor(100 * Math.exp(4 * (u - 0.9) * 10)))),
  },
  gaps: {
    field: { name: "weight", type: "number", langevin: { role: "number", resolution: 0.1 } },
    values: column(1000, (u) => (u < 0.3 ? NaN : Math.round(700 * u) / 10)),
  },
  "gaps and spikes": {
    field: { name: "mixed", type: "number" },
    values: column(3000, (u, i) => (u < 0.2 ? NaN : u < 0.5 ? -1 : u < 0.6 ? 99 : normalQuantile(uniform(i, 1)))),
  },
  levels: {
    field: { name: "level", type: "string", categories: ["a", "b", "c"] },
    values: column(300, (u) => (u < 0.1 ? 0 : u < 0.4 ? 1 : 2)),
  },
  "forty levels": {
    field: { name: "country", type: "string", categories: Array.from({ length: 40 }, (_, k) => `level ${k}`) },
    values: column(900, (u) => Math.floor(40 * u * u)),
  },
  "levels and gaps": {
    field: { name: "flag", type: "boolean" },
    values: column(300, (u) => (u < 0.2 ? NaN : Number(u < 0.5))),
  },
  "one value": { field: { name: "constant", type: "number" }, values: column(50, () => 3.25) },
  none: { field: { name: "empty", type: "string" }, values: column(50, () => NaN) },
  "one value and gaps": {
    field: { name: "mark", type: "integer" },
    values: column(100, (u) => (u < 0.5 ? NaN : 7)),
  },
  directions: {
    field: { name: "wind", type: "integer", langevin: { role: "cyclic", period: 360 } },
    values: column(500, (u) => 1 + Math.floor(360 * u)),
  },
  "directions and gaps": {
    field: { name: "wind", type: "number", langevin: { role: "cyclic", period: 1 } },
    values: column(500, (u) => (u < 0.1 ? NaN : u)),
  },
  days: {
    field: { name: "day", type: "date" },
    values: column(800, (u) => 18000 + Math.floor(900 * u)),
  },
  "working days": {
    field: { name: "day", type: "date" },
    values: column(800, (u, i) => 18000 + 7 * Math.floor(130 * u) + [1, 2, 3, 4, 5][Math.floor(5 * uniform(i, 3))]),
  },
  Mondays: { field: { name: "day", type: "date" }, values: column(300, (u) => 18001 + 7 * Math.floor(130 * u)) },
  "moments of working hours": {
    field: { name: "at", type: "datetime" },
    values: column(2000, (u, i) => {
      const day = 18000 + Math.floor(400 * u);
      return day * 86_400_000 + Math.floor(8 * 60 + 600 * uniform(i, 3) * uniform(i, 4)) * 60_000;
    }),
  },
  "moments of working hours on working days, with gaps": {
    field: { name: "at", type: "datetime" },
    values: column(3000, (u, i) => {
      const day = 18000 + 7 * Math.floor(80 * u) + [1, 2, 3, 4, 5][Math.floor(5 * uniform(i, 5))];
      const minutes = Math.floor(8 * 60 + 600 * uniform(i, 3) * uniform(i, 4));
      return uniform(i, 6) < 0.1 ? NaN : day * 86_400_000 + minutes * 60_000;
    }),
  },
  midnights: { field: { name: "at", type: "datetime" }, values: column(500, (u) => 86_400_000 * Math.floor(900 * u)) },
  "ends of months": {
    field: { name: "month", type: "date" },
    values: column(200, (u) => new Date(Date.UTC(1990 + Math.floor(30 * u), Math.floor(360 * u) % 12 + 1, 0)).getTime() / 86_400_000), // prettier-ignore
  },
  "three rows": { field: { name: "few", type: "integer" }, values: Float64Array.of(5, 1, 900) },
};
