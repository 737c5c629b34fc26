import { code, type Value } from "../code.ts";
import { recipe } from "../recipe.ts";

const x = [1, 2, 0, 1];
const nested = [
  [1, 2],
  [0, 1],
];
const minute = { pauseSeconds: 5 };

const plain = {
  dim: 2,
  score: code("(x, sigma) => x.map((value) => -value / (1 + sigma * sigma))"),
  mean: [0, 0],
  variance: [1, 1],
  sigmaRange: { sigmaMax: 3, sigmaMin: 0.3, eigenvalues: [1], shares: [2] },
  divergence: code("(x, sigma) => new Float64Array(x.length / 2).fill(-2 / (1 + sigma * sigma))"),
  logDensity: code("(x) => new Float64Array(x.length / 2).fill(-2)"),
};

/** A model of the user's own in the user's units, as compositions take it. */
export const plainModel: Value = plain;

/** A model of the user's own, with every part that there may be. */
export const wholeModel: Value = {
  ...plain,
  encoding: {
    kind: "own",
    columns: 2,
    width: 2,
    parameters: {},
    encode: code("(rows) => Float32Array.from(rows, (value) => value / 2)"),
    decode: code("(rows) => Float64Array.from(rows, (value) => value * 2)"),
    logScale: code("(rows) => new Float64Array(rows.length / 2).fill(-1.38)"),
  },
};

const gaussians: Value[] = [
  { mean: [1, 2], variance: [1, 0.5] },
  { mean: [1, 2], std: 0.5 },
  {
    mean: [1, 2],
    covariance: [
      [1, 0.2],
      [0.2, 1],
    ],
  },
];
const mixtures: Value[] = [
  { weights: [0.5, 0.5], means: nested, variance: [1, [1, 2]] },
  { weights: [0.5, 0.5], means: nested, covariances: [nestedIdentity(), nestedIdentity()] },
];
/** A number and two levels, so that cells, too, have two columns. */
const categories: Value[] = [
  { weights: [0.5, 0.5], tables: [table()], means: [[0], [1]], variance: [1, [2]] },
  { weights: [0.5, 0.5], tables: [table(), table()] },
];

function table(): Value {
  return [
    [0.9, 0.1],
    [0.2, 0.8],
  ];
}

function nestedIdentity(): Value {
  return [
    [1, 0],
    [0, 1],
  ];
}

const exactCalls = ["score(§, §)", "divergence(§, §)", "logDensity(§, §)"];
const sample: Value = { seed: 1, offset: 2 };
const shape: Value = {
  dim: 2,
  hidden: [4, 4],
  activation: "tanh",
  residual: true,
  sigmaFrequencies: 8,
  coordinateFrequencies: 4,
  maxCoordinateFrequency: 8,
  parameterization: "edm",
  classes: 3,
  seed: 1,
};

export const modelRecipes = [
  ...gaussians.flatMap((options) => [
    ...exactCalls.map((method) => recipe(`langevin.gaussian(§).${method}`, [options, nested, 0.5], minute)),
    recipe("langevin.gaussian(§).sample(§, §)", [options, 3, sample], minute),
  ]),
  ...mixtures.flatMap((options) => [
    ...exactCalls.map((method) => recipe(`langevin.gaussianMixture(§).${method}`, [options, x, 0.5], minute)),
    recipe("langevin.gaussianMixture(§).sample(§, §)", [options, 3, sample], minute),
  ]),
  ...categories.flatMap((options) => [
    ...[...exactCalls, "denoise(§, §)", "levelProbabilities(§, §)"].map((method) =>
      recipe(`langevin.categoricalMixture(§).${method}`, [options, x, 0.5], minute),
    ),
    ...["logProbability(§)", "toRows(§)", "toCells(§)"].map((method) =>
      recipe(`langevin.categoricalMixture(§).${method}`, [options, [1, 0, 0, 1]], minute),
    ),
    recipe("langevin.categoricalMixture(§).sample(§, §)", [options, 3, sample], minute),
  ]),
  ...[...exactCalls, "denoise(§, §)"].flatMap((method) => [
    recipe(`langevin.idealDenoiser(§, §).${method}`, [x, { dim: 2 }, nested, 0.5], minute),
    recipe(`ideal.${method}`, [x, 0.5], minute),
  ]),
  recipe("langevin.idealDenoiser(§, §).sample(§, §)", [nested, {}, 3, sample], minute),
  recipe("ideal.sample(§, §)", [3, sample], minute),
  ...exactCalls.map((method) => recipe(`exactModel.${method}`, [x, 0.5], minute)),
  recipe("exactModel.sample(§, §)", [3, sample], minute),
  recipe(
    "langevin.createEngine(§)",
    [{ threads: 1, arithmetic: "strict", maxMemoryBytes: 1e7, wasm: undefined, threadWorker: "t.js" }],
    {
      weight: 0.5,
    },
  ),
  recipe("langevin.createScoreNetwork(§, §)", [code("engine"), shape], { weight: 3, pauseSeconds: 2 }),
  recipe("network.score(§, §)", [x, 0.5]),
  recipe("trained.predictNoise(§, §)", [x, 0.5]),
  recipe("network.predictNoise(§, §)", [x, 0.5]),
  recipe("network.denoise(§, §)", [x, 0.5]),
  recipe("network.parameters(§)", ["average"]),
  recipe("disposedNetwork.parameters(§)", ["current"]),
  recipe("disposedNetwork.score(§, §)", [x, 0.5]),
  recipe("langevin.withLabels(§, §, §).score(§, §)", [code("labeledNetwork"), [0, 1], { guidanceScale: 2 }, x, 0.5], {
    weight: 2,
  }),
  recipe("langevin.withLabels(§, §).score(§, §)", [code("labeledNetwork"), 1, x, 0.5]),
  recipe(
    "langevin.guided(§, §, §).score(§, §)",
    [
      wholeModel,
      code("(rows, sigma) => rows.map(() => 1 / (1 + sigma))"),
      { guidanceScale: 2, at: "denoised" },
      code("Float32Array.of(1, 2, 0, 1)"),
      0.5,
    ],
    { weight: 2 },
  ),
  recipe("langevin.guided(§, §, §).score(§, §)", [
    code("trained"),
    code("(rows) => rows"),
    { at: "noised" },
    code("Float32Array.of(1, 2, 0, 1)"),
    0.5,
  ]),
  recipe("langevin.fromDenoiser(§).score(§, §)", [
    { dim: 2, denoise: code("(x, sigma) => x.map((value) => value / (1 + sigma * sigma))"), mean: [0, 0] },
    code("Float32Array.of(1, 2, 0, 1)"),
    0.5,
  ]),
  recipe("langevin.fromNoise(§).score(§, §)", [
    { dim: 2, predictNoise: code("(x, sigma) => x.map((value) => value * sigma)"), variance: [1, 1] },
    code("Float32Array.of(1, 2, 0, 1)"),
    0.5,
  ]),
  recipe("langevin.product(§, §).score(§, §)", [
    [code("exactModel"), plainModel],
    { weights: [1, 0.5] },
    code("Float32Array.of(1, 2, 0, 1)"),
    0.5,
  ]),
  recipe("langevin.power(§, §).score(§, §)", [code("trained"), 2, code("Float32Array.of(1, 2, 0, 1)"), 0.5]),
  recipe("langevin.contrast(§, §, §).score(§, §)", [
    code("exactModel"),
    code("ideal"),
    0.5,
    code("Float32Array.of(1, 2, 0, 1)"),
    0.5,
  ]),
  recipe("langevin.independentObservations(§, §).score(§, §)", [
    code("exactModel"),
    [code("trained"), code("ideal")],
    code("Float32Array.of(1, 2, 0, 1)"),
    0.5,
  ]),
  recipe("trained.encoding.encode(§)", [x]),
  recipe("trained.encoding.decode(§)", [x]),
  recipe("trained.encoding.logScale(§)", [x]),
];
