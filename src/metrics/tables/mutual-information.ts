import { log } from "../../numerics/math.ts";
import { checkTables, type TableColumn } from "./column.ts";
import { binEdges, cut, levelsOf, pairLevels, shares } from "./levels.ts";

/** H = −Σ p log p in nats */
export function entropy(probabilities: Iterable<number>): number {
  let sum = 0;
  for (const p of probabilities) if (p > 0) sum -= p * log(p);
  return sum;
}

/** I(a; b)/√(H(a) H(b)) of two columns of levels; 0 where one is constant. */
export function normalizedMutualInformation(a: Int32Array, b: Int32Array): number {
  return normalized(entropyOf(a), entropyOf(b), entropyOf(pairLevels(a, b)));
}

function entropyOf(levels: ArrayLike<number>): number {
  return entropy(shares(levels).values());
}

function normalized(ofA: number, ofB: number, ofBoth: number): number {
  const size = Math.sqrt(ofA * ofB);
  return size > 0 ? Math.max(0, ofA + ofB - ofBoth) / size : 0;
}

/**
 * 1 − Σ w e/Σ w over pairs of columns, with e = |NMI_real − NMI_synthetic| and w = NMI_real + NMI_synthetic: dependent pairs
 * count most. Numbers are cut into ten bins of equal width of the real table's range. (TabPC, 2026, arXiv:2603.23016.)
 *
 * @returns 0…1; NaN where no pair depends on each other in either table
 */
export function weightedMutualInformation(real: readonly TableColumn[], synthetic: readonly TableColumn[]): number {
  checkTables("weightedMutualInformation", real, synthetic);
  const levels = (columns: readonly TableColumn[]): Int32Array[] =>
    columns.map(({ kind, values }, c) =>
      kind === "category" ? levelsOf(values) : cut(values, binEdges(real[c].values)),
    );
  const sides = [levels(real), levels(synthetic)].map((table) => ({ table, entropies: table.map(entropyOf) }));
  let errors = 0;
  let weights = 0;
  for (let a = 0; a < real.length; a++)
    for (let b = a + 1; b < real.length; b++) {
      const [r, s] = sides.map(({ table, entropies }) =>
        normalized(entropies[a], entropies[b], entropyOf(pairLevels(table[a], table[b]))),
      );
      errors += (r + s) * Math.abs(r - s);
      weights += r + s;
    }
  return 1 - errors / weights;
}
