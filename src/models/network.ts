import type { ChosenSigmas } from "../noise/auto/chosen-sigmas.ts";
import { rangeOfLadder, type SigmaRange } from "../noise/sigma-range.ts";
import {
  type Activation,
  activations,
  checkEngine,
  type Engine,
  featureCount,
  type LayerParameters,
  Mlp,
  type NetworkShape,
  type Parameterization,
  parameterizations,
  type Prediction,
  uniformRows,
} from "../engine/index.ts";
import type { Complete } from "../support/options.ts";
import { checkInteger, checkNumber, checkOneOf, checkPositive, invalid } from "../support/errors.ts";
import { toLabels, type Labels } from "../data/labels.ts";
import type { ScoreModel } from "./score-model.ts";
import { checkSeed, foldKey, purposes, streamKey } from "../numerics/random.ts";
import type { Encoding } from "../data/encoding.ts";
import { identityEncoding } from "../data/encodings/identity.ts";
import type { Training } from "./network-state.ts";

export interface NetworkOptions {
  /** D, columns of a row: 1…4096. */
  dim: number;
  /** Widths of the hidden layers, each 1…8192; default three of 128. */
  hidden?: readonly number[] | undefined;
  /** Default "silu". */
  activation?: Activation | undefined;
  /** Whether hidden layers of equal width add their input to their output; default true. */
  residual?: boolean | undefined;
  /** Sines and cosines of ln σ, a multiple of 4; default 8. */
  sigmaFrequencies?: number | undefined;
  /** Sines and cosines of each coordinate; default 8 up to 3 columns, where they decide over sharp detail, else 0. */
  coordinateFrequencies?: number | undefined;
  /**
   * The highest of those, in radians per standard deviation; default 8. Higher resolves finer detail (about
   * 2/maxCoordinateFrequency deviations) and needs more rows and steps.
   */
  maxCoordinateFrequency?: number | undefined;
  /** What the last layer's output stands for; default "edm". */
  parameterization?: Parameterization | undefined;
  /** Labels 0…classes−1 that rows may be given; default 0, no labels. At most 4096. */
  classes?: number | undefined;
  /** Of the initial weights; default 0. */
  seed?: number | undefined;
}

/**
 * A network that predicts the noise in noised rows: ẑ(x̃, σ) = −σ·score(x̃, σ). docs/internals/notation.md has every formula.
 *
 * Its predictions are those of the averaged weights (EMA); a network that was never trained predicts the score of
 * N(0, I) under "edm".
 */
export class ScoreNetwork implements ScoreModel {
  /** @internal */
  readonly mlp: Mlp;
  readonly options: Readonly<Complete<NetworkOptions>>;
  /** How the rows it was trained on are encoded, by default standardized; as they are before. Predictions are of encoded rows. */
  encoding: Encoding;
  /** What `train` with sigmas "auto" chose, and why; undefined after training on a ladder of the caller's. */
  autoSigmas: ChosenSigmas | undefined;
  /** What the last or current training left: needed to resume it. @internal */
  training: Training | undefined;

  /** @internal Use {@link createScoreNetwork}. */
  constructor(engine: Engine, options: Complete<NetworkOptions>) {
    this.options = options;
    this.mlp = new Mlp(engine, options satisfies NetworkShape);
    this.encoding = identityEncoding(options.dim);
  }

  get dim(): number {
    return this.options.dim;
  }

  /** What samplers with sigmas "auto" go by: what was chosen, or the ends of the ladder it was trained on. */
  get sigmaRange(): SigmaRange | undefined {
    return this.autoSigmas?.sigmaRange ?? (this.training && rangeOfLadder(this.training.settings.sigmas));
  }

  get engine(): Engine {
    return this.mlp.engine;
  }

  /** Labels that rows may be given: 0…classes−1. */
  get classes(): number {
    return this.options.classes;
  }

  get parameterCount(): number {
    return this.mlp.layers.reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);
  }

  get disposed(): boolean {
    return this.mlp.disposed;
  }

  /**
   * ∇ log p_σ at each standardized row: (rows, dim) → (rows, dim), = −ẑ/σ. With `labels`, one for all rows or one each
   * (−1: none), ∇ log p_σ(x | label).
   */
  score(x: ArrayLike<number>, sigma: number, labels?: Labels): Float32Array {
    return this.predict("score", x, sigma, labels);
  }

  /** ẑ, the noise in each standardized row, in units of σ. */
  predictNoise(x: ArrayLike<number>, sigma: number, labels?: Labels): Float32Array {
    return this.predict("noise", x, sigma, labels);
  }

  /** x̃ − σ·ẑ = x̃ + σ²·score, the mean of the clean rows given each noised one (Tweedie). */
  denoise(x: ArrayLike<number>, sigma: number, labels?: Labels): Float32Array {
    return this.predict("denoised", x, sigma, labels);
  }

  /** The averaged weights, or the ones training changes, layer by layer; `weight` is (inputs, outputs) row-major. */
  parameters(which: "average" | "current" = "average"): LayerParameters[] {
    checkOneOf("network.parameters", "which", which, ["average", "current"]);
    this.mlp.check("network.parameters");
    return this.mlp.weights(which);
  }

  /** Releases the network's memory; using it afterwards is an error of code "disposed". */
  dispose(): void {
    this.training?.trainer?.dispose();
    this.training = undefined;
    this.mlp.dispose();
  }

  private predict(kind: Prediction, x: ArrayLike<number>, sigma: number, labels: Labels | undefined): Float32Array {
    const where = `network.${kind === "noise" ? "predictNoise" : kind === "denoised" ? "denoise" : kind}`;
    this.mlp.check(where);
    checkPositive(where, "sigma", sigma);
    if (typeof x?.length !== "number" || x.length % this.dim !== 0)
      throw invalid(where, `x of a multiple of dim ${this.dim} numbers`, x?.length ?? x);
    const each = labels === undefined ? undefined : toLabels(where, labels, x.length / this.dim, this.classes);
    return this.mlp.predict(x, sigma, kind, each);
  }
}

/**
 * A network with random weights, uniform on ±√(3/inputs); the output layer starts at zero.
 *
 * @throws LangevinError "invalid-argument", "out-of-memory", "disposed"
 */
export function createScoreNetwork(engine: Engine, options: NetworkOptions): ScoreNetwork {
  const checked = checkNetworkOptions("createScoreNetwork", options);
  checkEngine("createScoreNetwork", engine);
  const network = new ScoreNetwork(engine, checked);
  const { mlp } = network;
  mlp.setWeights("current", initialLayers(network));
  mlp.copyToAverage();
  return network;
}

/** Every option filled in and in range. */
export function checkNetworkOptions(where: string, options: NetworkOptions): Complete<NetworkOptions> {
  if (typeof options !== "object" || options === null) throw invalid(where, "an options object", options);
  const dim = checkInteger(where, "dim", options.dim, 1, 4096);
  const {
    hidden = [128, 128, 128],
    activation = "silu",
    residual = true,
    sigmaFrequencies = 8,
    coordinateFrequencies = dim <= 3 ? 8 : 0,
    maxCoordinateFrequency = 8,
    parameterization = "edm",
    classes = 0,
    seed = 0,
  } = options;
  if (!Array.isArray(hidden) || hidden.length === 0 || hidden.length > 64)
    throw invalid(where, "hidden an array of 1 to 64 widths", hidden);
  hidden.forEach((width, l) => checkInteger(where, `hidden[${l}]`, width, 1, 8192));
  checkOneOf(where, "activation", activation, activations);
  if (typeof residual !== "boolean") throw invalid(where, "residual true or false", residual);
  checkInteger(where, "sigmaFrequencies", sigmaFrequencies, 0, 256);
  if (sigmaFrequencies % 4 !== 0) throw invalid(where, "sigmaFrequencies a multiple of 4", sigmaFrequencies);
  checkInteger(where, "coordinateFrequencies", coordinateFrequencies, 0, 256);
  checkNumber(where, "maxCoordinateFrequency", maxCoordinateFrequency, 1, 10000);
  checkOneOf(where, "parameterization", parameterization, parameterizations);
  checkInteger(where, "classes", classes, 0, 4096);
  checkSeed(where, seed);
  const frequencies = { sigmaFrequencies, coordinateFrequencies, maxCoordinateFrequency };
  const shape = { dim, hidden: [...hidden], activation, residual, ...frequencies, parameterization, classes };
  const features = featureCount(shape);
  if (features > 65536) throw invalid(where, "at most 65536 input features", features);
  return { ...shape, seed };
}

/** Addresses as docs/internals/notation.md has them: word o mod 2 at counter (i, ⌊o/2⌋) of layer l's key. */
function initialLayers({ engine, mlp, options }: ScoreNetwork): LayerParameters[] {
  const stream = streamKey(options.seed, purposes.initialWeights);
  const last = mlp.layers.length - 1;
  return mlp.layers.map(({ inputs, outputs }, l) => {
    if (l === last) return { weight: new Float32Array(inputs * outputs), bias: new Float32Array(outputs) };
    const range = Math.sqrt(3 / inputs);
    const weight = uniformRows(engine, foldKey(stream, l, 0), inputs, outputs);
    for (let i = 0; i < weight.length; i++) weight[i] = range * (2 * weight[i] - 1);
    return { weight, bias: new Float32Array(outputs) };
  });
}
