import { log } from "../../numerics/math.ts";
import { checkWork } from "../../support/limits.ts";
import { checkTables, rowsIn, type TableColumn } from "./column.ts";
import { groupRows, visitCells } from "./contingency.ts";
import { binnedCodes, countsOf } from "./levels.ts";
import { pairSteps } from "./trend.ts";

/**
 * 1 − Σ w e/Σ w over pairs of columns, with e = |NMI_real − NMI_synthetic| and w = NMI_real + NMI_synthetic: dependent pairs
 * count most. NMI = I/√(H·H') is the mutual information of a pair over the geometric mean of the two entropies, 0 where a
 * column is constant. Numbers are cut into ten bins of equal width of the real table's range. (TabPC, 2026, arXiv:2603.23016.)
 *
 * @returns 0…1; NaN where no pair depends on each other in either table. Takes about as many steps as there are pairs times
 *   rows, of which 2³⁵ are allowed
 * @throws LangevinError "invalid-data" for tables whose columns or rows do not fit, "invalid-argument" for more steps
 *
 * @example
 * ```ts
 * import { weightedMutualInformation } from "langevin/metrics";
 *
 * const column = (values: number[]) => ({ kind: "category" as const, values });
 * const real = [column([0, 0, 1, 1]), column([0, 0, 1, 1])];
 * console.log(weightedMutualInformation(real, real)); // 1
 * console.log(weightedMutualInformation(real, [column([0, 0, 1, 1]), column([0, 1, 0, 1])])); // 0
 * ```
 */
export function weightedMutualInformation(real: readonly TableColumn[], synthetic: readonly TableColumn[]): number {
  const where = "weightedMutualInformation";
  checkTables(where, { real, synthetic });
  checkWork(where, pairSteps(real, synthetic), "take fewer rows");
  const coded = real.map((column, c) => binnedCodes(column, synthetic[c]));
  const [n, m] = [rowsIn(real), rowsIn(synthetic)];
  const terms = entropyTerms(Math.max(n, m));
  const entropies = coded.map((codes) => ({
    real: entropyOf(countsOf(codes.real, codes.count), terms, n),
    synthetic: entropyOf(countsOf(codes.synthetic, codes.count), terms, m),
  }));
  let [errors, weights] = [0, 0];
  for (let a = 0; a < real.length; a++) {
    const groups = groupRows(coded[a]);
    for (let b = a + 1; b < real.length; b++) {
      let [ofReal, ofSynthetic] = [0, 0];
      visitCells(groups, coded[b], (_a, _b, rowsOfReal, rowsOfSynthetic) => {
        ofReal += terms[rowsOfReal];
        ofSynthetic += terms[rowsOfSynthetic];
      });
      const r = normalized(entropies[a].real, entropies[b].real, log(n) - ofReal / n);
      const s = normalized(entropies[a].synthetic, entropies[b].synthetic, log(m) - ofSynthetic / m);
      errors += (r + s) * Math.abs(r - s);
      weights += r + s;
    }
  }
  return 1 - errors / weights;
}

/** k·log k for k = 0…count */
function entropyTerms(count: number): Float64Array {
  return Float64Array.from({ length: count + 1 }, (_, k) => (k > 0 ? k * log(k) : 0));
}

/** H = log n − Σ k log k/n in nats, of counts k */
function entropyOf(counts: Int32Array, terms: Float64Array, n: number): number {
  let sum = 0;
  for (const count of counts) sum += terms[count];
  return log(n) - sum / n;
}

/** Mutual information at rounding error is none. */
const LEAST_INFORMATION = 1e-12;

function normalized(ofFirst: number, ofSecond: number, ofBoth: number): number {
  const information = ofFirst + ofSecond - ofBoth;
  return information > LEAST_INFORMATION ? information / Math.sqrt(ofFirst * ofSecond) : 0;
}
