import type { Cell, DataTable } from "../../data/data-table.ts";
import { numberStyles } from "../../formats/index.ts";
import { createFieldCodecs } from "../fields/create-codec.ts";
import type { Field, TableSchema } from "../schema/table-schema.ts";
import { toDataTable, type TableInput } from "../model/table-input.ts";
import { ColumnEvidence } from "./column-evidence.ts";
import { columnStatistics } from "./column-statistics.ts";
import type { Decision, Rule } from "./decision.ts";
import type { TableDescription } from "./description.ts";
import { momentRule } from "./moment-rules.ts";
import { numberRule } from "./number-rules.ts";
import { readDescribeOptions, type DescribeOptions, type DescribeSettings } from "./options.ts";
import { booleanRule, emptyRule, textRule } from "./text-rules.ts";

/** The first that applies decides; the last always does. */
const RULES: readonly Rule[] = [emptyRule, booleanRule, momentRule, numberRule, textRule];

const FIRST_ROWS = 5;

/**
 * How a table is understood: what every column is taken for, by which rule, what was guessed, and how to say otherwise.
 * Takes cells as texts, as files have them, or as programs do.
 *
 * @throws LangevinError "invalid-argument", "invalid-data"
 *
 * @example
 * ```ts
 * import { describeTable } from "langevin/table";
 *
 * const { schema } = describeTable({ age: ["31", "45", ""], city: ["Bonn", "Köln", "Bonn"] });
 * console.log(schema.fields.map(({ name, type }) => `${name}: ${type}`));
 * ```
 */
export function describeTable(table: TableInput, options: DescribeOptions = {}): TableDescription {
  const description = new Describer(readDescribeOptions("describeTable", options));
  description.add(toDataTable("describeTable", "table", table));
  return description.end("describeTable");
}

/**
 * The same of rows that come in chunks, in one pass and in memory that does not grow with them.
 *
 * @throws LangevinError as {@link describeTable}
 *
 * @example
 * ```ts
 * import { describeRows, readRows } from "langevin/table";
 *
 * const reader = await readRows("name;price\nbolt;9,50\nnut;8,25\n");
 * const { schema } = await describeRows(reader);
 * console.log(schema.fields[1].type);
 * ```
 */
export async function describeRows(
  chunks: AsyncIterable<DataTable>,
  options: DescribeOptions = {},
): Promise<TableDescription> {
  const description = new Describer(readDescribeOptions("describeRows", options));
  for await (const chunk of chunks) description.add(chunk);
  return description.end("describeRows");
}

/** A table's columns, looked at chunk by chunk. */
class Describer {
  private readonly settings: DescribeSettings;
  private columns: ColumnEvidence[] = [];
  private readonly firstRows: Cell[][] = [];
  private rows = 0;
  private blankRows = 0;

  constructor(settings: DescribeSettings) {
    this.settings = settings;
  }

  add({ names, columns }: DataTable): void {
    const { missingValues, groupChar } = this.settings;
    const known = { missing: new Set(missingValues), groupChar };
    if (this.columns.length === 0) this.columns = names.map((name) => new ColumnEvidence(name, known));
    const count = columns.length === 0 ? 0 : columns[0].length;
    for (let r = 0; r < count; r++) {
      if (columns.every((column) => isBlank(column[r]))) {
        this.blankRows++;
        continue;
      }
      this.rows++;
      if (this.firstRows.length < FIRST_ROWS) this.firstRows.push(columns.map((column) => column[r]));
      for (let c = 0; c < columns.length; c++) this.columns[c].add(columns[c][r]);
    }
  }

  end(where: string): TableDescription {
    const { settings, columns, firstRows, rows, blankRows } = this;
    const styles = numberStyles(
      columns.map(({ numbers }) => numbers),
      { decimalChar: settings.decimalChar, groupChar: settings.groupChar, delimiter: settings.dialect?.delimiter },
    );
    const decisions = columns.map((evidence, c): Decision => {
      const column = { evidence, style: styles[c], dateOrder: settings.dateOrder };
      const given = settings.schema?.fields.find(({ name }) => name === evidence.name);
      if (given) return { field: given, warnings: [], guesses: [] };
      for (const rule of RULES) {
        const decision = rule(column);
        if (decision) return decision;
      }
      throw new Error("a rule decides over every column");
    });
    const schema = schemaOf(
      decisions.map(({ field }) => field),
      settings,
    );
    const codecs = createFieldCodecs(where, schema);
    return {
      schema,
      rows,
      blankRows,
      columns: columns.map((evidence, c) => columnStatistics(evidence, styles[c].decimalChar)),
      firstRows: firstRows.map((row, r) =>
        row.map((cell, c) => (isText(schema.fields[c]) ? cell : codecs[c].toCell(codecs[c].toNumber(cell, r)))),
      ),
      warnings: decisions.flatMap(({ warnings }) => warnings),
      guesses: decisions.flatMap(({ guesses }) => guesses),
    };
  }
}

/** Columns whose cells are no numbers. */
function isText({ langevin }: Field): boolean {
  return langevin?.role === "text" || langevin?.role === "identifier" || langevin?.role === "empty";
}

function isBlank(cell: Cell | undefined): boolean {
  return cell === null || cell === undefined || cell === "";
}

function schemaOf(fields: Field[], { schema, missingValues, dialect }: DescribeSettings): TableSchema {
  const texts = [...new Set(["", ...(schema?.missingValues ?? []), ...missingValues])];
  const langevin = { ...schema?.langevin, ...(dialect && { dialect }) };
  return {
    ...schema,
    fields,
    missingValues: texts,
    ...(Object.keys(langevin).length > 0 && { langevin }),
  };
}
