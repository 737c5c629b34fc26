import { blockSize, type CategoryBlock } from "../../data/category-block.ts";
import { nearestLevel } from "../../data/codes/nearest-level.ts";
import { toTable, type Rows, type Table } from "../../data/rows.ts";
import { LangevinError } from "../../support/errors.ts";
import { show } from "../../support/show.ts";

/** Rows as `numbers` plain columns, then one column of level indices for each block. */
export interface CellShape {
  numbers: number;
  blocks: readonly CategoryBlock[];
}

/**
 * Cells as a table; NaN is a gap.
 *
 * @throws LangevinError "invalid-data" naming row and column of what is no level
 */
export function checkCells(where: string, { numbers, blocks }: CellShape, cells: Rows): Table {
  const table = toTable(where, "cells", cells, numbers + blocks.length, { gaps: true, empty: true });
  const { values, dim } = table;
  values.forEach((value, i) => {
    const j = (i % dim) - numbers;
    if (j < 0 || Number.isNaN(value)) return;
    const last = blocks[j].probabilities.length - 1;
    if (!(Number.isInteger(value) && value >= 0 && value <= last))
      throw new LangevinError(
        "invalid-data",
        `${where}: expected cells of integers from 0 to ${last} in column ${i % dim}, got ${show(value)} in row ${Math.floor(i / dim)}`,
      );
  });
  return table;
}

/** Checked cells in coordinates: each level its code, each gap NaN. */
export function cellsToRows({ numbers, blocks }: CellShape, { values, count, dim }: Table): Float64Array {
  const width = widthOf({ numbers, blocks });
  const rows = new Float64Array(count * width);
  for (let r = 0; r < count; r++) {
    rows.set(values.subarray(r * dim, r * dim + numbers), r * width);
    let at = r * width + numbers;
    blocks.forEach((block, j) => {
      const size = blockSize(block);
      const level = values[r * dim + numbers + j];
      if (Number.isNaN(level)) rows.fill(NaN, at, at + size);
      else rows.set(block.codes.subarray(level * size, (level + 1) * size), at);
      at += size;
    });
  }
  return rows;
}

/** Coordinates as cells: of each block the level whose code is nearest. */
export function rowsToCells({ numbers, blocks }: CellShape, { values, count, dim }: Table): Float64Array {
  const width = numbers + blocks.length;
  const cells = new Float64Array(count * width);
  for (let r = 0; r < count; r++) {
    cells.set(values.subarray(r * dim, r * dim + numbers), r * width);
    let at = r * dim + numbers;
    blocks.forEach((block, j) => {
      cells[r * width + numbers + j] = nearestLevel(block, values, at);
      at += blockSize(block);
    });
  }
  return cells;
}

/** Coordinates of a row. */
export function widthOf({ numbers, blocks }: CellShape): number {
  return blocks.reduce((sum, block) => sum + blockSize(block), numbers);
}
