import { drawPlaces, metricsKey } from "../../numerics/draws.ts";
import { exp, log } from "../../numerics/math.ts";
import { foldKey, uniformAt } from "../../numerics/random.ts";
import { sigmoid } from "../tables/booster/objective.ts";

/** Rows of numbers with a class each. */
export interface LabeledRows {
  /** (rows, dim) row-major */
  values: Float64Array;
  dim: number;
  /** 0 or 1 for each row */
  targets: Uint8Array;
}

/** One layer: x·W + b, W (inputs, outputs) row-major, b behind it. */
interface Layer {
  inputs: number;
  outputs: number;
  weights: Float64Array;
  gradient: Float64Array;
  /** Means of the gradient and of its square: Adam's. */
  first: Float64Array;
  second: Float64Array;
  /** What came out for the last row, and the loss's derivative by it. */
  out: Float64Array;
  delta: Float64Array;
}

const BATCH = 200;
const RATE = 1e-3;
const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];
const PENALTY = 1e-4;
/** Training ends when the loss has not fallen by this much … */
const TOLERANCE = 1e-4;
/** … for more epochs than these, or after so many. */
const [PATIENCE, MOST_EPOCHS] = [10, 1000];

/** Epochs that a training takes, about. */
export const USUAL_EPOCHS = 60;

/** Hidden units of each of the two layers. */
export function hiddenOf(dim: number): number {
  return 10 * dim;
}

/**
 * The classifier of published C2ST tables (Lueckmann et al. 2021, arXiv:2101.04653): two hidden layers of 10·dim ReLUs, log loss
 * with an L2 penalty of 1e-4, Adam at 1e-3 in batches of 200, until the loss of the training rows has not fallen by 1e-4 for
 * more than 10 epochs: scikit-learn's `MLPClassifier`. Weights start uniform within ±√(6/(inputs + outputs)).
 *
 * @param which  number of the training: each has random numbers of its own
 */
export class Perceptron {
  readonly #layers: readonly Layer[];
  #steps = 0;
  #decay1 = 1;
  #decay2 = 1;

  constructor({ values, dim, targets }: LabeledRows, seed: number, which: number) {
    const key = metricsKey(seed, "perceptron", which);
    const widths = [dim, hiddenOf(dim), hiddenOf(dim), 1];
    this.#layers = widths.slice(1).map((outputs, l) => newLayer(widths[l], outputs, foldKey(key, 0, l)));
    let [best, waited] = [Infinity, 0];
    for (let epoch = 1; epoch <= MOST_EPOCHS && waited <= PATIENCE; epoch++) {
      const order = drawPlaces(targets.length, targets.length, foldKey(key, 1, epoch));
      let loss = 0;
      for (let start = 0; start < order.length; start += BATCH) {
        const batch = order.subarray(start, start + BATCH);
        loss += this.#learn(values, targets, batch) * batch.length;
      }
      loss /= order.length;
      waited = loss > best - TOLERANCE ? waited + 1 : 0;
      best = Math.min(best, loss);
    }
  }

  /** The log-odds of class 1 of the row at an offset. */
  logOdds(values: Float64Array, at: number): number {
    let [from, start] = [values, at];
    const layers = this.#layers;
    layers.forEach((layer, l) => {
      forward(layer, from, start);
      if (l + 1 < layers.length) for (let o = 0; o < layer.outputs; o++) layer.out[o] = Math.max(0, layer.out[o]);
      [from, start] = [layer.out, 0];
    });
    return from[0];
  }

  /** One step of Adam; the mean loss of the batch before it. */
  #learn(values: Float64Array, targets: Uint8Array, batch: Uint32Array): number {
    const layers = this.#layers;
    const dim = layers[0].inputs;
    for (const { gradient } of layers) gradient.fill(0);
    let loss = 0;
    for (const row of batch) {
      const z = this.logOdds(values, row * dim);
      loss += log(1 + exp(-Math.abs(z))) + (z > 0 ? (1 - targets[row]) * z : -targets[row] * z);
      layers[layers.length - 1].delta[0] = sigmoid(z) - targets[row];
      for (let l = layers.length - 1; l >= 0; l--)
        if (l > 0) backward(layers[l], layers[l - 1].out, 0, layers[l - 1].delta);
        else backward(layers[0], values, row * dim, undefined);
    }
    this.#steps++;
    this.#decay1 *= BETA1;
    this.#decay2 *= BETA2;
    const rate = (RATE * Math.sqrt(1 - this.#decay2)) / (1 - this.#decay1);
    let penalty = 0;
    for (const layer of layers) penalty += adam(layer, rate, batch.length);
    return (loss + (PENALTY / 2) * penalty) / batch.length;
  }
}

function newLayer(inputs: number, outputs: number, key: Uint32Array): Layer {
  const count = (inputs + 1) * outputs;
  const bound = Math.sqrt(6 / (inputs + outputs));
  const zeros = (length: number): Float64Array => new Float64Array(length);
  return {
    inputs,
    outputs,
    weights: zeros(count).map((_, i) => bound * (2 * uniformAt(key, i, 0) - 1)),
    gradient: zeros(count),
    first: zeros(count),
    second: zeros(count),
    out: zeros(outputs),
    delta: zeros(outputs),
  };
}

/** out = b + Σᵢ xᵢ·W[i] */
function forward({ inputs, outputs, weights, out }: Layer, x: Float64Array, at: number): void {
  for (let o = 0, w = inputs * outputs; o < outputs; o++) out[o] = weights[w + o];
  for (let i = 0; i < inputs; i++) {
    const value = x[at + i];
    if (value === 0) continue; // a ReLU at rest
    for (let o = 0, w = i * outputs; o < outputs; o++) out[o] += value * weights[w + o];
  }
}

/** Adds a row's gradient, from `delta`; writes the derivative by its inputs, ReLUs of which those at rest have none. */
function backward(layer: Layer, x: Float64Array, at: number, before: Float64Array | undefined): void {
  const { inputs, outputs, weights, gradient, delta } = layer;
  for (let i = 0; i < inputs; i++) {
    const value = x[at + i];
    let sum = 0;
    if (value !== 0)
      for (let o = 0, w = i * outputs; o < outputs; o++) {
        gradient[w + o] += value * delta[o];
        sum += weights[w + o] * delta[o];
      }
    if (before) before[i] = sum;
  }
  for (let o = 0, w = inputs * outputs; o < outputs; o++) gradient[w + o] += delta[o];
}

/** One step for each weight (Kingma & Ba 2015); Σ W² before it. */
function adam({ inputs, outputs, weights, gradient, first, second }: Layer, rate: number, rows: number): number {
  let squares = 0;
  for (let i = 0; i < weights.length; i++) {
    const isWeight = i < inputs * outputs;
    if (isWeight) squares += weights[i] * weights[i];
    const g = (gradient[i] + (isWeight ? PENALTY * weights[i] : 0)) / rows;
    first[i] = BETA1 * first[i] + (1 - BETA1) * g;
    second[i] = BETA2 * second[i] + (1 - BETA2) * g * g;
    weights[i] -= (rate * first[i]) / (Math.sqrt(second[i]) + EPSILON);
  }
  return squares;
}
