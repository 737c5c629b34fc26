import type { Cell, DataTable, TableSchema } from "../../../src/table/index.ts";

/** A number in 0…1 of its place. */
export function noise(r: number, c: number): number {
  let x = Math.imul(r * 31 + c * 17 + 7, 0x9e3779b1) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x85ebca6b) >>> 0;
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35) >>> 0;
  return ((x ^ (x >>> 16)) >>> 0) / 4294967296;
}

/** Every kind of column: the weight depends on the kind, and the size is missing in a quarter of the rows. */
export function mixedTable(rows: number): DataTable {
  const kinds = ["red", "green", "blue"];
  const columns: Cell[][] = [[], [], [], [], [], [], []];
  for (let r = 0; r < rows; r++) {
    const kind = Math.floor(noise(r, 0) * 3);
    const day = new Date(Date.UTC(2024, 0, 1 + Math.floor(noise(r, 4) * 100)));
    columns[0].push(`id-${String(r + 1).padStart(4, "0")}`);
    columns[1].push(kinds[kind]);
    columns[2].push(noise(r, 1) < 0.25 ? null : Math.floor(noise(r, 2) * 10));
    columns[3].push(Math.round((kind * 4 + noise(r, 3)) * 100) / 100);
    columns[4].push(noise(r, 5) < 0.5);
    columns[5].push(day.toISOString().slice(0, 10));
    columns[6].push("same");
  }
  return { names: mixedSchema.fields.map(({ name }) => name), columns };
}

export const mixedSchema: TableSchema = {
  fields: [
    {
      name: "id",
      type: "string",
      langevin: { role: "identifier", generator: { kind: "sequence", start: 401, step: 1, prefix: "id-", width: 4 } },
    },
    { name: "kind", type: "string" },
    { name: "size", type: "integer" },
    { name: "weight", type: "number" },
    { name: "flag", type: "boolean" },
    { name: "day", type: "date" },
    { name: "fixed", type: "string" },
  ],
};
