import { langevinDynamics, type LangevinDynamicsOptions, type ScoreModel } from "../../src/index.ts";
import { mean, standardError } from "../quality/row.ts";
import type { CaseOptions } from "./cases.ts";
import { averaged, langevinRow, type LangevinRow } from "./row.ts";

const NAME = "chains";
const NORMAL: ScoreModel = { dim: 1, score: (x) => x.map((value) => -value) };
/** p in proportion to exp(−x⁴/4). */
const QUARTIC: ScoreModel = { dim: 1, score: (x) => x.map((value) => -value * value * value) };

/** Stationary ⟨x²⟩ and ⟨p²⟩ on N(0, 1), step 1 (h² or α). */
const MOMENTS = {
  baoab: [1, 0.75],
  obabo: [4 / 3, 1],
  aboba: [1, 4 / 3],
  gjf: [1, 0.75],
  "leimkuhler-matthews": [1],
  "euler-maruyama": [4 / 3],
} as const;

/** 2Φ(−ℓ³/8) at ℓ = 1, 1.65 and 2, the limit of many dimensions. */
const ACCEPTANCE = [
  [1, 0.9005],
  [1.65, 0.5744],
  [2, 0.3173],
] as const;

/** langevinDynamics beside the laws that its integrators are known to have. */
export async function* chains({ quick }: CaseOptions): AsyncGenerator<LangevinRow, void, void> {
  const run = { chains: quick ? 1000 : 30_000, steps: quick ? 500 : 2000, burnIn: 100 };
  yield* momentsOnNormal(run);
  yield* quartic(run);
  yield* acceptance(quick ? 100 : 1000);
}

interface Run {
  chains: number;
  steps: number;
  burnIn: number;
}

async function* momentsOnNormal(run: Run): AsyncGenerator<LangevinRow, void, void> {
  for (const [integrator, [square, kinetic]] of Object.entries(MOMENTS)) {
    const momenta = kinetic === undefined ? {} : { friction: 1 };
    const options = { integrator: integrator as keyof typeof MOMENTS, stepSize: 1, ...momenta, ...run };
    const { powers, temperature } = await chainMeans(NORMAL, options, [2]);
    const of = (what: string): string => `langevinDynamics, ${integrator}: error of ${what} on N(0, 1), step 1`;
    const about = { evaluations: run.burnIn + run.steps, floor: 0, wanted: 1e-3 };
    yield averaged(NAME, of("⟨x²⟩"), powers[0].map((value) => value - square), about); // prettier-ignore
    if (kinetic !== undefined) yield averaged(NAME, of("⟨p²⟩"), temperature!.map((value) => value - kinetic), about); // prettier-ignore
  }
}

async function* quartic(run: Run): AsyncGenerator<LangevinRow, void, void> {
  const options = { metropolis: true, stepSize: 1, start: [0.5], ...run };
  const { powers } = await chainMeans(QUARTIC, options, [2, 4]);
  const about = { evaluations: 2 * (run.burnIn + run.steps), floor: 0, wanted: 1e-3 };
  for (const [k, known] of [0.675978, 1].entries()) {
    const metric = `langevinDynamics, metropolis: error of ⟨x${"²⁴"[k]}⟩ on exp(−x⁴/4), from the score alone`;
    yield averaged(NAME, metric, powers[k].map((value) => value - known), about); // prettier-ignore
  }
}

async function* acceptance(count: number): AsyncGenerator<LangevinRow, void, void> {
  const dim = 1000;
  for (const [l, known] of ACCEPTANCE) {
    const stepSize = l * l * Math.cbrt(1 / dim);
    const options = { metropolis: true, stepSize, chains: count, steps: 40, burnIn: 0, keep: false, seed: 1 };
    const { acceptance: shares } = await langevinDynamics({ ...NORMAL, dim }, options);
    const metric = `langevinDynamics, metropolis: acceptance less 2Φ(−ℓ³/8), N(0, I) in ${dim} dimensions, ℓ = ${l}`;
    const error = standardError(shares!);
    yield langevinRow(NAME, metric, mean(shares!) - known, { evaluations: 80, error, floor: 0, wanted: 0.01 });
  }
}

/** Means of each chain's states' powers, and its kinetic temperature. */
async function chainMeans(
  model: ScoreModel,
  options: Omit<LangevinDynamicsOptions, keyof Run> & Run,
  exponents: readonly number[],
) {
  const { chains: count, steps } = options;
  const sums = exponents.map(() => new Float64Array(count));
  const run = langevinDynamics(model, { ...options, keep: false, seed: 1 });
  for await (const { state } of run)
    exponents.forEach((exponent, k) => {
      for (let chain = 0; chain < count; chain++) sums[k][chain] += state[chain] ** exponent / steps;
    });
  const { kineticTemperature } = await run;
  return {
    powers: sums.map((sum) => Array.from(sum)),
    temperature: kineticTemperature && Array.from(kineticTemperature),
  };
}
