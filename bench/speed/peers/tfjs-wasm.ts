import { dirname } from "node:path";
import type * as tfjs from "@tensorflow/tfjs";
import { exampleRows } from "../../kit/cases.ts";
import * as model from "../cases.ts";
import { serve } from "../serve.ts";
import { installed, require } from "./installed.ts";
import { geometric, layerSizes } from "./model.ts";

// TensorFlow.js on its WebAssembly backend: fused dense layers, optimizer.minimize, tidy, production mode.

await serve(async ({ dim, hidden, batchSize, coordinateFrequencies }) => {
  const { tf, wasm } = await installed(async () => ({
    tf: require("@tensorflow/tfjs") as typeof tfjs,
    wasm: require("@tensorflow/tfjs-backend-wasm") as typeof import("@tensorflow/tfjs-backend-wasm"),
  }));
  wasm.setWasmPaths(dirname(require.resolve("@tensorflow/tfjs-backend-wasm")) + "/");
  tf.enableProdMode();
  if (!(await tf.setBackend("wasm"))) throw new Error("tf.setBackend found no wasm backend");
  await tf.ready();

  const layers = layerSizes({ dim, hidden, coordinateFrequencies }).map(({ inputs, outputs, last }) => ({
    weight: tf.variable(
      last ? tf.zeros([inputs, outputs]) : tf.randomUniform([inputs, outputs], -1, 1).mul(Math.sqrt(3 / inputs)),
    ) as tfjs.Variable<tfjs.Rank.R2>,
    bias: tf.variable(tf.zeros([outputs])) as tfjs.Variable<tfjs.Rank.R1>,
  }));
  const omega = tf.tensor1d(geometric(model.SIGMA_FREQUENCIES, 0.25, 4));
  const phi = tf.tensor2d(geometric(coordinateFrequencies, 1, model.MAX_FREQUENCY), [coordinateFrequencies, 1]);

  /** ẑ(x̃, σ), x̃ (B, D), σ (B, 1) or (1, 1). */
  function predictedNoise(noised: tfjs.Tensor2D, sigma: tfjs.Tensor2D): tfjs.Tensor2D {
    const total = tf.add(tf.square(sigma), 1);
    const root = tf.sqrt(total);
    const scaled = tf.div<tfjs.Tensor2D>(noised, root);
    const angles = tf.mul(tf.log(sigma), omega);
    const sigmaFeatures = tf.broadcastTo(tf.concat([tf.sin(angles), tf.cos(angles)], 1), [
      batchSize,
      2 * model.SIGMA_FREQUENCIES,
    ]);
    const features: tfjs.Tensor[] = [sigmaFeatures, scaled];
    if (coordinateFrequencies > 0) {
      const waves = tf.reshape(tf.mul(tf.expandDims(scaled, 1), phi), [batchSize, coordinateFrequencies * dim]);
      features.push(tf.sin(waves), tf.cos(waves));
    }
    let h = tf.concat(features, 1) as tfjs.Tensor2D;
    for (let l = 0; l + 1 < layers.length; l++) {
      const a = tf.fused.matMul({ a: h, b: layers[l].weight, bias: layers[l].bias });
      const activated = tf.mul<tfjs.Tensor2D>(a, tf.sigmoid(a));
      h = l > 0 ? tf.add(h, activated) : activated;
    }
    const { weight, bias } = layers[layers.length - 1];
    const F = tf.fused.matMul({ a: h, b: weight, bias });
    return tf.sub(tf.mul(tf.div(sigma, total), noised), tf.div(F, root));
  }

  const data = tf.tensor2d(exampleRows(model.DATA_ROWS, dim), [model.DATA_ROWS, dim]);
  const optimizer = tf.train.adam(model.LEARNING_RATE);
  const train = () =>
    tf.tidy(() => {
      const rows = tf.randomUniform([batchSize], 0, model.DATA_ROWS, "int32") as tfjs.Tensor1D;
      const x = tf.gather(data, rows);
      const logSigma = tf.randomNormal([batchSize, 1], model.LOG_SIGMA_MEAN, model.LOG_SIGMA_DEVIATION);
      const sigma = tf.exp(logSigma) as tfjs.Tensor2D;
      const z = tf.randomNormal([batchSize, dim]);
      const noised = tf.add<tfjs.Tensor2D>(x, tf.mul(sigma, z));
      const weight = tf.add(tf.square(sigma), 1);
      optimizer.minimize(() => tf.mean(tf.mul(weight, tf.square(tf.sub(predictedNoise(noised, sigma), z)))));
    });

  let x = tf.tensor2d(exampleRows(batchSize, dim), [batchSize, dim]);
  const sigma = tf.tensor2d([[model.SIGMA]]);
  const langevin = () => {
    const moved = tf.tidy(() => {
      const drift = tf.mul(predictedNoise(x, sigma), -model.ALPHA / (2 * model.SIGMA));
      const noise = tf.mul(tf.randomNormal([batchSize, dim]), Math.sqrt(model.ALPHA));
      return tf.add<tfjs.Tensor2D>(tf.add(x, drift), noise);
    });
    x.dispose();
    x = moved;
  };
  const simd = await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT");
  const threads = wasm.getThreadsCount === undefined || !(await tf.env().getAsync("WASM_HAS_MULTITHREAD_SUPPORT"));
  return {
    version: `@tensorflow/tfjs ${tf.version.tfjs}`,
    note: `wasm${simd ? ", SIMD" : ""}, ${threads ? "1 thread (it has no threads in Node)" : `${wasm.getThreadsCount()} threads`}`,
    runs: { train, langevin },
  };
});
