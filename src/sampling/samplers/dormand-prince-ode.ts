import { createEngine, Particles } from "../../engine/index.ts";
import { decodeRows, encodeRows } from "../../data/encoding.ts";
import { toTable } from "../../data/rows.ts";
import { integrate } from "../../density/ode/dormand-prince.ts";
import type { Evaluator } from "../../models/evaluator/evaluator.ts";
import { flowField } from "../../models/evaluator/field.ts";
import type { FlowField } from "../../models/evaluator/flow-field.ts";
import { startLaws } from "../../models/evaluator/start-laws.ts";
import { givenSigmas, sigmaRangeOf, type Sigmas } from "../../noise/auto/sampler-sigmas.ts";
import { invalid, LangevinError } from "../../support/errors.ts";
import { number, type Settled, type Spec } from "../../support/options.ts";
import type { RunOptions, SamplerOptions } from "../chain/options.ts";
import { denoiseOption, makeSampler, type Sampler } from "../chain/sampler.ts";
import type { SamplingProgress } from "../chain/sampling-run.ts";

export interface DormandPrinceOptions extends SamplerOptions {
  /** Bound on one step's error, relative to the spread √(variance + σ²) of a column; at least 1e-8. @default 1e-4 */
  tolerance?: number | undefined;
  /** Whether a last step goes from σ_min to 0, where it is the noiseless x + σ_min²·score(x, σ_min). @default true */
  denoise?: boolean | undefined;
}

const options = {
  tolerance: number(1e-8, 0.1, { default: 1e-4 }),
  denoise: denoiseOption,
} satisfies Spec<Omit<DormandPrinceOptions, keyof SamplerOptions>>;

/**
 * The probability-flow ODE dx/dσ = −σ·score(x, σ) from N(mean, diag(variance) + σ_max²) to σ_min by Dormand & Prince's method of
 * order 5 in ln σ (Song et al. 2021, arXiv:2011.13456, section 4.3), then `x + σ_min²·score(x, σ_min)`. Every row takes as
 * many steps of its own as the tolerance asks for: 6 scores each, some 50 to 150 in all.
 *
 * @param sigmas  σ_max first, σ_min last, in the model's units; what is between them does not matter. Or "auto"
 * @returns (count, dim) row-major in the user's units; row k depends on (model, σ_max, σ_min, tolerance, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming σ and rows; "disposed"
 *
 * @example
 * ```ts
 * import { dormandPrinceOde, gaussian, karrasSigmas } from "langevin";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * const rows = await dormandPrinceOde(model, karrasSigmas({ sigmaMax: 5, sigmaMin: 0.05, count: 20 }), { count: 100, seed: 1 });
 * console.log(rows.length);
 * ```
 */
export const dormandPrinceOde: Sampler<DormandPrinceOptions> = makeSampler({
  name: "dormandPrinceOde",
  family: "ODE",
  summary: "the probability-flow ODE by Dormand & Prince's method, each row with steps of its own",
  evaluations: undefined,
  levels: "ends",
  options,
  begin(where, evaluator, sigmas: Sigmas, settled) {
    if (evaluator.precision !== "f32") {
      const expected = "a model in f32, as its control of errors would take the steps of 16-bit integers for some";
      throw invalid(where, expected, evaluator.model);
    }
    const ends = sigmas === "auto" ? sigmaRangeOf(where, evaluator) : endsOf(where, sigmas);
    return integrateDown(where, evaluator, ends, settled);
  },
});

interface Ends {
  sigmaMax: number;
  sigmaMin: number;
}

function endsOf(where: string, sigmas: ArrayLike<number>): Ends {
  const ladder = givenSigmas(where, sigmas, undefined);
  if (ladder.length < 2) throw invalid(where, "at least 2 sigmas", sigmas);
  return { sigmaMax: ladder[0], sigmaMin: ladder[ladder.length - 1] };
}

async function* integrateDown(
  where: string,
  evaluator: Evaluator,
  { sigmaMax, sigmaMin }: Ends,
  settled: Settled<typeof options> & RunOptions,
): AsyncGenerator<SamplingProgress, Float64Array, void> {
  const { encoding, mean, variance } = evaluator;
  const { tolerance, denoise, offset, signal } = settled;
  const rowAt = (k: number): number => offset + k;
  signal?.throwIfAborted();
  const x = await startRows(where, evaluator, sigmaMax, settled);
  const field = flowField(where, evaluator, "none");
  const current = (): Float64Array => decodeRows(where, encoding, x);
  try {
    const path = { from: sigmaMax, to: sigmaMin, tolerance, mean, variance, rowAt, signal };
    for await (const { fraction, secondsLeft, sigma } of integrate(where, field, x, path))
      yield { level: 0, levels: 1, sigma, fraction, secondsLeft, current };
    if (denoise) await denoiseAll(field, x, sigmaMin);
    refuseNonFinite(where, x, evaluator.dim, rowAt);
    return current();
  } finally {
    field.dispose();
  }
}

function refuseNonFinite(where: string, x: Float64Array, dim: number, rowAt: (k: number) => number): void {
  const bad = x.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new LangevinError(
      "diverged",
      `${where}: expected finite particles, got row ${rowAt(Math.floor(bad / dim))} not finite after the final denoising`,
    );
}

/** x ← x + σ²·score(x, σ), as many rows at a time as the field takes. */
async function denoiseAll(field: FlowField, x: Float64Array, sigma: number): Promise<void> {
  const { dim } = field;
  for (let first = 0; first < x.length; first += field.capacity * dim) {
    const rows = x.subarray(first, first + field.capacity * dim);
    const count = rows.length / dim;
    const velocity = new Float64Array(rows.length);
    await field.evaluate({
      count,
      x: rows,
      sigmas: new Float64Array(count).fill(sigma),
      rows: Uint32Array.from({ length: count }, (_, k) => first / dim + k),
      velocity,
      divergence: new Float64Array(count),
    });
    velocity.forEach((v, k) => (rows[k] -= v));
  }
}

/** The caller's rows, or every sampler's noise; (count, dim) in the model's units. */
async function startRows(
  where: string,
  evaluator: Evaluator,
  sigmaMax: number,
  { count, seed, offset, start, signal, engine }: RunOptions,
): Promise<Float64Array> {
  const { dim, encoding } = evaluator;
  if (start) return Float64Array.from(encodeRows(where, "start", encoding, toTable(where, "start", start, dim)));
  const home = evaluator.engine ?? engine ?? (await createEngine({ threads: 1 }));
  const particles = new Particles(home, { dim, count, offset, seed });
  try {
    particles.start(await startLaws(where, evaluator, sigmaMax, signal));
    return Float64Array.from(particles.rows());
  } finally {
    particles.dispose();
    if (!evaluator.engine && !engine) home.dispose();
  }
}
