import { checkInteger, checkOneOf, checkPositive, invalid } from "../../../src/support/errors.ts";
import { activate, type Activation } from "./activation.ts";
import { addColumns, fillRows, multiplyAdd, padded, transpose } from "./dense.ts";
import { fillCoordinateFeatures, fillSigmaFeatures, frequencyLadder } from "./features.ts";
import { initialize, type Layer, layOut } from "./layers.ts";
import { adamW } from "./optimizer.ts";
import { fillNormals, PURPOSE, stepKey, threefry, words } from "./random.ts";

export interface BaselineOptions {
  /** Columns of a row. */
  dim: number;
  /** Widths of the hidden layers. */
  hidden?: readonly number[];
  activation?: Activation;
  residual?: boolean;
  sigmaFrequencies?: number;
  coordinateFrequencies?: number;
  /** Also the weighting of the loss. */
  parameterization?: "edm" | "noise";
  seed?: number;
}

export interface TrainStepOptions {
  /** The ladder σ is drawn from, a stratified draw a row. */
  sigmas: Float32Array | Float64Array;
  batchSize: number;
  learningRate: number;
  /** 1, 2, …: the address of the step's random numbers, and t of AdamW. */
  step: number;
}

/** Rows that go through the network together; 32 is a tenth slower, 128 no faster (README.md). */
const TILE = 64;

/**
 * The network, the training step and the Langevin step of docs/internals/notation.md in TypeScript alone: what the kernels are
 * measured against. Every buffer is made in the constructor; a step makes none.
 */
export class BaselineNetwork {
  readonly layers: readonly Layer[];
  readonly parameters: Float32Array;
  readonly ema: Float32Array;
  /** Gradient of the last `trainStep`, before clipping. */
  readonly gradient: Float32Array;

  private readonly dim: number;
  private readonly seed: number;
  private readonly activation: Activation;
  private readonly residual: boolean;
  private readonly edm: boolean;
  private readonly omega: Float64Array;
  private readonly phi: Float64Array;
  private readonly firstMoment: Float32Array;
  private readonly secondMoment: Float32Array;
  /** Wᵀ of every layer, for the backward pass. */
  private readonly transposed: Float32Array;
  /** inputs[l]: what layer l multiplies, a tile of rows; the last is F. */
  private readonly inputs: readonly Float32Array[];
  /** Pre-activations, then their derivatives, of the hidden layers. */
  private readonly derivatives: readonly Float32Array[];
  /** Gradient with respect to inputs[l]. */
  private readonly dInputs: readonly Float32Array[];
  private readonly sigma = new Float64Array(TILE);
  private readonly noised: Float32Array;
  private readonly noise: Float32Array;
  /** First layer's sum over the bias and the features of one shared σ. */
  private readonly sharedSums: Float32Array;

  constructor({
    dim,
    hidden = [128, 128, 128],
    activation = "silu",
    residual = true,
    sigmaFrequencies = 8,
    coordinateFrequencies = 8,
    parameterization = "edm",
    seed = 0,
  }: BaselineOptions) {
    const where = "BaselineNetwork";
    this.dim = checkInteger(where, "dim", dim, 1);
    this.seed = checkInteger(where, "seed", seed, 0, Number.MAX_SAFE_INTEGER);
    this.activation = checkOneOf(where, "activation", activation, ["silu", "tanh", "softplus"]);
    this.residual = residual;
    this.edm = checkOneOf(where, "parameterization", parameterization, ["edm", "noise"]) === "edm";
    this.omega = frequencyLadder(checkInteger(where, "sigmaFrequencies", sigmaFrequencies, 1), 0.25, 4);
    this.phi = frequencyLadder(checkInteger(where, "coordinateFrequencies", coordinateFrequencies, 0), 1, 8);
    for (const width of hidden) checkInteger(where, "hidden a list of widths, each", width, 1);

    const widths = [2 * sigmaFrequencies + dim * (1 + 2 * coordinateFrequencies), ...hidden, dim];
    const { layers, size } = layOut(widths);
    const tiles = (columns: readonly number[]) => columns.map((width) => new Float32Array(TILE * padded(width)));
    this.layers = layers;
    this.parameters = new Float32Array(size);
    this.ema = new Float32Array(size);
    this.gradient = new Float32Array(size);
    this.firstMoment = new Float32Array(size);
    this.secondMoment = new Float32Array(size);
    this.transposed = new Float32Array(size);
    this.inputs = tiles(widths);
    this.derivatives = tiles(hidden);
    this.dInputs = tiles(widths);
    this.noised = new Float32Array(TILE * dim);
    this.noise = new Float32Array(TILE * dim);
    this.sharedSums = new Float32Array(layers[0].paddedOutputs);
    initialize(this.parameters, layers, this.seed);
    this.ema.set(this.parameters);
  }

  /**
   * One step of denoising score matching with AdamW (clipping at norm 1, moving average .999) on a batch drawn from
   * `data` (rows, dim). Returns the batch's loss.
   */
  trainStep(data: Float32Array, rows: number, { sigmas, batchSize, learningRate, step }: TrainStepOptions): number {
    const where = "trainStep";
    checkInteger(where, "rows", rows, 1);
    checkInteger(where, "batchSize", batchSize, 1);
    checkInteger(where, "step", step, 1);
    if (data.length !== rows * this.dim) throw invalid(where, `data of rows·dim = ${rows * this.dim} numbers`, data);

    this.gradient.fill(0);
    for (const { paddedInputs, paddedOutputs, weightsAt } of this.layers) {
      transpose(this.transposed, weightsAt, this.parameters, weightsAt, paddedInputs, paddedOutputs);
    }
    let loss = 0;
    for (let first = 0; first < batchSize; first += TILE) {
      const tile = Math.min(TILE, batchSize - first);
      this.drawTile(data, rows, sigmas, batchSize, step, first, tile);
      this.fillFeatures(tile);
      this.forward(tile, this.parameters, 0);
      loss += this.lossTile(tile, batchSize);
      this.backward(tile);
    }
    adamW(this.parameters, this.gradient, this.firstMoment, this.secondMoment, this.ema, step, learningRate);
    return loss;
  }

  /**
   * x ← x + (α/2)·score(x, σ) + √α·z in place, x (rows, dim), with the score of the moving average of the weights;
   * row k's z depends on (seed, k, level, step) only.
   */
  langevinStep(x: Float32Array, rows: number, sigma: number, alpha: number, level: number, step: number): void {
    const where = "langevinStep";
    checkInteger(where, "rows", rows, 1);
    checkPositive(where, "sigma", sigma);
    checkPositive(where, "alpha", alpha);
    if (x.length !== rows * this.dim) throw invalid(where, `x of rows·dim = ${rows * this.dim} numbers`, x);

    const { dim, noised, noise } = this;
    const F = this.inputs[this.layers.length];
    const stride = padded(dim);
    const total = sigma * sigma + 1;
    const cNoisy = this.edm ? sigma / total : 0;
    const cOut = this.edm ? -1 / Math.sqrt(total) : 1;
    const toScore = -alpha / (2 * sigma);
    const toNoise = Math.sqrt(alpha);
    stepKey(this.seed, PURPOSE.steps, level, step);
    const k0 = words[0];
    const k1 = words[1];

    this.fillSharedSums(sigma);
    for (let first = 0; first < rows; first += TILE) {
      const tile = Math.min(TILE, rows - first);
      for (let k = 0; k < tile * dim; k++) noised[k] = x[first * dim + k];
      this.fillCoordinates(tile, sigma);
      this.forward(tile, this.ema, 2 * this.omega.length);
      fillNormals(noise, tile, dim, first, k0, k1);
      for (let row = 0, k = 0; row < tile; row++) {
        for (let d = 0; d < dim; d++, k++) {
          const predictedNoise = cNoisy * noised[k] + cOut * F[row * stride + d];
          x[first * dim + k] = noised[k] + toScore * predictedNoise + toNoise * noise[k];
        }
      }
    }
  }

  /** σ, z and x̃ = x + σ·z of the rows first … first + tile of a batch. */
  private drawTile(
    data: Float32Array,
    rows: number,
    sigmas: Float32Array | Float64Array,
    batchSize: number,
    step: number,
    first: number,
    tile: number,
  ): void {
    const { dim, noised, noise } = this;
    stepKey(this.seed, PURPOSE.batchNoise, step, 0);
    fillNormals(noise, tile, dim, first, words[0], words[1]);
    stepKey(this.seed, PURPOSE.batchRows, step, 0);
    const k0 = words[0];
    const k1 = words[1];
    for (let b = 0; b < tile; b++) {
      threefry(k0, k1, first + b, 0);
      const low = (words[0] & 0xffff) * rows;
      const row = Math.floor(((words[0] >>> 16) * rows + Math.floor(low / 65536)) / 65536);
      const quantile = (first + b + words[1] * 2 ** -32) / batchSize;
      const sigma = sigmas[Math.min(Math.floor(quantile * sigmas.length), sigmas.length - 1)];
      this.sigma[b] = sigma;
      for (let d = 0; d < dim; d++) noised[b * dim + d] = data[row * dim + d] + sigma * noise[b * dim + d];
    }
  }

  private fillFeatures(tile: number): void {
    const stride = this.layers[0].paddedInputs;
    for (let b = 0; b < tile; b++) fillSigmaFeatures(this.inputs[0], b * stride, this.sigma[b], this.omega);
    this.fillCoordinates(tile, 0);
  }

  /** The coordinates' features at one shared σ, or (shared = 0) at each row's own. */
  private fillCoordinates(tile: number, shared: number): void {
    const { dim, noised, phi, sigma } = this;
    const stride = this.layers[0].paddedInputs;
    for (let b = 0, at = 2 * this.omega.length; b < tile; b++, at += stride) {
      fillCoordinateFeatures(this.inputs[0], at, noised, b * dim, dim, shared || sigma[b], phi);
    }
  }

  private fillSharedSums(sigma: number): void {
    const { sharedSums, ema } = this;
    const { paddedOutputs, weightsAt, biasAt } = this.layers[0];
    const features = this.inputs[0];
    fillSigmaFeatures(features, 0, sigma, this.omega);
    fillRows(sharedSums, 1, paddedOutputs, ema, biasAt);
    for (let i = 0; i < 2 * this.omega.length; i++) {
      for (let o = 0; o < paddedOutputs; o++) sharedSums[o] += features[i] * ema[weightsAt + i * paddedOutputs + o];
    }
  }

  /** F of a tile whose features are filled; the first `shared` of them are in sharedSums. */
  private forward(tile: number, parameters: Float32Array, shared: number): void {
    const pairs = tile + (tile & 1);
    for (let l = 0; l < this.layers.length; l++) {
      const { inputs, outputs, paddedInputs, paddedOutputs, weightsAt, biasAt } = this.layers[l];
      const last = l + 1 === this.layers.length;
      const h = this.inputs[l];
      const a = last ? this.inputs[l + 1] : this.derivatives[l];
      const skipped = l === 0 ? shared : 0;
      if (skipped > 0) fillRows(a, pairs, paddedOutputs, this.sharedSums, 0);
      else fillRows(a, pairs, paddedOutputs, parameters, biasAt);
      const from = weightsAt + skipped * paddedOutputs;
      multiplyAdd(a, 0, h, skipped, paddedInputs, 1, parameters, from, pairs, paddedOutputs, inputs - skipped);
      if (!last) {
        const skip = this.isResidual(l) ? h : undefined;
        activate(this.activation, this.inputs[l + 1], a, skip, tile, outputs, paddedOutputs);
      }
    }
  }

  /** The tile's part of the batch's loss; leaves its gradient with respect to F. */
  private lossTile(tile: number, batchSize: number): number {
    const { dim, noised, noise, edm } = this;
    const stride = padded(dim);
    const F = this.inputs[this.layers.length];
    const dF = this.dInputs[this.layers.length];
    const count = batchSize * dim;
    let loss = 0;
    for (let b = 0; b < tile; b++) {
      const sigma = this.sigma[b];
      const total = sigma * sigma + 1;
      const cNoisy = edm ? sigma / total : 0;
      const cOut = edm ? -1 / Math.sqrt(total) : 1;
      const weight = edm ? total : 1;
      const toF = (2 * weight * cOut) / count;
      for (let d = 0; d < dim; d++) {
        const error = cNoisy * noised[b * dim + d] + cOut * F[b * stride + d] - noise[b * dim + d];
        loss += weight * error * error;
        dF[b * stride + d] = toF * error;
      }
    }
    return loss / count;
  }

  /** Adds the tile's gradients of W and bias to `gradient`. */
  private backward(tile: number): void {
    const { gradient, transposed } = this;
    const pairs = tile + (tile & 1);
    for (let l = this.layers.length - 1; l >= 0; l--) {
      const { paddedInputs, paddedOutputs, weightsAt, biasAt } = this.layers[l];
      const last = l + 1 === this.layers.length;
      const dY = this.dInputs[l + 1];
      const dA = last ? dY : this.derivatives[l];
      if (!last) for (let k = 0; k < tile * paddedOutputs; k++) dA[k] *= dY[k];
      addColumns(gradient, biasAt, dA, tile, paddedOutputs);
      multiplyAdd(gradient, weightsAt, this.inputs[l], 0, 1, paddedInputs, dA, 0, paddedInputs, paddedOutputs, tile);
      if (l > 0) {
        const dX = this.dInputs[l];
        if (this.isResidual(l)) dX.set(dY);
        else dX.fill(0);
        multiplyAdd(dX, 0, dA, 0, paddedOutputs, 1, transposed, weightsAt, pairs, paddedInputs, paddedOutputs);
      }
    }
  }

  private isResidual(l: number): boolean {
    const { inputs, outputs } = this.layers[l];
    return this.residual && l > 0 && l + 1 < this.layers.length && inputs === outputs;
  }
}
