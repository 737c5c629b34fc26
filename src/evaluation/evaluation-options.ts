import {
  abortSignal,
  integer,
  option,
  readOptions,
  seed,
  unchecked,
  type Settled,
  type Spec,
} from "../support/options.ts";
import { invalid } from "../support/errors.ts";
import { TableModel } from "../table/model/table-model.ts";
import type { TableInput } from "../table/model/table-input.ts";
import { schemaOption } from "../table/schema/schema-option.ts";
import type { TableSchema } from "../table/schema/table-schema.ts";

/** Options of {@link evaluateTable}. */
export interface EvaluateTableOptions {
  /**
   * Real rows that the synthetic table's maker has not seen. Without them half of the real rows stand in, which the synthetic
   * ones may have been learned from: then nothing can be said of privacy beyond copies. @default none
   */
  holdout?: TableInput | undefined;
  /** The column whose prediction is judged. @default every column in turn, 20 of them at most */
  target?: string | undefined;
  /** The model that made the synthetic rows and learned from the real ones: attacks then look into it. @default none */
  model?: TableModel | undefined;
  /** The real table's fields. @default what `describeTable` makes of it */
  schema?: TableSchema | undefined;
  /** Seed of splits and subsamples. @default 0 */
  seed?: number | undefined;
  /** Rows of each table that slow scores look at, at most; of wide tables they look at fewer. @default 10000 */
  rows?: number | undefined;
  /** Ends the work with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
}

export const evaluateTableSpec = {
  holdout: unchecked<TableInput>(),
  target: option((where, name, value) => {
    if (typeof value !== "string") throw invalid(where, `${name} the name of a column`, value);
    return value;
  }),
  model: option((where, name, value) => {
    if (!(value instanceof TableModel)) throw invalid(where, `${name} a model of fitTable or loadTableModel`, value);
    return value;
  }),
  schema: schemaOption(),
  seed: seed({ default: 0 }),
  rows: integer(50, 1_000_000, { default: 10_000 }),
  signal: abortSignal(),
} satisfies Spec<EvaluateTableOptions>;

export type EvaluationSettings = Settled<typeof evaluateTableSpec>;

/**
 * The options, checked.
 *
 * @throws LangevinError "invalid-argument"
 */
export function readEvaluationOptions(where: string, options: EvaluateTableOptions): EvaluationSettings {
  return readOptions(where, options, evaluateTableSpec);
}
