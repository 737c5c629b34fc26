import { pickCells } from "../../data/pick-rows.ts";
import type { DataTable } from "../../data/data-table.ts";
import type { Engine } from "../../engine/index.ts";
import { invalid, LangevinError } from "../../support/errors.ts";
import { boolean, option, readOptions, type Spec } from "../../support/options.ts";
import { describeTable } from "../../table/describe/describe-table.ts";
import { fitTableBy } from "../../table/model/fit-table.ts";
import { loadTableModel } from "../../table/model/load-table-model.ts";
import { prepareFit, type PreparedFit } from "../../table/model/prepare-fit.ts";
import { checkRecipeChoice, recipeChoiceSpec, type RecipeChoice } from "../../table/model/recipe-choice.ts";
import { saveTableModel } from "../../table/model/save-table-model.ts";
import { toDataTable, type TableInput } from "../../table/model/table-input.ts";
import type { TableModel } from "../../table/model/table-model.ts";
import { schemaOption } from "../../table/schema/schema-option.ts";
import type { TableSchema } from "../../table/schema/table-schema.ts";
import type { Learner, LearnerKind, PackedData, Split, Stretch, TrainedModel } from "../learner.ts";
import type { Settings } from "../search-space.ts";
import { splitPlaces } from "../split-rows.ts";
import { decodeCells, encodeCells } from "./table-cells.ts";

/** What of a sweep's options belongs to its table. */
export interface TableOptions {
  /** The table's fields. @default what `describeTable` makes of it */
  schema?: TableSchema | undefined;
  /** Whether rare levels and extreme values of a table stay out of the models, as `fitTable` has it. @default false */
  protect?: boolean | undefined;
  /** The column that predictions will be wanted of; kept with the models. @default none */
  target?: string | undefined;
}

export const tableSpec = {
  schema: schemaOption(),
  protect: boolean({ default: false }),
  target: option((where, name, value) => {
    if (typeof value !== "string") throw invalid(where, `${name} the name of a column`, value);
    return value;
  }),
} satisfies Spec<TableOptions>;

/** How rows are scored: a step's error by far less than what tells trials apart, and one place within the roundings. */
const SCORING = { tolerance: 1e-3, draws: 1 };

/** Tables of mixed columns, learned by `fitTable` and scored by `logProbability`. */
export const tableLearner: LearnerKind = {
  names: Object.keys(recipeChoiceSpec),
  usualSpace: {
    learningRate: { logUniform: [0.001, 0.016] },
    hidden: { choices: [[64, 64, 64], [128, 128, 128], [256, 256, 256], [256, 256, 256, 256]] }, // prettier-ignore
    batchSize: { choices: [128, 256, 512, 1024] },
    coordinateFrequencies: { choices: [0, 4, 8] },
    maskShare: { uniform: [0.2, 0.8] },
    emaDecay: { choices: [0.99, 0.999, 0.9995] },
  },
  extension: "json",
  open: (where, given, bytes, split) => new TableLearner(where, given, decodeCells(where, bytes), split),
};

/** A table as a file, with the schema that all trials go by. */
export function packTable(where: string, table: TableInput, options: TableOptions): PackedData {
  const data = toDataTable(where, "data", table);
  const { protect = false, target, schema = describeTable(data).schema } = options;
  return { bytes: encodeCells(data), rows: data.columns[0].length, given: { schema, protect, target } };
}

class TableLearner implements Learner {
  private readonly training: DataTable;
  private readonly holdout: DataTable;
  private readonly options: { schema: TableSchema; protect: boolean; target: string | undefined };
  private prepared: PreparedFit | undefined;

  constructor(where: string, given: unknown, data: DataTable, split: Split) {
    const { schema, protect, target } = readOptions(where, given, tableSpec);
    if (!schema) throw invalid(where, "a schema", schema);
    const { training, holdout } = splitPlaces(data.columns[0].length, split);
    this.options = { schema, protect, target };
    this.training = pickCells(data, training);
    this.holdout = pickCells(data, holdout);
  }

  check(where: string, settings: Settings): void {
    const asked = { ...this.options, seconds: undefined, holdout: undefined, seed: 0 };
    const { recipe, encoding } = (this.prepared ??= prepareFit(where, this.training, asked));
    if (encoding.width === 0)
      throw new LangevinError(
        "invalid-data",
        `${where}: expected a table with something to learn, got constant columns`,
      );
    checkRecipeChoice(where, settings as RecipeChoice, { recipe, encoding });
  }

  async train(engine: Engine, stretch: Stretch): Promise<TrainedModel> {
    const { settings, seed, steps, checkpoint, to, signal, onStep } = stretch;
    let model = checkpoint && loadTableModel(engine, checkpoint);
    const choice = settings as RecipeChoice;
    const options = model ? { resume: model, signal } : { ...this.options, steps, seed, signal };
    try {
      const run = fitTableBy("sweep", engine, this.training, { options, choice });
      let left = false;
      for await (const { step, current } of run) {
        model = current();
        onStep(step);
        // The last step is not left: what comes behind it takes the best weights
        if ((left = step === to && to < steps)) break;
      }
      model = left ? model! : await run;
      return trainedTable(model, this.holdout);
    } catch (error) {
      model?.dispose();
      throw error;
    }
  }
}

function trainedTable(model: TableModel, holdout: DataTable): TrainedModel {
  return {
    step: model.step,
    save: () => saveTableModel(model),
    logDensities: async (signal) => (await model.logProbability(holdout, { ...SCORING, signal })).logProbability,
    dispose: () => model.dispose(),
  };
}
