import { blockSize, type CategoryBlock } from "../../data/category-block.ts";
import { categoryBlock } from "../../data/codes/choose-code.ts";
import { nearestLevel } from "../../data/codes/nearest-level.ts";
import { checkFlatRows } from "../../data/encoding.ts";
import { invalid, LangevinError } from "../../support/errors.ts";
import type { ColumnEncoding, ColumnKind } from "./column-encoding.ts";
import { takeParameter } from "./parameters.ts";

/**
 * Levels as points of a block, missing values as one more level. Levels are numbers: those seen, in order, or 0 … levels − 1
 * if the settings say how many there are; one of these that no row has counts as half a row.
 */
export const category: ColumnKind = {
  fit(where, values, { levels: count }) {
    const rows = new Map<number, number>();
    if (count !== undefined) for (let k = 0; k < count; k++) rows.set(k, 0);
    for (const value of values) rows.set(value, (rows.get(value) ?? 0) + 1);
    const levels = [...rows.keys()].filter((level) => level === level).sort((a, b) => a - b);
    if (rows.has(NaN)) levels.push(NaN);
    if (levels.length < 2) throw invalid(where, "a column of two or more levels", levels[0]);
    const weights = levels.map((level) => rows.get(level) || 0.5);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return categoryEncoding(
      Float64Array.from(levels),
      Float64Array.from(weights, (weight) => weight / total),
    );
  },
  restore(where, parameters) {
    const levels = takeParameter(where, parameters, "levels");
    const holdsMissing = parameters["probabilities"]?.length === levels.length + 1;
    const probabilities = takeParameter(where, parameters, "probabilities", levels.length + Number(holdsMissing));
    return categoryEncoding(holdsMissing ? Float64Array.of(...levels, NaN) : levels, probabilities);
  },
};

/** Levels that may end with NaN, the missing value. */
function categoryEncoding(levels: Float64Array, probabilities: Float64Array): ColumnEncoding {
  const block: CategoryBlock = categoryBlock(probabilities);
  const size = blockSize(block);
  const holdsMissing = Number.isNaN(levels[levels.length - 1]);
  const indexOf = new Map(Array.from(levels, (level, k) => [level, k]));
  return {
    kind: "category",
    columns: 1,
    width: size,
    categories: [block],
    holdsMissing,
    thin: size,
    present: new Float32Array(size).fill(NaN),
    parameters: { levels: holdsMissing ? levels.subarray(0, levels.length - 1) : levels, probabilities },
    encode(values) {
      checkFlatRows("encoding.encode", values, 1);
      const rows = new Float32Array(values.length * size);
      for (let r = 0; r < values.length; r++) {
        const k = indexOf.get(values[r]);
        if (k === undefined && values[r] === values[r]) throw unknownLevel(values[r], levels.length, r);
        for (let c = 0; c < size; c++) rows[r * size + c] = k === undefined ? NaN : block.codes[k * size + c];
      }
      return rows;
    },
    decode(rows) {
      checkFlatRows("encoding.decode", rows, size);
      const values = new Float64Array(rows.length / size);
      for (let r = 0; r < values.length; r++)
        values[r] = rows[r * size] === rows[r * size] ? levels[nearestLevel(block, rows, r * size)] : NaN;
      return values;
    },
    logScale(values) {
      checkFlatRows("encoding.logScale", values, 1);
      return new Float64Array(values.length);
    },
  };
}

function unknownLevel(value: number, count: number, row: number): LangevinError {
  return new LangevinError(
    "invalid-data",
    `encoding.encode: expected one of the ${count} levels of its training rows, got ${value} in row ${row}`,
  );
}
