import type { Engine } from "../../engine/index.ts";
import type { Option } from "../../support/options.ts";
import { readOptions } from "../../support/options.ts";
import { loadTableModel } from "../../table/model/load-table-model.ts";
import type { TableModel } from "../../table/model/table-model.ts";
import type { JsonObject } from "../../work/canonical-json.ts";
import type { ResultRows } from "../result-rows.ts";
import { cellRowsOf, type ToCellRows } from "./cell-rows.ts";
import type { ComputeOptions, Operation, OpenOperation, RowsOfRun } from "./operation.ts";

type AnySpec = Readonly<Record<string, Option<unknown, undefined>>>;

/** What is set for each shard, and what cannot be sent; `given` is the input. */
const NOT_SENT = ["given", "accept", "budget", "offset", "signal"];

/** An operation of a table's model, by its own options and what it does with some rows. */
export interface TableOperation {
  readonly summary: string;
  readonly input: Operation["input"];
  /** Its options' table; those that are set for each shard may be in it. */
  readonly table: AnySpec;
  copies?(options: JsonObject): number;
  /** Refuses a model whose rows depend on each other. */
  checkModel?(where: string, model: TableModel): void;
  /** Scores that a row costs, roughly. */
  evaluations(options: JsonObject, model: TableModel): number;
  compute(
    at: { model: TableModel; own: JsonObject; cells: ToCellRows },
    range: RowsOfRun,
    run: ComputeOptions,
  ): Promise<ResultRows>;
}

/** Seconds of a core for each parameter and score. */
const SECONDS = 1e-10;

/** An operation whose model is a table model's file. */
export function tableOperation(parts: TableOperation): Operation {
  const { summary, input, table, checkModel, compute, evaluations, copies = () => 1 } = parts;
  const sent = Object.fromEntries(Object.entries(table).filter(([name]) => !NOT_SENT.includes(name)));
  return {
    ...{ summary, input, copies },
    check: (where, options) => void readOptions(where, options, sent),
    open(where, { engine, model: file, options: own, format }): OpenOperation {
      const model = loadTableModel(engine satisfies Engine, file);
      try {
        checkModel?.(where, model);
      } catch (error) {
        model.dispose();
        throw error;
      }
      const cells = cellRowsOf(where, model.schema, format);
      const parameters = model.parts.network?.parameterCount ?? 0;
      return {
        // Cells cost about ten microseconds beside the network
        secondsPerRow: SECONDS * parameters * evaluations(own, model) + 1e-5,
        compute: (range, run) => compute({ model, own, cells }, range, run),
        dispose: () => model.dispose(),
      };
    },
  };
}
