import type { BinnedTable } from "./binned-table.ts";
import { TreeGrower } from "./grow.ts";
import type { Objective } from "./objective.ts";
import type { BoosterSettings } from "./settings.ts";
import { addTree, type TreeNode } from "./tree.ts";

/** What boosting made: trees in rounds of one for each output. */
export interface Booster {
  readonly objective: Objective;
  readonly trees: readonly TreeNode[];
}

/**
 * Gradient boosting of trees over histograms by XGBoost's formulas (Chen & Guestrin 2016, arXiv:1603.02754, eq. 5 to 7): in
 * each round a tree is fitted to the derivatives G = Σ g, H = Σ h of the loss, leaves add −η G/(H + λ), and a split gains
 * G_L²/(H_L + λ) + G_R²/(H_R + λ) − G²/(H + λ), twice the paper's, as γ is compared with in XGBoost.
 *
 * @param targets  one for each row, as the objective takes them
 * @param columns  the columns of the table that trees may look at
 */
export function boost(
  table: BinnedTable,
  targets: ArrayLike<number>,
  objective: Objective,
  columns: readonly number[],
  settings: BoosterSettings,
): Booster {
  const { outputs, base } = objective;
  const { rows } = table;
  const margins = new Float64Array(rows * outputs).fill(base);
  const gradients = new Float32Array(rows * outputs);
  const hessians = new Float32Array(rows * outputs);
  const grower = new TreeGrower(table, columns, settings);
  const trees: TreeNode[] = [];
  for (let round = 0; round < settings.trees; round++) {
    objective.derivatives(margins, targets, gradients, hessians);
    for (let k = 0; k < outputs; k++) {
      const [start, end] = [k * rows, (k + 1) * rows];
      const answer = (row: number, leaf: number): void => {
        margins[row * outputs + k] += leaf;
      };
      trees.push(grower.grow(gradients.subarray(start, end), hessians.subarray(start, end), answer));
    }
  }
  return { objective, trees };
}

/**
 * What a booster predicts of rows that were binned as those it learned from.
 *
 * @returns (rows, outputs) row-major: probabilities, or numbers
 */
export function predict({ objective, trees }: Booster, table: BinnedTable): Float64Array {
  const { outputs, base } = objective;
  const margins = new Float64Array(table.rows * outputs).fill(base);
  trees.forEach((tree, t) => addTree(tree, table, margins, outputs, t % outputs));
  objective.predict(margins);
  return margins;
}
