import { toTable, type Rows } from "../../data/rows.ts";
import { exponentOf, scaleBy } from "../../numerics/math.ts";
import { invalid } from "../../support/errors.ts";
import { integer, type Spec } from "../../support/options.ts";
import { dimOption } from "../sets.ts";

/** Options of every diagnostic of chains. */
export interface ChainsOptions {
  /** Chains that the states come from, all of the same length, one after another. @default 1 */
  chains?: number | undefined;
  /** Numbers in a state; needed for a flat array. @default the length of nested rows */
  dim?: number | undefined;
}

export const chainsSpec = {
  chains: integer(1, 0x7fffffff, { default: 1 }),
  dim: dimOption,
} satisfies Spec<ChainsOptions>;

/** Fewest states of a chain: halves of two have a variance. */
const FEWEST = 4;

/** One column's draws, an array for each chain, divided by 2^exponent so that no square is beyond f64. */
export interface Column {
  readonly chains: readonly Float64Array[];
  readonly exponent: number;
}

/**
 * The columns of (chains, kept, dim) states.
 *
 * @throws LangevinError "invalid-data"; "invalid-argument" for states that are not the same number for each chain, or too few
 */
export function columnsOf(
  where: string,
  states: Rows,
  { chains, dim: given }: { chains: number; dim: number | undefined },
): Column[] {
  const { values, count, dim } = toTable(where, "states", states, given);
  const kept = count / chains;
  if (!Number.isInteger(kept)) throw invalid(where, `states of a multiple of chains ${chains}`, count);
  if (kept < FEWEST) throw invalid(where, `at least ${FEWEST} states of each chain`, kept);
  return Array.from({ length: dim }, (_, column) =>
    scaled(
      Array.from({ length: chains }, (_, chain) =>
        Float64Array.from({ length: kept }, (_, t) => values[(chain * kept + t) * dim + column]),
      ),
    ),
  );
}

function scaled(chains: readonly Float64Array[]): Column {
  let largest = 0;
  for (const chain of chains) for (const value of chain) largest = Math.max(largest, Math.abs(value));
  const size = largest === 0 ? 0 : exponentOf(largest);
  if (Math.abs(size) < 400) return { chains, exponent: 0 };
  return { chains: chains.map((chain) => chain.map((value) => scaleBy(value, -size))), exponent: size };
}

/** Both halves of each chain; the middle one of an odd number of states is in neither. */
export function halves(chains: readonly Float64Array[]): Float64Array[] {
  return chains.flatMap((chain) => {
    const half = Math.floor(chain.length / 2);
    return [chain.subarray(0, half), chain.subarray(chain.length - half)];
  });
}

/** All draws of all chains, in rising order. */
export function sorted(chains: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(chains.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chain of chains) {
    all.set(chain, at);
    at += chain.length;
  }
  return all.sort();
}

/** The value below which a share p of sorted numbers is, linear between neighbors. */
export function quantile(values: Float64Array, p: number): number {
  const place = p * (values.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, values.length - 1);
  return values[below] + (place - below) * (values[above] - values[below]);
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

/** Σ(x − x̄)²/(n − 1). */
export function variance(values: ArrayLike<number>): number {
  const center = mean(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] - center) * (values[i] - center);
  return sum / (values.length - 1);
}
