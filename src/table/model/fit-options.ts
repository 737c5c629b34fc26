import {
  abortSignal,
  boolean,
  integer,
  number,
  option,
  readOptions,
  seed,
  type Settled,
  type Spec,
} from "../../support/options.ts";
import { invalid, LangevinError } from "../../support/errors.ts";
import { schemaOption } from "../schema/schema-option.ts";
import type { TableSchema } from "../schema/table-schema.ts";
import { TableModel } from "./table-model.ts";

/** Options of {@link fitTable}. */
export interface FitTableOptions {
  /** The table's fields. @default what `describeTable` makes of it */
  schema?: TableSchema | undefined;
  /** Time that training may take, about; it decides the number of steps. @default by the table's size, at most 300 */
  seconds?: number | undefined;
  /** Steps of training: with these the same seed gives the same model on any machine. @default what `seconds` are enough for */
  steps?: number | undefined;
  /** Seed of everything random. @default 0 */
  seed?: number | undefined;
  /** Share of the rows held out, whose loss says when to stop: 0…0.5. @default a tenth, none of fewer than 50 rows */
  holdout?: number | undefined;
  /**
   * Whether levels of fewer than 5 to 7 rows and the 4 to 6 most extreme values at either end stay out of the model, as what
   * could single rows out. @default false
   */
  protect?: boolean | undefined;
  /**
   * Whether texts of single rows may come out as they are: free texts, and rare ones in place of "(other)", drawn at random from
   * the table's, up to 10,000 of a column, which the model then holds. Without it no text comes out that fewer than 5 rows
   * have in a column of many. @default false
   */
  allowRealText?: boolean | undefined;
  /** The column that predictions will be wanted of; kept with the model. @default none */
  target?: string | undefined;
  /** An unfinished model whose fit is to go on, with the same table, bit for bit as if it had not been interrupted. @default none */
  resume?: TableModel | undefined;
  /** Ends the work with the signal's reason; what `current()` gave can be saved and resumed. @default none */
  signal?: AbortSignal | undefined;
}

export const fitTableSpec = {
  schema: schemaOption(),
  seconds: number(0.001, 1e7),
  steps: integer(2, 1e9),
  seed: seed({ default: 0 }),
  holdout: number(0, 0.5),
  protect: boolean({ default: false }),
  allowRealText: boolean({ default: false }),
  target: option((where, name, value) => {
    if (typeof value !== "string") throw invalid(where, `${name} the name of a column`, value);
    return value;
  }),
  resume: option((where, name, value) => {
    if (!(value instanceof TableModel)) throw invalid(where, `${name} a model of fitTable or loadTableModel`, value);
    return value;
  }),
  signal: abortSignal(),
} satisfies Spec<FitTableOptions>;

export type FitSettings = Settled<typeof fitTableSpec>;

/**
 * The options, checked; beside `resume` only those that belong to this run of it.
 *
 * @throws LangevinError "invalid-argument"
 */
export function readFitOptions(where: string, options: FitTableOptions): FitSettings {
  const settings = readOptions(where, options, fitTableSpec);
  if (settings.steps !== undefined && settings.seconds !== undefined)
    throw invalid(where, "steps or seconds, not both", settings.seconds);
  if (settings.resume)
    for (const [name, value] of Object.entries(options))
      if (name !== "resume" && name !== "signal" && value !== undefined)
        throw new LangevinError(
          "invalid-argument",
          `${where}: expected no ${name} beside resume, which goes on with the settings the fit began with`,
        );
  return settings;
}
