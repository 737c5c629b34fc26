import { checkTables, meanPresent, rowsIn, type TableColumn } from "./column.ts";

/** How near missing cells come to the real ones. */
export interface MissingSimilarity {
  /** The mean over columns of 1 − |difference of the shares of missing cells|. */
  score: number;
  /**
   * The mean over pairs of columns that both have gaps, in either table, of 1 − ½ Σ |p − q| over the four cells "missing or not" of
   * the two: whether cells are missing together as in the real table. NaN where there is no such pair.
   */
  together: number;
  /** One for each column. */
  columns: number[];
}

/**
 * How near missing cells come to the real ones, by column ("Missing Value Similarity" of SDMetrics) and together.
 *
 * @throws LangevinError "invalid-data" for tables whose columns or rows do not fit, "invalid-argument" for what is no table
 *
 * @example
 * ```ts
 * import { missingSimilarity } from "langevin/metrics";
 *
 * const real = [{ kind: "number" as const, values: [1, NaN, 3, 4] }];
 * console.log(missingSimilarity(real, [{ kind: "number", values: [1, 2] }]).score); // 0.75
 * ```
 */
export function missingSimilarity(real: readonly TableColumn[], synthetic: readonly TableColumn[]): MissingSimilarity {
  checkTables("missingSimilarity", { real, synthetic });
  const gaps = real.map(({ values }, c) => [gapsOf(values), gapsOf(synthetic[c].values)] as const);
  const sizes = [rowsIn(real), rowsIn(synthetic)] as const;
  const columns = gaps.map(([r, s]) => 1 - Math.abs(r.count / sizes[0] - s.count / sizes[1]));
  const withGaps = gaps.filter((both) => both.some(({ count }) => count > 0));
  const pairs: number[] = [];
  withGaps.forEach((first, a) => {
    for (const second of withGaps.slice(a + 1)) {
      const [r, s] = [0, 1].map((side) => cells(first[side], second[side], sizes[side]));
      pairs.push(1 - r.reduce((sum, share, k) => sum + Math.abs(share - s[k]), 0) / 2);
    }
  });
  return { score: meanPresent(columns), together: meanPresent(pairs), columns };
}

interface Gaps {
  /** One bit for each row, 32 in a word. */
  flags: Int32Array;
  count: number;
}

function gapsOf(values: ArrayLike<number>): Gaps {
  const flags = new Int32Array(Math.ceil(values.length / 32));
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) flags[i >> 5] |= 1 << (i & 31);
  return { flags, count: flags.reduce((sum, word) => sum + bitsIn(word), 0) };
}

/** Shares of rows in which both are missing, the first, the second, and neither. */
function cells(a: Gaps, b: Gaps, rows: number): number[] {
  let both = 0;
  for (let k = 0; k < a.flags.length; k++) both += bitsIn(a.flags[k] & b.flags[k]);
  return [both, a.count - both, b.count - both, rows - a.count - b.count + both].map((count) => count / rows);
}

/** How many bits of a word are set: sums of 2, 4 and 8 bits side by side, then of the four bytes. */
function bitsIn(word: number): number {
  const twos = word - ((word >>> 1) & 0x55555555);
  const fours = (twos & 0x33333333) + ((twos >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
