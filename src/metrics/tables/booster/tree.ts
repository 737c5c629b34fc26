import type { BinnedTable } from "./binned-table.ts";

/** A split of a tree, or a leaf. */
export type TreeNode =
  | { readonly leaf: number }
  | {
      readonly column: number;
      /** One bit for each code of the column, set where its rows go to the right. */
      readonly bits: Uint32Array;
      readonly gain: number;
      readonly left: TreeNode;
      readonly right: TreeNode;
    };

/** Adds a tree's answers to one output of the margins, (rows, outputs) row-major. */
export function addTree(tree: TreeNode, table: BinnedTable, margins: Float64Array, outputs: number, output: number) {
  for (let i = 0; i < table.rows; i++) {
    let node = tree;
    while ("column" in node) node = goesRight(node.bits, table.codes[node.column][i]) ? node.right : node.left;
    margins[i * outputs + output] += node.leaf;
  }
}

export function goesRight(bits: Uint32Array, code: number): boolean {
  return ((bits[code >> 5] >>> (code & 31)) & 1) === 1;
}
