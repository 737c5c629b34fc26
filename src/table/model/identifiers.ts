import type { Cell } from "../../data/data-table.ts";
import type { Field } from "../schema/table-schema.ts";
import { fillPattern } from "./identifier-pattern.ts";

/** Identifiers of rows offset, offset + 1, …: made anew, each once; undefined of a field that is none or says no way to make them. */
export function identifierCells(where: string, field: Field, offset: number, count: number): Cell[] | undefined {
  const { langevin, type } = field;
  if (langevin?.role !== "identifier" || !langevin.generator) return undefined;
  const { generator } = langevin;
  if (generator.kind === "pattern")
    return Array.from({ length: count }, (_, k) => fillPattern(where, field.name, generator.pattern, offset + k));
  const { start, step, prefix = "", width = 0 } = generator;
  return Array.from({ length: count }, (_, k) => {
    const number = start + step * (offset + k);
    return type === "string" ? prefix + String(number).padStart(width, "0") : number;
  });
}
