import { readFileSync } from "node:fs";
import type { numpy } from "@jax-js/jax";
import { exampleRows } from "../../kit/cases.ts";
import * as model from "../cases.ts";
import { serve } from "../serve.ts";
import { installed, require } from "./installed.ts";
import { geometric, layerSizes } from "./model.ts";

// jax-js on WebAssembly: the whole step, optimizer and random numbers included, is one jitted function.

type Array = numpy.Array;
type Layer = { weight: Array; bias: Array };
type State = { layers: Layer[]; m: Layer[]; v: Layer[]; step: Array; key: Array };

const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

await serve(async ({ dim, hidden, batchSize, coordinateFrequencies }) => {
  const jax = await installed(() => import("@jax-js/jax"));
  const { numpy: np, nn, random, tree } = jax;
  await jax.init("wasm");
  jax.defaultDevice("wasm");

  const omega = geometric(model.SIGMA_FREQUENCIES, 0.25, 4);
  const phi = geometric(coordinateFrequencies, 1, model.MAX_FREQUENCY);

  /** ẑ(x̃, σ), x̃ (B, D), σ (B, 1) or (1, 1). */
  function predictedNoise(layers: Layer[], noised: Array, sigma: Array): Array {
    const total = np.square(sigma.ref).add(1);
    const root = np.sqrt(total.ref);
    const scaled = noised.ref.div(root.ref);
    const angles = np.log(sigma.ref).mul(np.array(omega));
    const waves = np.concatenate([np.sin(angles.ref), np.cos(angles)], 1);
    const features = [np.broadcastTo(waves, [batchSize, 2 * model.SIGMA_FREQUENCIES]), scaled.ref];
    if (coordinateFrequencies > 0) {
      const turns = scaled.reshape([batchSize, 1, dim]).mul(np.array(phi).reshape([coordinateFrequencies, 1]));
      const flat = turns.reshape([batchSize, coordinateFrequencies * dim]);
      features.push(np.sin(flat.ref), np.cos(flat));
    } else scaled.dispose();
    let h = np.concatenate(features, 1);
    layers.forEach(({ weight, bias }, l) => {
      const last = l === layers.length - 1;
      if (last || l === 0) {
        const a = np.matmul(h, weight).add(bias);
        h = last ? a : nn.silu(a);
      } else h = h.ref.add(nn.silu(np.matmul(h, weight).add(bias)));
    });
    return sigma.div(total).mul(noised).sub(h.div(root));
  }

  function loss(layers: Layer[], noised: Array, sigma: Array, z: Array): Array {
    const weight = np.square(sigma.ref).add(1);
    return np.mean(weight.mul(np.square(predictedNoise(layers, noised, sigma).sub(z))));
  }

  const trainStep = jax.jit(({ layers, m, v, step, key }: State, data: Array): [State, Array] => {
    const [nextKey, rowKey, sigmaKey, noiseKey] = np.unstack(random.split(key, 4)) as Array[];
    const rows = random.randint(rowKey, { minval: 0, maxval: model.DATA_ROWS, shape: [batchSize] });
    const x = np.take(data, rows, 0);
    const logSigma = random.normal(sigmaKey, [batchSize, 1]).mul(model.LOG_SIGMA_DEVIATION).add(model.LOG_SIGMA_MEAN);
    const sigma = np.exp(logSigma);
    const z = random.normal(noiseKey, [batchSize, dim]);
    const noised = x.add(sigma.ref.mul(z.ref));
    const [value, gradients] = jax.valueAndGrad(loss)(tree.ref(layers), noised, sigma, z) as [Array, Layer[]];
    const t = step.add(1);
    const correction1 = np.power(BETA1, t.ref).mul(-1).add(1);
    const correction2 = np.sqrt(np.power(BETA2, t.ref).mul(-1).add(1));
    const newM = tree.map(
      (a: Array, g: Array) => a.mul(BETA1).add(g.mul(1 - BETA1)),
      m,
      tree.ref(gradients),
    ) as Layer[];
    const newV = tree.map(
      (a: Array, g: Array) => a.mul(BETA2).add(np.square(g).mul(1 - BETA2)),
      v,
      gradients,
    ) as Layer[];
    const rate = np.reciprocal(correction1).mul(model.LEARNING_RATE);
    const newLayers = tree.map(
      (p: Array, a: Array, b: Array) => p.sub(rate.ref.mul(a).div(np.sqrt(b).div(correction2.ref).add(EPSILON))),
      layers,
      tree.ref(newM),
      tree.ref(newV),
    ) as Layer[];
    rate.dispose();
    correction2.dispose();
    return [{ layers: newLayers, m: newM, v: newV, step: t, key: nextKey }, value];
  });

  const langevinStep = jax.jit((layers: Layer[], x: Array, key: Array, sigma: Array): [Array, Array] => {
    const [nextKey, noiseKey] = np.unstack(random.split(key, 2)) as Array[];
    const drift = predictedNoise(layers, x.ref, sigma).mul(-model.ALPHA / (2 * model.SIGMA));
    const noise = random.normal(noiseKey, [batchSize, dim]).mul(Math.sqrt(model.ALPHA));
    return [x.add(drift).add(noise), nextKey];
  });

  const layers = layerSizes({ dim, hidden, coordinateFrequencies }).map(({ inputs, outputs, last }, l) => ({
    weight: last
      ? np.zeros([inputs, outputs])
      : random.uniform(random.key(l), [inputs, outputs], { minval: -1, maxval: 1 }).mul(Math.sqrt(3 / inputs)),
    bias: np.zeros([outputs]),
  }));
  const zeros = () => tree.map((p: Array) => np.zeros(p.shape), layers) as Layer[];
  let state: State = { layers: tree.ref(layers), m: zeros(), v: zeros(), step: np.array(0), key: random.key(0) };
  const data = np.array(new Float32Array(exampleRows(model.DATA_ROWS, dim))).reshape([model.DATA_ROWS, dim]);
  let x = np.array(new Float32Array(exampleRows(batchSize, dim))).reshape([batchSize, dim]);
  let key = random.key(1);
  const sigma = np.array([[model.SIGMA]]);
  const { version } = JSON.parse(
    readFileSync(require.resolve("@jax-js/jax").replace(/dist.*/, "package.json"), "utf8"),
  );
  return {
    version: `@jax-js/jax ${version}`,
    note: "wasm, jit, 1 thread (it has no threads in Node)",
    runs: {
      train: async () => {
        const [next, value] = trainStep(state, data.ref) as unknown as [State, Array];
        state = next;
        await value.blockUntilReady();
        value.dispose();
      },
      langevin: async () => {
        [x, key] = langevinStep(tree.ref(layers), x, key, sigma.ref) as unknown as [Array, Array];
        await x.blockUntilReady();
      },
    },
  };
});
