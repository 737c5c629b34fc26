import type { ChosenSigmas } from "../noise/auto/chosen-sigmas.ts";
import { rangeOfLadder, type SigmaRange } from "../noise/sigma-range.ts";
import {
  checkEngine,
  type Engine,
  type LayerParameters,
  layerShapes,
  Mlp,
  type NetworkShape,
  type Precision,
  type Prediction,
} from "../engine/index.ts";
import type { Coupled } from "../recipe/objective.ts";
import type { Complete } from "../support/options.ts";
import { isInstance } from "../support/readable.ts";
import { checkOneOf, checkPositive, invalid } from "../support/errors.ts";
import { checkNumbers } from "./check.ts";
import { eachLabel, toLabels, type Labels } from "../data/labels.ts";
import type { ScoreModel } from "./score-model.ts";
import { purposes, streamKey } from "../numerics/random.ts";
import type { Encoding } from "../data/encoding.ts";
import { identityEncoding } from "../data/encodings/identity.ts";
import { finiteResults, withinF32 } from "./exact/results.ts";
import { checkParameters } from "./given-parameters.ts";
import { checkScoreNetworkOptions, type NetworkOptions, type ScoreNetworkOptions } from "./network-options.ts";
import type { Training } from "./network-state.ts";

/** What a prediction is given beside rows and σ. */
interface Given {
  labels?: Labels | undefined;
  conditionTable?: Float32Array | undefined;
  known?: Float32Array | undefined;
  precision?: Precision | undefined;
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
  /** Every option it was made with, defaults filled in. */
  readonly options: Readonly<Complete<NetworkOptions>>;
  /** How the rows it was trained on are encoded, by default standardized; as they are before. Predictions are of encoded rows. */
  encoding: Encoding;
  /** How its conditions are standardized, with a mean and deviation of their own; as they are before training. Undefined without. */
  conditionEncoding: Encoding | undefined;
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
    this.conditionEncoding = options.conditions > 0 ? identityEncoding(options.conditions) : undefined;
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

  /** Numbers that rows may be conditioned on. */
  get conditions(): number {
    return this.options.conditions;
  }

  /** Number of weights and biases. */
  get parameterCount(): number {
    return this.mlp.layers.reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);
  }

  /** Whether it predicts anything but the initial weights' score of N(0, I). @internal */
  get trained(): boolean {
    return !this.mlp.outputIsZero;
  }

  /**
   * What rows and noises were paired by in its training, where it was not by chance: then ẑ is the velocity of an ODE, and −ẑ/σ no
   * score. After `reflow` one evaluation of that ODE is enough.
   */
  get coupled(): Coupled | undefined {
    const coupling = this.training?.settings.coupling;
    return coupling === "independent" ? undefined : coupling;
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

  /** One of the three, given labels (or which of a table's conditions), known values, or neither; messages name `where`. @internal */
  predict(
    where: string,
    kind: Prediction,
    x: ArrayLike<number>,
    sigma: number,
    { labels, conditionTable, known, precision }: Given = {},
  ): Float32Array {
    this.mlp.check(where);
    checkPositive(where, "sigma", sigma);
    checkNumbers(where, x, this.dim);
    const rows = x.length / this.dim;
    const each = labels === undefined ? undefined : conditionTable ? eachLabel(labels, rows) : toLabels(where, labels, rows, this.classes); // prettier-ignore
    return finiteResults(
      where,
      `${kind} ${withinF32}`,
      this.mlp.predict(x, sigma, kind, { labels: each, conditionTable, known, precision }),
      this.dim,
    );
  }

  /** One line for `console.log`. @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    const { dim, hidden, activation, parameterization, classes, conditions } = this.options;
    const labels = classes > 0 ? `, ${classes} classes` : conditions > 0 ? `, ${conditions} conditions` : "";
    const trained = this.training && `step ${this.training.step} of ${this.training.settings.steps}`;
    const state = this.disposed ? "disposed" : (trained ?? (this.trained ? "weights set" : "untrained"));
    return `ScoreNetwork(${dim} columns, ${hidden.join("×")} ${activation}, ${parameterization}${labels}, ${this.parameterCount} parameters, ${state})`;
  }
}

/**
 * A network with random weights, uniform on ±√(3/inputs), whose output layer starts at zero; or with the parameters you give.
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
export function createScoreNetwork(engine: Engine, options: ScoreNetworkOptions): ScoreNetwork {
  const where = "createScoreNetwork";
  const { shape, parameters } = checkScoreNetworkOptions(where, options);
  checkEngine(where, engine);
  const given = parameters && checkParameters(where, layerShapes(shape), parameters);
  const network = new ScoreNetwork(engine, shape);
  const { mlp } = network;
  if (given) mlp.setWeights("current", given);
  else mlp.drawWeights(streamKey(shape.seed, purposes.initialWeights));
  mlp.copyToAverage();
  return network;
}

/** A live network, not something that looks like one. */
export function checkNetwork(where: string, network: unknown): asserts network is ScoreNetwork {
  if (!isInstance(network, ScoreNetwork)) throw invalid(where, "a network made by createScoreNetwork", network);
  network.mlp.check(where);
}
