import type { DataTable } from "../../data/data-table.ts";
import type { TableSchema } from "../schema/table-schema.ts";

/** The schema of a table, as its cells show it. */
export function describedSchema({ names, columns }: DataTable): TableSchema {
  return {
    fields: names.map((name, c) => {
      const cells = columns[c].filter((cell) => cell !== null);
      if (cells.length > 0 && cells.every((cell) => typeof cell === "number" || typeof cell === "bigint")) {
        const whole = cells.every((cell) => Number.isInteger(Number(cell)));
        return { name, type: whole ? "integer" : "number", langevin: { role: "number" } };
      }
      if (cells.length > 0 && cells.every((cell) => typeof cell === "boolean")) return { name, type: "boolean" };
      return { name, type: "string" };
    }),
  };
}
