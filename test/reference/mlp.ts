import type { Activation, Parameterization } from "../../src/engine/index.ts";
import { ACTIVATIONS } from "./activation.ts";
import * as dense from "./dense.ts";
import { type FeatureConfig, featureCount, features, featuresBackward } from "./features.ts";
import { uniform } from "./normal.ts";
import { PARAMETERIZATIONS } from "./parameterization.ts";
import { PURPOSE, stepKey, threefry2x32 } from "./threefry.ts";

export interface MlpConfig extends FeatureConfig {
  /** Widths of the hidden layers. */
  hidden: readonly number[];
  activation: Activation;
  residual: boolean;
  parameterization: Parameterization;
}

/** W (I, O) and bias (O) of one layer; also their gradients. */
export interface LayerParameters {
  w: Float64Array;
  bias: Float64Array;
}

export interface MlpCache {
  noised: ArrayLike<number>;
  sigma: ArrayLike<number>;
  /** inputs[l] (B, I_l): what layer l multiplies; inputs[0] are the features. */
  inputs: Float64Array[];
  /** preActivations[l] (B, O_l), hidden layers only. */
  preActivations: Float64Array[];
  /** The last layer's F (B, D). */
  output: Float64Array;
  /** ẑ = cNoisy·x̃ + cOut·F (B, D). */
  predictedNoise: Float64Array;
}

export interface MlpGradients {
  /** dW and dBias of each layer. */
  layers: LayerParameters[];
  /** Gradient with respect to F (B, D). */
  dOutput: Float64Array;
  /** Gradient with respect to the features (B, I_0). */
  dFeatures: Float64Array;
  /** Gradient with respect to x̃ (B, D), through the network and through cNoisy·x̃. */
  dNoised: Float64Array;
}

/** The network of docs/internals/notation.md in plain loops; `layers` holds its parameters, zero until someone fills them. */
export class ReferenceMlp {
  readonly config: MlpConfig;
  readonly widths: readonly number[];
  readonly layers: LayerParameters[];

  constructor(config: MlpConfig) {
    this.config = config;
    this.widths = [featureCount(config), ...config.hidden, config.dim];
    this.layers = Array.from({ length: this.widths.length - 1 }, (_, l) => ({
      w: new Float64Array(this.widths[l] * this.widths[l + 1]),
      bias: new Float64Array(this.widths[l + 1]),
    }));
  }

  /** Hidden weights uniform on ±√(3/fanIn), W_l[i,o] from word o mod 2 at counter (i, ⌊o/2⌋); all else zero. */
  initialize(seed: number): void {
    for (const layer of this.layers) {
      layer.w.fill(0);
      layer.bias.fill(0);
    }
    for (let l = 0; l < this.config.hidden.length; l++) {
      const key = stepKey(seed, PURPOSE.initialWeights, l);
      const outputs = this.widths[l + 1];
      const bound = Math.sqrt(3 / this.widths[l]);
      for (let i = 0; i < this.widths[l]; i++) {
        for (let o = 0; o < outputs; o++) {
          this.layers[l].w[i * outputs + o] = bound * (2 * uniform(threefry2x32(key, [i, o >> 1])[o & 1]) - 1);
        }
      }
    }
  }

  /** ẑ (B, D) of rows x̃ (B, D) at noise levels σ (B), given their labels or conditions if any, with everything `backward` needs. */
  forward(
    noised: ArrayLike<number>,
    sigma: ArrayLike<number>,
    labels?: ArrayLike<number>,
    conditions?: ArrayLike<number>,
  ): MlpCache {
    const { dim, hidden, activation, parameterization } = this.config;
    const { value } = ACTIVATIONS[activation];
    const inputs = [features(noised, sigma, this.config, labels, conditions)];
    const preActivations: Float64Array[] = [];
    for (let l = 0; l < hidden.length; l++) {
      const a = this.product(l, inputs[l], sigma.length);
      const h = a.map(value);
      if (this.isResidual(l)) for (let k = 0; k < h.length; k++) h[k] += inputs[l][k];
      preActivations.push(a);
      inputs.push(h);
    }
    const output = this.product(hidden.length, inputs[hidden.length], sigma.length);
    const predictedNoise = output.map((F, k) => {
      const { cNoisy, cOut } = PARAMETERIZATIONS[parameterization](sigma[Math.floor(k / dim)]);
      return cNoisy * noised[k] + cOut * F;
    });
    return { noised, sigma, inputs, preActivations, output, predictedNoise };
  }

  /** Gradients of a scalar whose gradient with respect to ẑ is dPredictedNoise (B, D). */
  backward(cache: MlpCache, dPredictedNoise: ArrayLike<number>): MlpGradients {
    const { dim, hidden, activation, parameterization } = this.config;
    const { noised, sigma, inputs, preActivations } = cache;
    const { derivative } = ACTIVATIONS[activation];
    const rows = sigma.length;
    const factors = Array.from(sigma, (s) => PARAMETERIZATIONS[parameterization](s));
    const dOutput = Float64Array.from(dPredictedNoise, (g, k) => factors[Math.floor(k / dim)].cOut * g);

    const layers: LayerParameters[] = [];
    let dY: Float64Array = dOutput;
    for (let l = hidden.length; ; l--) {
      const shape = { rows, inputs: this.widths[l], outputs: this.widths[l + 1] };
      const dPre = l < hidden.length ? dY.map((g, k) => g * derivative(preActivations[l][k])) : dY;
      layers[l] = { w: dense.weightGradient(inputs[l], dPre, shape), bias: dense.biasGradient(dPre, shape) };
      const dX = dense.inputGradient(dPre, this.layers[l].w, shape);
      if (this.isResidual(l)) for (let k = 0; k < dX.length; k++) dX[k] += dY[k];
      dY = dX;
      if (l === 0) break;
    }

    const dNoised = featuresBackward(noised, sigma, dY, this.config);
    for (let k = 0; k < dNoised.length; k++) dNoised[k] += factors[Math.floor(k / dim)].cNoisy * dPredictedNoise[k];
    return { layers, dOutput, dFeatures: dY, dNoised };
  }

  private product(l: number, x: Float64Array, rows: number): Float64Array {
    const shape = { rows, inputs: this.widths[l], outputs: this.widths[l + 1] };
    return dense.forward(x, this.layers[l].w, this.layers[l].bias, shape);
  }

  private isResidual(l: number): boolean {
    const { residual, hidden } = this.config;
    return residual && l > 0 && l < hidden.length && this.widths[l] === this.widths[l + 1];
  }
}
