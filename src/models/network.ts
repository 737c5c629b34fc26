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
import {
  boolean,
  integer,
  number,
  oneOf,
  option,
  readOptions,
  seed,
  type Complete,
  type Spec,
} from "../support/options.ts";
import { isInstance, isReadable } from "../support/readable.ts";
import { checkInteger, checkOneOf, checkPositive, invalid } from "../support/errors.ts";
import { checkNumbers } from "./check.ts";
import { plainColumns, readCategoryBlocks, type CategoryBlock } from "../data/category-block.ts";
import { toLabels, type Labels } from "../data/labels.ts";
import type { ScoreModel } from "./score-model.ts";
import { foldKey, purposes, streamKey } from "../numerics/random.ts";
import type { Encoding } from "../data/encoding.ts";
import { identityEncoding } from "../data/encodings/identity.ts";
import { finiteResults, withinF32 } from "./exact/results.ts";
import type { Training } from "./network-state.ts";

/** Options of {@link createScoreNetwork}: the network's shape. */
export interface NetworkOptions {
  /** D, columns of a row: 1…4096. */
  dim: number;
  /**
   * Widths of the hidden layers, each 1…8192. Rows of few factors in many columns need layers as wide as the columns, or
   * `parameterization: "denoised"`; docs/decisions/0009-wide-tables.md.
   *
   * @default [128, 128, 128] up to 64 columns, else [256, 256, 256]
   */
  hidden?: readonly number[] | undefined;
  /** The hidden layers' nonlinearity. @default "silu" */
  activation?: Activation | undefined;
  /** Whether hidden layers of equal width add their input to their output. @default true */
  residual?: boolean | undefined;
  /** Sines and cosines of ln σ, a multiple of 4. @default 8 */
  sigmaFrequencies?: number | undefined;
  /**
   * Sines and cosines of each coordinate. They decide over sharp detail, such as columns of a few different values: wider
   * tables of those need 4 too.
   *
   * @default 8 up to 3 columns, 4 up to 64, else 0
   */
  coordinateFrequencies?: number | undefined;
  /**
   * The highest of those, in radians per standard deviation. Higher resolves finer detail (about
   * 2/maxCoordinateFrequency deviations) and needs more rows and steps.
   *
   * @default 8
   */
  maxCoordinateFrequency?: number | undefined;
  /** What the last layer's output stands for. @default "edm" */
  parameterization?: Parameterization | undefined;
  /** Labels 0…classes−1 that rows may be given; 0: no labels. At most 4096. @default 0 */
  classes?: number | undefined;
  /**
   * Blocks of columns that hold categories, at the end of a row and in this order. Of each the network predicts the chance
   * of every level, p = softmax(ln π + (x̃·v − ‖v‖²/2)/σ² + F), and denoises to Σ p·v; trained by cross-entropy. Untrained, it is
   * exact for independent columns.
   *
   * @default none
   */
  categories?: readonly CategoryBlock[] | undefined;
  /** Seed of the initial weights. @default 0 */
  seed?: number | undefined;
}

/** Columns up to which coordinate features are worth their cost, and narrow layers wide enough. */
const USUAL_COLUMNS = 64;

function usualCoordinateFrequencies(dim: number): number {
  if (dim <= 3) return 8;
  return dim <= USUAL_COLUMNS ? 4 : 0;
}

function usualHidden(dim: number): readonly number[] {
  const width = dim <= USUAL_COLUMNS ? 128 : 256;
  return [width, width, width];
}

const widths = option((where, name, value): readonly number[] => {
  if (!isReadable(value) || !Array.isArray(value) || value.length === 0 || value.length > 64)
    throw invalid(where, `${name} an array of 1 to 64 widths`, value);
  return Array.from(value, (width: unknown, l) => checkInteger(where, `${name}[${l}]`, width, 1, 8192));
});

const multipleOfFour = option(
  (where, name, value) => {
    const count = checkInteger(where, name, value, 0, 256);
    if (count % 4 !== 0) throw invalid(where, `${name} a multiple of 4`, count);
    return count;
  },
  { default: 8 },
);

export const networkOptions = {
  dim: integer(1, 4096, { required: true }),
  hidden: widths,
  activation: oneOf(activations, { default: "silu" }),
  residual: boolean({ default: true }),
  sigmaFrequencies: multipleOfFour,
  coordinateFrequencies: integer(0, 256),
  maxCoordinateFrequency: number(1, 10_000, { default: 8 }),
  parameterization: oneOf(parameterizations, { default: "edm" }),
  classes: integer(0, 4096, { default: 0 }),
  categories: option(readCategoryBlocks, { default: [] as CategoryBlock[] }),
  seed: seed({ default: 0 }),
} satisfies Spec<NetworkOptions>;

/**
 * A network that predicts the noise in noised rows: ẑ(x̃, σ) = −σ·score(x̃, σ). docs/internals/notation.md has every formula.
 *
 * Its predictions are those of the averaged weights (EMA); a network that was never trained predicts the score of
 * N(0, I) under "edm".
 */
export class ScoreNetwork implements ScoreModel {
  /** @internal */
  readonly mlp: Mlp;
  /** Every option it was made with, defaults filled in. */
  readonly options: Readonly<Complete<NetworkOptions>>;
  /** How the rows it was trained on are encoded, by default standardized; as they are before. Predictions are of encoded rows. */
  encoding: Encoding;
  /** What `train` with sigmas "auto" chose, and why; undefined after training on a ladder that was given. */
  autoSigmas: ChosenSigmas | undefined;
  /**
   * Texts of your own that go into its file and come back with it, such as the columns' names; none at first. Keep other
   * values as JSON: `network.notes = { columns: JSON.stringify(["x", "y"]) }`.
   */
  notes: Readonly<Record<string, string>> = {};
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

  /** The range that samplers with sigmas "auto" use: what was chosen, or the ends of the ladder it was trained on. */
  get sigmaRange(): SigmaRange | undefined {
    return this.autoSigmas?.sigmaRange ?? (this.training && rangeOfLadder(this.training.settings.sigmas));
  }

  /** The engine whose memory it lives in. */
  get engine(): Engine {
    return this.mlp.engine;
  }

  /** Labels that rows may be given: 0…classes−1. */
  get classes(): number {
    return this.options.classes;
  }

  /** Number of weights and biases. */
  get parameterCount(): number {
    return this.mlp.layers.reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);
  }

  /** Whether it predicts anything but the initial weights' score of N(0, I). @internal */
  get trained(): boolean {
    return !this.mlp.outputIsZero;
  }

  /** Whether its noise prediction is the velocity of an ODE and no score: trained with optimal-transport coupling. @internal */
  get velocityOnly(): boolean {
    return this.training?.settings.coupling === "optimal-transport";
  }

  /** Whether `dispose()` was called. */
  get disposed(): boolean {
    return this.mlp.disposed;
  }

  /**
   * ∇ log p_σ at each encoded row: (rows, dim) → (rows, dim), = −ẑ/σ. Of rows given labels: `withLabels(network, …)`.
   *
   * @throws LangevinError "invalid-argument", "disposed"
   */
  score(x: ArrayLike<number>, sigma: number): Float32Array {
    return this.predict("network.score", "score", x, sigma);
  }

  /** ẑ, the noise in each encoded row, in units of σ. Throws as {@link score}. */
  predictNoise(x: ArrayLike<number>, sigma: number): Float32Array {
    return this.predict("network.predictNoise", "noise", x, sigma);
  }

  /** x̃ − σ·ẑ = x̃ + σ²·score, the mean of the clean rows given each noised one (Tweedie). Throws as {@link score}. */
  denoise(x: ArrayLike<number>, sigma: number): Float32Array {
    return this.predict("network.denoise", "denoised", x, sigma);
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

  /** One of the three, with labels or without; messages name `where`. @internal */
  predict(where: string, kind: Prediction, x: ArrayLike<number>, sigma: number, labels?: Labels): Float32Array {
    this.mlp.check(where);
    checkPositive(where, "sigma", sigma);
    checkNumbers(where, x, this.dim);
    const each = labels === undefined ? undefined : toLabels(where, labels, x.length / this.dim, this.classes);
    return finiteResults(where, `${kind} ${withinF32}`, this.mlp.predict(x, sigma, kind, each), this.dim);
  }

  /** One line for `console.log`. @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    const { dim, hidden, activation, parameterization, classes } = this.options;
    const labels = classes > 0 ? `, ${classes} classes` : "";
    const trained = this.training && `step ${this.training.step} of ${this.training.settings.steps}`;
    const state = this.disposed ? "disposed" : (trained ?? (this.trained ? "weights set" : "untrained"));
    return `ScoreNetwork(${dim} columns, ${hidden.join("×")} ${activation}, ${parameterization}${labels}, ${this.parameterCount} parameters, ${state})`;
  }
}

/**
 * A network with random weights, uniform on ±√(3/inputs); the output layer starts at zero.
 *
 * @throws LangevinError "invalid-argument", "out-of-memory", "disposed"
 *
 * @example
 * ```ts
 * import { createEngine, createScoreNetwork } from "langevin";
 *
 * const engine = await createEngine();
 * const network = createScoreNetwork(engine, { dim: 3, hidden: [64, 64], seed: 1 });
 * console.log(network.parameterCount);
 * engine.dispose();
 * ```
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

/** A live network, not something that looks like one. */
export function checkNetwork(where: string, network: unknown): asserts network is ScoreNetwork {
  if (!isInstance(network, ScoreNetwork)) throw invalid(where, "a network made by createScoreNetwork", network);
  network.mlp.check(where);
}

/** Every option filled in and in range. */
export function checkNetworkOptions(where: string, options: NetworkOptions): Complete<NetworkOptions> {
  const settled = readOptions(where, options, networkOptions);
  const { dim, hidden = usualHidden(dim) } = settled;
  const plain = plainColumns(settled);
  if (plain < 0) throw invalid(where, `categories of at most dim = ${dim} columns`, dim - plain);
  const { coordinateFrequencies = usualCoordinateFrequencies(plain) } = settled;
  const shape = { ...settled, hidden, coordinateFrequencies };
  const features = featureCount(shape);
  if (features > 65536) throw invalid(where, "at most 65536 input features", features);
  return shape;
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
