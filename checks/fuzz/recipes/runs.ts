import * as langevin from "langevin";
import { code, type Value } from "../code.ts";
import { recipe, type Recipe } from "../recipe.ts";
import { plainModel, wholeModel } from "./models.ts";

const signal = code("signal");
const nested = [
  [1, 2],
  [0, 1],
];

/** A valid value for each option that any sampler has. */
const samplerValues: Readonly<Record<string, Value>> = {
  count: 3,
  seed: 1,
  offset: 2,
  start: [...nested, [2, 2]],
  signal,
  engine: code("engine"),
  evaluations: undefined,
  denoise: true,
  stepsPerSigma: 2,
  stepSize: 0.01,
  stepFraction: 0.9,
  noise: "averaged",
  handOver: true,
  order: 2,
  correctorSteps: 1,
  snr: 0.16,
  eta: 0.5,
  churn: 1,
  churnMin: 0.1,
  churnMax: 10,
  churnNoise: 1,
  steps: 5,
  tolerance: 0.01,
};

const levels: Readonly<Record<langevin.SamplerDescription["levels"], Value>> = {
  ladder: [3, 1.5, 1],
  ends: [3, 0.5],
  "level or ladder": [1, 0.5],
  SDE: code("sde"),
};

function samplerRecipes({ description }: langevin.Sampler<never, never>): Recipe[] {
  const { name, options, levels: kind } = description;
  const given = Object.fromEntries(
    Object.keys(options).map((option) => {
      if (!(option in samplerValues)) throw new Error(`checks/fuzz: no valid value for option ${option} of ${name}`);
      return [option, samplerValues[option]];
    }),
  );
  const call = `langevin.${name}(§, §, §)`;
  const least: Value = { count: 3, signal, ...(name === "reverseSde" && { steps: 5 }) };
  return [
    recipe(call, [wholeModel, levels[kind], given], { weight: 2 }),
    recipe(call, [code("trained"), levels[kind], { ...given, engine: undefined }]),
    recipe(call, [code("langevin.withLabels(labeledNetwork, [0, 1, -1], { guidanceScale: 2 })"), levels[kind], given], {
      weight: 0.5,
    }),
    recipe(
      call,
      [
        code("ownModel"),
        levels[kind],
        { ...(least as object), engine: code("engine"), ...(kind === "level or ladder" && { stepSize: 0.1 }) },
      ],
      { weight: 0.5 },
    ),
    recipe(call, [code("autoNetwork"), "auto", least], { weight: 0.3 }),
  ];
}

const ode: Value = { sigmaMax: 3, sigmaMin: 0.5, tolerance: 0.01, signal };
const training: Value = {
  sigmas: [3, 1, 0.3],
  steps: 3,
  batchSize: 8,
  seed: 1,
  noiseDistribution: { kind: "log-normal", logMean: -1, logStd: 1.2 },
  weighting: "edm",
  coupling: "independent",
  couplingRows: 4,
  referenceRows: 8,
  labelDropout: 0.1,
  learningRate: 0.001,
  warmupSteps: 1,
  decay: "cosine",
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  weightDecay: 0.01,
  maxGradientNorm: 1,
  emaDecay: 0.9,
  labels: [0, 1, -1],
  validation: nested,
  validationLabels: [0, 1],
  validateEvery: 2,
  encoding: "standard",
  resume: false,
  signal,
};
const data: Value = [...nested, [2, 2]];
const flowTraining = Object.fromEntries(
  Object.entries(training).filter(
    ([name]) => !["noiseDistribution", "weighting", "labels", "validationLabels"].includes(name),
  ),
);
const definition: Value = {
  name: "own",
  family: "ODE",
  summary: "one step a level",
  evaluations: 10,
  levels: code("(evaluations) => evaluations"),
  ladder: code("langevin.geometricSigmas"),
  options: {},
  registers: ["score"],
  step: code("({ sigma, next }) => langevin.drift(sigma, (sigma - next) * sigma, 0)"),
};
const imputation: Value = {
  sigmas: [3, 1, 0.3],
  resamples: 2,
  jumpLength: 1,
  copies: 2,
  seed: 1,
  offset: 3,
  signal,
  engine: code("engine"),
};
const dynamics: Value = {
  sigma: 0.5,
  integrator: "baoab",
  friction: 1,
  stepSize: 0.1,
  temperature: 1,
  steps: 4,
  burnIn: 2,
  thin: 2,
  keep: true,
  chains: 2,
  start: nested.slice(0, 2),
  seed: 1,
  offset: 3,
  signal,
  engine: code("engine"),
};
const composed: readonly (readonly [string, readonly Value[]])[] = [
  ["langevin.product(§, §)", [[code("exactModel"), code("trained")], { weights: [1, 0.5] }]],
  ["langevin.product(§, §)", [[plainModel, code("ownModel")], {}]],
  ["langevin.power(§, §)", [wholeModel, 0.5]],
  ["langevin.contrast(§, §, §)", [code("exactModel"), plainModel, 0.5]],
  ["langevin.independentObservations(§, §)", [code("exactModel"), [code("ideal"), plainModel]]],
  [
    "langevin.independentObservations(§, §)",
    [code("trained"), [code("langevin.withLabels(labeledNetwork, 1)"), code("exactModel")]],
  ],
];
const withGap = [
  [1, NaN],
  [0, 1],
];

export const runRecipes = [
  ...Object.values(langevin.samplers).flatMap((sampler) => samplerRecipes(sampler as langevin.Sampler<never, never>)),
  recipe(
    "langevin.defineSampler(§)(§, §, §)",
    [definition, wholeModel, [3, 1], { count: 2, signal, engine: code("engine") }],
    {
      weight: 4,
    },
  ),
  ...[
    ["langevin.score(§, §, §)", [1, "x", "score"]],
    ["langevin.combine(§, §, §)", ["x", { x: 1, score: 0.1 }, 0.1]],
    ["langevin.drift(§, §, §)", [1, 0.1, 0.1]],
    ["langevin.langevinSteps(§, §, §, §, §)", [1, 0.1, 2, "averaged", 0.1]],
  ].map(([move, args]) =>
    recipe(
      `langevin.defineSampler({ name: "own", family: "ODE", summary: "", evaluations: 10, options: {}, step: () => [${move as string}].flat() })(ownModel, [3, 1], { count: 2, signal, engine })`,
      args as Value[],
    ),
  ),
  recipe("langevin.eulerOde(langevin.fromDenoiser(§), [3, 1], { count: 2, engine, signal })", [
    { dim: 2, denoise: code("async (x, sigma) => x.map((value) => value / (1 + sigma * sigma))") },
  ]),
  recipe("langevin.impute(§, §, §)", [wholeModel, withGap, imputation], { weight: 3 }),
  recipe("langevin.impute(§, §, §)", [code("trained"), withGap, { ...imputation, engine: undefined }]),
  recipe("langevin.impute(§, §, §)", [code("autoNetwork"), withGap, { resamples: 1, signal }]),
  recipe("langevin.recommendSampler(§, §)", [wholeModel, { evaluations: 50 }]),
  ...[code("exactModel"), code("autoNetwork"), wholeModel].map((model) =>
    recipe("langevin.sample(§, §)", [
      model,
      { count: 3, seed: 1, offset: 2, start: data, evaluations: 5, denoise: true, signal, engine: undefined },
    ]),
  ),
  ...composed.map(([made, args]) =>
    recipe(`langevin.annealedLangevin(${made}, §, §)`, [
      ...args,
      [3, 1.5, 1],
      { count: 3, stepsPerSigma: 2, signal, engine: code("engine") },
    ]),
  ),
  recipe("langevin.sample(langevin.power(§, §), { count: 3, evaluations: 60, engine, signal })", [plainModel, 0.5]),
  recipe("langevin.langevinDynamics(langevin.product(§), §)", [[code("exactModel"), plainModel], dynamics]),
  recipe("langevin.langevinDynamics(§, §)", [wholeModel, dynamics], { weight: 3 }),
  recipe("langevin.langevinDynamics(§, §)", [code("trained"), { ...dynamics, engine: undefined }]),
  recipe("langevin.langevinDynamics(§, §)", [
    wholeModel,
    { ...dynamics, integrator: undefined, friction: undefined, metropolis: true },
  ]),
  recipe(
    "langevin.logDensity(§, §, §)",
    [wholeModel, nested, { ...ode, trace: "exact", probes: 2, seed: 1, offset: 3 }],
    {
      weight: 3,
    },
  ),
  recipe("langevin.logDensity(§, §, §)", [code("trained"), nested, { ...ode, trace: "hutchinson" }]),
  recipe("langevin.logDensity(§, §, §)", [code("ownModel"), nested, ode]),
  recipe("langevin.encode(§, §, §)", [wholeModel, nested, ode], { weight: 2 }),
  recipe("langevin.encode(§, §, §)", [code("trained"), nested, ode]),
  recipe("langevin.decode(§, §, §)", [wholeModel, nested, ode], { weight: 2 }),
  recipe("langevin.train(§, §, §)", [code("labeledNetwork"), data, training], { weight: 6 }),
  recipe("langevin.train(§, §, §)", [code("network"), data, { sigmas: "auto", steps: 3, batchSize: 8, signal }]),
  recipe("langevin.train(§, §, §)", [code("unfinished"), code("rows"), { resume: true, signal }]),
  recipe("langevin.trainFlow(§, §, §)", [code("network"), data, flowTraining], { weight: 3 }),
  recipe("langevin.eulerOde(§, §, §)", [code("flowNetwork"), [3, 1], { count: 2, signal }]),
  recipe("langevin.eulerOde(ownModel, [3, 1], { count: 2, engine, signal }).then(§, §)", [
    code("(x) => x"),
    code("(e) => { throw e; }"),
  ]),
  recipe("langevin.eulerOde(ownModel, [3, 1], { count: 2, engine, signal }).catch(§)", [code("(e) => { throw e; }")]),
  recipe("langevin.eulerOde(ownModel, [3, 1], { count: 2, engine, signal }).finally(§)", [code("() => {}")]),
];
