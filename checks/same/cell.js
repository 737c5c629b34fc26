// One cell of the matrix: what engine × arithmetic × threads compute, as hashes. Plain JavaScript that Node, Deno, Bun and
// browsers run as it is; it takes the built library as a URL and nothing else.

/** Three networks that between them have every activation, both parameterizations and weightings, with and without residuals. */
const sizes = {
  "1-D 17×2": {
    network: { dim: 1, hidden: [17, 17], activation: "tanh", seed: 1 },
    // 641 rows: enough work that threads share it, and 20 tiles of 32 and one row
    settings: { batchSize: 641, seed: 2, weighting: "edm" },
  },
  "2-D 64×3": {
    network: { dim: 2, hidden: [64, 64, 64], activation: "silu", seed: 3 },
    settings: { batchSize: 128, seed: 4, weighting: "edm", weightDecay: 0.01 },
  },
  "5-D 128×2": {
    network: {
      ...{ dim: 5, hidden: [128, 128], activation: "softplus", residual: false, coordinateFrequencies: 0 },
      ...{ sigmaFrequencies: 4, parameterization: "noise", seed: 5 },
    },
    settings: { batchSize: 100, seed: 6, weighting: "noise" },
  },
};

const STEPS = 500;
const INTERRUPTED_AT = 137;
const SAMPLES = 1000;
/** Cuts of the particles, none on a multiple of 32; which of them a cell makes depends on its threads. */
const CUTS = [[1, 333], [500], [31, 33, 65, 999], [250, 251]];

/**
 * @param {object} cell
 * @param {string} cell.library URL of the built library
 * @param {"strict" | "fused"} cell.arithmetic
 * @param {number} cell.threads asked for
 * @param {number} [cell.expectedThreads] 1 where memory cannot be shared or workers cannot start
 * @param {number} [cell.seedShift] added to the training seeds, for a check that the hashes notice
 * @returns {Promise<{ hashes?: Record<string, Record<string, string>>, blockRows?: number, unsupported?: string, millis: number }>}
 */
export async function runCell({ library, arithmetic, threads, expectedThreads = threads, seedShift = 0 }) {
  const began = performance.now();
  const api = await import(library);
  const { quantize } = await import(library.replace("index.js", "int16.js"));
  const sigmas = api.geometricSigmas({ sigmaMax: 6, sigmaMin: 0.05, count: 8 });
  const start = () => startEngine(api, { arithmetic, threads, expectedThreads });
  /** @type {Record<string, Record<string, string>>} */
  const hashes = {};
  let engine;
  try {
    engine = await start();
  } catch (error) {
    if (error?.code === "unsupported") return { unsupported: error.message, millis: performance.now() - began };
    throw error;
  }
  for (const [size, { network: options, settings }] of Object.entries(sizes)) {
    const data = points(options.dim);
    const training = { ...settings, learningRate: 2e-3, seed: settings.seed + seedShift, sigmas, steps: STEPS };
    const sampling = { stepsPerSigma: 12, seed: 7 };

    const whole = api.createScoreNetwork(engine, { maxCoordinateFrequency: 24, ...options });
    const wholeLosses = await train(api, whole, data, training, STEPS);
    const samples = await api.annealedLangevin(whole, sigmas, { ...sampling, count: SAMPLES });

    const cuts = [0, ...CUTS[(threads - 1) % CUTS.length], SAMPLES];
    const inParts = async (model) => {
      const parts = [];
      for (let i = cuts.length - 2; i >= 0; i--)
        parts.unshift(
          await api.annealedLangevin(model, sigmas, { ...sampling, offset: cuts[i], count: cuts[i + 1] - cuts[i] }),
        );
      return parts;
    };
    const parts = await inParts(whole);
    const quantized = await quantize(whole);
    const integerSamples = await api.annealedLangevin(quantized, sigmas, { ...sampling, count: SAMPLES });
    const integerParts = await inParts(quantized);

    const interrupted = api.createScoreNetwork(engine, { maxCoordinateFrequency: 24, ...options });
    const firstLosses = await train(api, interrupted, data, training, INTERRUPTED_AT);
    const file = api.saveModel(interrupted);
    interrupted.dispose();
    const other = await start();
    const resumed = api.loadModel(other, file);
    const lastLosses = await train(api, resumed, data, { resume: true }, STEPS);

    hashes[size] = {
      weights: await sha256(flatten(whole.parameters("current"))),
      ema: await sha256(flatten(whole.parameters("average"))),
      losses: await sha256([Float64Array.from(wholeLosses)]),
      samples: await sha256([samples]),
      "samples, split": await sha256(parts),
      "samples in integers": await sha256([integerSamples]),
      "samples in integers, split": await sha256(integerParts),
      [`file at step ${INTERRUPTED_AT}`]: await sha256([file]),
      "weights, resumed": await sha256(flatten(resumed.parameters("current"))),
      "ema, resumed": await sha256(flatten(resumed.parameters("average"))),
      "losses, resumed": await sha256([Float64Array.from([...firstLosses, ...lastLosses])]),
    };
    whole.dispose();
    other.dispose();
  }
  const { blockRows } = engine;
  engine.dispose();
  return { hashes, blockRows, millis: performance.now() - began };
}

/** An engine whose workers are all up, or known to be missing: before that the host quietly does all the work. */
async function startEngine(api, { arithmetic, threads, expectedThreads }) {
  const engine = await api.createEngine({ arithmetic, threads });
  const network = api.createScoreNetwork(engine, { dim: 2 });
  await api.train(network, points(2), { sigmas: [1], steps: 3 });
  const deadline = performance.now() + 30_000;
  while (engine.threads !== expectedThreads || engine.threadsUp !== expectedThreads) {
    await api.annealedLangevin(network, [1], { count: 512, stepsPerSigma: 1 });
    await new Promise((resolve) => setTimeout(resolve, 2));
    if (performance.now() < deadline) continue;
    const got = `${engine.threads} of which ${engine.threadsUp} up`;
    throw new Error(`expected ${expectedThreads} threads, got ${got} (${engine.notice ?? "no notice"})`);
  }
  if (expectedThreads < threads && !engine.notice)
    throw new Error("expected a notice of fewer threads than were asked for, got none");
  network.dispose();
  return engine;
}

/** Trains to step `last` and leaves; the losses of the steps done. */
async function train(api, network, data, options, last) {
  const losses = [];
  for await (const { step, loss } of api.train(network, data, options)) {
    losses.push(loss);
    if (step === last) break;
  }
  return losses;
}

/** 700 rows in two clusters, from integers and + − × alone, which every engine computes alike. */
function points(dim) {
  const rows = new Float32Array(700 * dim);
  let state = 12345;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  for (let i = 0; i < rows.length; i++) {
    const center = Math.floor(i / dim) % 3 === 0 ? -4 : 2;
    rows[i] = center + (i % dim) + uniform() + uniform() + uniform();
  }
  return rows;
}

function flatten(layers) {
  return layers.flatMap(({ weight, bias }) => [weight, bias]);
}

/** SHA-256 of the arrays' bytes one after another. */
async function sha256(arrays) {
  const bytes = new Uint8Array(arrays.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of arrays) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
