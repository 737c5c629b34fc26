import type { Cell, DataTable } from "../data/data-table.ts";
import type { TableColumn } from "../metrics/index.ts";
import { LangevinError } from "../support/errors.ts";
import { counted, quote } from "../support/show.ts";
import { textOf } from "../table/fields/category-format.ts";
import { createFieldCodec } from "../table/fields/create-codec.ts";
import type { FieldCodec } from "../table/fields/field-codec.ts";
import { columnNamed } from "../table/model/table-input.ts";
import type { Field, TableConstraint, TableSchema } from "../table/schema/table-schema.ts";

/** A column that is compared: what its numbers stand for. */
export interface ComparedColumn {
  field: Field;
  kind: TableColumn["kind"];
  /** Texts of its levels, by their indexes; none of numbers. */
  levels: readonly string[];
  /** A number as the column writes it. */
  text(value: number): string;
}

/** Tables as the metrics see them, by the fields of the real one. */
export interface ReadTables {
  columns: readonly ComparedColumn[];
  real: readonly TableColumn[];
  synthetic: readonly TableColumn[];
  holdout: readonly TableColumn[] | undefined;
  /** Relations that the schema names. */
  constraints: readonly TableConstraint[];
  /** What was left out, and what could not be read. */
  warnings: readonly string[];
}

/** Roles of columns that are not compared, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  identifier: "an identifier",
  text: "a text",
  empty: "without values",
  drop: "dropped by the schema",
};

/**
 * Reads the columns that all tables have to have. Cells of the real table must be what its schema says; others may be what they
 * like: unknown levels are levels too, and what is no number counts as missing.
 *
 * @throws LangevinError "invalid-data" for a column that is missing, for a real cell that its field cannot read, naming both,
 *   and where there is nothing to compare
 */
export function readTables(
  where: string,
  schema: TableSchema,
  tables: { real: DataTable; synthetic: DataTable; holdout: DataTable | undefined },
): ReadTables {
  const warnings: string[] = [];
  const readers = schema.fields.flatMap((field) => {
    const reason = LEFT_OUT[field.langevin?.role ?? ""];
    if (reason === undefined) return [new ColumnReader(where, field, schema.missingValues)];
    warnings.push(`${quote(field.name)} is left out: ${reason}.`);
    return [];
  });
  if (readers.length === 0)
    throw new LangevinError("invalid-data", `${where}: expected a column that can be compared, got none`);
  const read = (name: string, table: DataTable): TableColumn[] =>
    readers.map((reader) => {
      const place = placeOf(where, name, reader.field.name, table);
      const { values, unreadable } = reader.read(table.columns[place], name === "real");
      if (unreadable > 0)
        warnings.push(
          `${quote(reader.field.name)} has ${counted(unreadable, "cell")} in the ${names[name]} that cannot be read as the real ones; they count as missing.`,
        );
      return { kind: reader.kind, values };
    });
  const real = read("real", tables.real);
  const synthetic = read("synthetic", tables.synthetic);
  const holdout = tables.holdout && read("holdout", tables.holdout);
  const known = new Set(schema.fields.map(({ name }) => name));
  const others = tables.synthetic.names.filter((name) => !known.has(name));
  if (others.length > 0) warnings.push(`The real table has no ${others.map(quote).join(", ")}: left out.`);
  const constraints = schema.langevin?.constraints ?? [];
  return { columns: readers, real, synthetic, holdout, constraints, warnings };
}

const names: Readonly<Record<string, string>> = { synthetic: "synthetic table", holdout: "hold-out" };

function placeOf(where: string, name: string, column: string, table: DataTable): number {
  try {
    return columnNamed(where, column, table.names);
  } catch {
    throw new LangevinError("invalid-data", `${where}: expected ${name} with a column ${quote(column)}, got none`);
  }
}

class ColumnReader implements ComparedColumn {
  readonly field: Field;
  readonly kind: TableColumn["kind"];
  readonly levels: string[];
  private readonly codec: FieldCodec;
  /** Indexes of levels that the field does not list. */
  private readonly further = new Map<string, number>();

  constructor(where: string, field: Field, missing: readonly string[] | undefined) {
    this.field = field;
    this.kind = field.categories || field.type === "boolean" || field.type === "string" ? "category" : "number";
    // A whole number's synthetic twin may have decimals
    const type = field.categories === undefined && isWhole(field) ? "number" : field.type;
    this.codec = createFieldCodec(where, { ...field, type }, missing);
    const count = field.categories?.length ?? (field.type === "boolean" ? 2 : 0);
    this.levels = Array.from({ length: count }, (_, level) => this.codec.toText(level) ?? "");
    if (field.langevin?.other !== undefined) this.levels.push(field.langevin.other);
  }

  text(value: number): string {
    return this.kind === "category" ? (this.levels[value] ?? "") : (this.codec.toText(value) ?? "");
  }

  /** @throws LangevinError where `strict` and a cell is not what the field says */
  read(cells: ArrayLike<Cell>, strict: boolean): { values: Float64Array; unreadable: number } {
    const values = new Float64Array(cells.length);
    let unreadable = 0;
    const seen = new Map<Cell, number>();
    for (let row = 0; row < cells.length; row++) {
      const cell = cells[row];
      const value = seen.get(cell) ?? this.readCell(cell, row, strict);
      if (this.kind === "category" && value !== undefined) seen.set(cell, value);
      if (value === undefined) unreadable++;
      values[row] = value ?? NaN;
    }
    return { values, unreadable };
  }

  /** The number of a cell, undefined where it is none. */
  private readCell(cell: Cell, row: number, strict: boolean): number | undefined {
    try {
      return this.codec.toNumber(cell, row);
    } catch (error) {
      if (strict) throw error;
      if (this.kind === "number") return undefined;
    }
    const text = textOf(cell as Exclude<Cell, null>);
    let level = this.further.get(text);
    if (level === undefined) {
      level = this.levels.push(text) - 1;
      this.further.set(text, level);
    }
    return level;
  }
}

/** Whether a field of numbers takes whole ones alone. */
function isWhole({ type }: Field): boolean {
  return type === "integer" || type === "year";
}
