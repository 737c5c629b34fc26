import { createEngine, Particles } from "../../engine/index.ts";
import { invalid } from "../../support/errors.ts";
import { networkOf } from "../../models/conditioning/network-of.ts";
import { momentsOf } from "../../models/moments.ts";
import type { ScoreModel } from "../../models/score-model.ts";
import { checkTolerance, integrate } from "../../density/ode/dormand-prince.ts";
import { flowField } from "../../density/ode/field.ts";
import { toTable } from "../../data/rows.ts";
import type { Encoding } from "../../data/encoding.ts";
import { identityEncoding } from "../../data/encodings/identity.ts";
import { givenSigmas, sigmaRangeOf, type Sigmas } from "../../noise/auto/sampler-sigmas.ts";
import { noiseStart } from "../chain/moves.ts";
import { checkBoolean, checkModel, checkSamplerOptions, type SamplerOptions } from "../chain/options.ts";
import { SamplingRun, type SamplingProgress } from "../chain/sampling-run.ts";

export interface DormandPrinceOptions extends SamplerOptions {
  /** Of one step's error, relative to the spread √(variance + σ²) of a column; default 1e-4, at least 1e-8. */
  tolerance?: number | undefined;
  /** Whether a last step goes from σ_min to 0, where it is the noiseless x + σ_min²·score(x, σ_min); default true. */
  denoise?: boolean | undefined;
}

/** What is sampled, from where to where. */
interface Path {
  model: ScoreModel;
  encoding: Encoding;
  sigmaMax: number;
  sigmaMin: number;
  tolerance: number;
  denoise: boolean;
}

/**
 * The probability-flow ODE dx/dσ = −σ·score(x, σ) from N(mean, diag(variance) + σ_max²) to σ_min by Dormand & Prince's method of
 * order 5 in ln σ (Song et al. 2021, arXiv:2011.13456, section 4.3), then `x + σ_min²·score(x, σ_min)`. Every row takes as
 * many steps of its own as the tolerance asks for: 6 scores each, some 50 to 150 in all.
 *
 * @param sigmas  σ_max first, σ_min last, in the model's units; what is between them does not matter. Or "auto"
 * @returns (count, dim) row-major in the user's units; row k depends on (model, σ_max, σ_min, tolerance, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming σ and rows; "disposed"
 */
export function dormandPrinceOde(model: ScoreModel, sigmas: Sigmas, options: DormandPrinceOptions): SamplingRun {
  const where = "dormandPrinceOde";
  checkModel(where, model);
  checkSamplerOptions(where, options, model);
  const { denoise = true } = options;
  const tolerance = checkTolerance(where, options.tolerance ?? 1e-4);
  checkBoolean(where, "denoise", denoise);
  const { sigmaMax, sigmaMin } = sigmas === "auto" ? sigmaRangeOf(where, model) : endsOf(where, sigmas);
  const encoding = model.encoding ?? identityEncoding(model.dim);
  const path = { model, encoding, sigmaMax, sigmaMin, tolerance, denoise };
  return new SamplingRun(descend(where, path, options));
}

function endsOf(where: string, sigmas: ArrayLike<number>): Pick<Path, "sigmaMax" | "sigmaMin"> {
  const ladder = givenSigmas(where, sigmas, undefined);
  if (ladder.length < 2) throw invalid(where, "at least 2 sigmas", sigmas);
  return { sigmaMax: ladder[0], sigmaMin: ladder[ladder.length - 1] };
}

async function* descend(
  where: string,
  path: Path,
  options: SamplerOptions,
): AsyncGenerator<SamplingProgress, Float64Array, void> {
  const { model, encoding, sigmaMax, sigmaMin, tolerance, denoise } = path;
  const { signal } = options;
  signal?.throwIfAborted();
  const x = await startRows(where, path, options);
  const field = flowField(where, model, "none");
  const current = (): Float64Array => encoding.decode(x);
  try {
    const ends = { from: sigmaMax, to: sigmaMin };
    const steps = integrate(where, field, x, { ...ends, tolerance, ...momentsOf(model), signal });
    for await (const { fraction, secondsLeft, sigma } of steps)
      yield { level: 0, levels: 1, sigma, fraction, secondsLeft, current };
    if (denoise) await denoiseAll(field, x, sigmaMin);
    return current();
  } finally {
    field.dispose();
  }
}

/** x ← x + σ²·score(x, σ), as many rows at a time as the field takes. */
async function denoiseAll(field: ReturnType<typeof flowField>, x: Float64Array, sigma: number): Promise<void> {
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
  { model, encoding, sigmaMax }: Path,
  { count, seed = 0, offset = 0, start, engine }: SamplerOptions,
): Promise<Float64Array> {
  const { dim } = model;
  if (start) return Float64Array.from(encoding.encode(toTable(where, "start", start, dim).values));
  const network = networkOf(model)?.network;
  const home = network?.engine ?? engine ?? (await createEngine({ threads: 1 }));
  const particles = new Particles(home, { dim, count, offset, seed });
  try {
    const { startMean, startStd } = noiseStart(model, sigmaMax);
    particles.start(startMean, startStd);
    return Float64Array.from(particles.rows());
  } finally {
    particles.dispose();
    if (!network && !engine) home.dispose();
  }
}
