import type { DataTable } from "../../data/data-table.ts";
import type { Run } from "../../support/run.ts";
import type { TableSchema } from "../schema/table-schema.ts";
import { imputeTable, type ImputeTableOptions } from "./impute-table.ts";
import { logProbability, type LogProbabilityOptions, type LogProbabilityResult } from "./log-probability.ts";
import { sampleTable, type SampleTableOptions } from "./sample-table.ts";
import type { TableInput } from "./table-input.ts";
import type { TableModelParts } from "./table-model-parts.ts";
import type { TableProgress } from "./table-progress.ts";

/** A law of a table's rows: made by {@link fitTable} or `loadTableModel`. It lives in its engine's memory until `dispose`. */
export class TableModel {
  /** @internal */
  readonly parts: TableModelParts;

  /** @internal */
  constructor(parts: TableModelParts) {
    this.parts = parts;
  }

  /** The table's fields, and how each was understood. */
  get schema(): TableSchema {
    return this.parts.layout.schema;
  }

  /** Rows that it was fitted to. */
  get rows(): number {
    return this.parts.state.rows;
  }

  /** The column that predictions are wanted of, if one was named. */
  get target(): string | undefined {
    return this.parts.state.target;
  }

  /** Steps of training done, and those it was to have. */
  get step(): number {
    return this.parts.state.step;
  }

  /** Steps of training in all. */
  get steps(): number {
    return this.parts.state.steps;
  }

  /** Whether training has come to its end; an unfinished model can be used, saved and resumed. */
  get finished(): boolean {
    return this.parts.state.finished;
  }

  /** Coordinates of a row in the network: its width. */
  get width(): number {
    return this.parts.encoding.width;
  }

  /**
   * New rows of the table's kind. With `where` and `given` cells that are known in advance, the others drawn from their law
   * given these; with `accept` rows that a function refuses are drawn again. So are rows with the primary key of a row before
   * them in the same call, where the schema names one and no identifier is in it.
   *
   * @returns all columns but dropped ones, cells as programs have them; row k depends on (model, options, seed, offset + k) only,
   *   and on the rows before it where it was drawn again for its key
   * @throws LangevinError "invalid-argument", "invalid-data" for a cell no row can have; from the run: "invalid-argument" with the
   *   acceptance rate when `accept` takes too few or too few keys differ; "disposed"
   */
  sample(count: number, options: SampleTableOptions = {}): Run<DataTable, TableProgress> {
    return sampleTable("model.sample", this.parts, count, options);
  }

  /**
   * Rows with their gaps filled by draws from the law of what is missing given what is there. Known cells come back as they
   * were; a cell that is missing, or whose column is, gets a value that is not.
   *
   * @returns the table's columns and those it lacks; the draws of a row one after another
   * @throws LangevinError as {@link sample}
   */
  impute(table: TableInput, options: ImputeTableOptions = {}): Run<DataTable, TableProgress> {
    return imputeTable("model.impute", this.parts, table, options);
  }

  /**
   * ln P of rows: of a row's categories, rounded numbers and gaps a probability, of numbers that are not rounded a density.
   * −∞ for a row that the model cannot make, such as one with a gap where training had none. Numbers far beyond those seen lose by
   * the square of their distance.
   *
   * @throws LangevinError "invalid-argument", "invalid-data"; "disposed"
   */
  logProbability(table: TableInput, options: LogProbabilityOptions = {}): Run<LogProbabilityResult, TableProgress> {
    return logProbability("model.logProbability", this.parts, table, options);
  }

  /** Releases the network's memory; using the model afterwards is an error of code "disposed". */
  dispose(): void {
    this.parts.network?.dispose();
  }

  /** One line for `console.log`. @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    const { step, steps, finished, rows, width } = this;
    const state = finished ? `${step} steps` : `step ${step} of ${steps}`;
    return `TableModel(${this.schema.fields.length} columns, ${width} coordinates, ${rows} rows, ${state})`;
  }
}
