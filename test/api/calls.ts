import { afterAll, beforeAll } from "vitest";
import * as bullmq from "../../src/bullmq/index.ts";
import * as evaluation from "../../src/evaluation/index.ts";
import * as inference from "../../src/inference/index.ts";
import * as langevin from "../../src/index.ts";
import * as int16 from "../../src/int16/index.ts";
import * as node from "../../src/node.ts";
import * as onnx from "../../src/onnx/index.ts";
import * as shards from "../../src/shards/index.ts";
import * as sweeps from "../../src/sweep/index.ts";
import * as table from "../../src/table/index.ts";
import * as toys from "../../src/toys/index.ts";
import * as worker from "../../src/worker/index.ts";
import { makePosterior } from "../../src/inference/posterior.ts";
import { memoryStore } from "../../src/work/stores/memory-store.ts";
import { evaluationOf } from "../evaluation/report/fixture.ts";
import { ofMetrics, type CallsWithOptions } from "./calls-of-metrics.ts";

let engine: langevin.Engine;
let network: langevin.ScoreNetwork;
let conditioned: langevin.ScoreNetwork;
beforeAll(async () => {
  engine = await langevin.createEngine({ threads: 1 });
  network = langevin.createScoreNetwork(engine, { dim: 2, hidden: [4], classes: 2 });
  conditioned = langevin.createScoreNetwork(engine, { dim: 2, hidden: [4], conditions: 1 });
});
afterAll(() => engine.dispose());

const rows = [[1, 2], [0, 1], [2, 2]]; // prettier-ignore
const model = langevin.gaussian({ mean: [0, 1], std: 1 });
const observedModel = langevin.observed(model, { matrix: [[1, 0]], values: [0], covariance: 1 });
const prior = inference.independentPrior([{ normal: [0, 1] }, { normal: [1, 1] }]);
const sde = ["betaMin", "betaMax", "tMin"];
const ladder = ["sigmaMax", "sigmaMin", "count"];
const ode = ["sigmaMax", "sigmaMin", "tolerance", "offset", "signal"];
const reading = [
  ...["delimiter", "quote", "comment", "header", "skipLines", "rowNumbers", "encoding", "uneven"],
  ...["chunkRows", "maxRowLength", "maxBytes", "signal"],
];
const run = [
  ...[
    "labels",
    "conditions",
    "validation",
    "validationLabels",
    "validationConditions",
    "gaps",
    "validateEvery",
    "signal",
  ],
];
const training = [
  ...[
    "steps",
    "batchSize",
    "seed",
    "coupling",
    "couplingRows",
    "referenceRows",
    "labelDropout",
    "conditionDropout",
    "maskShare",
    "holdout",
    "stopEarly",
    "learningRate",
  ],
  ...["warmupSteps", "decay", "beta1", "beta2", "epsilon", "weightDecay", "maxGradientNorm", "emaDecay", "encoding"],
  ...["sigmas", "resume", ...run],
];

const sweeping = [
  ...["space", "settings", "trials", "eta", "rungs", "steps", "holdout", "score", "seed", "dim", "arithmetic"],
  ...["schema", "protect", "target"],
];

const describing = ["schema", "missingValues", "decimalChar", "groupChar", "dateOrder", "dialect"];

async function* oneChunk(): AsyncGenerator<table.DataTable> {
  yield { names: ["a"], columns: [[1, 2]] };
}

/** Every function with options: a call with them, and their names. */
export const withOptions: CallsWithOptions = {
  createEngine: [(o) => langevin.createEngine(o), ["threads", "arithmetic", "maxMemoryBytes", "wasm", "threadWorker"]],
  createScoreNetwork: [
    (o) => langevin.createScoreNetwork(engine, o as langevin.NetworkOptions),
    [
      ...["dim", "hidden", "activation", "residual", "sigmaFrequencies", "coordinateFrequencies"],
      ...["maxCoordinateFrequency", "parameterization", "classes", "conditions", "categories", "masks", "seed"],
      ...["conditionFrequencies", "maxConditionFrequency", "parameters"],
    ],
  ],
  train: [
    (o) => langevin.train(network, rows, o as langevin.TrainOptions),
    [...training, "noiseDistribution", "weighting"],
  ],
  trainFlow: [(o) => langevin.trainFlow(network, rows, o), training],
  reflow: [
    (o) => langevin.reflow(model, network, o),
    [
      ...["pairs", "evaluations", "steps", "batchSize", "seed", "signal", "resume", "learningRate"],
      ...["warmupSteps", "decay", "beta1", "beta2", "epsilon", "weightDecay", "maxGradientNorm", "emaDecay"],
    ],
  ],
  geometricSigmas: [(o) => langevin.geometricSigmas(o as langevin.LadderOptions), ladder],
  linearSigmas: [(o) => langevin.linearSigmas(o as langevin.LadderOptions), ladder],
  karrasSigmas: [(o) => langevin.karrasSigmas(o as langevin.KarrasOptions), [...ladder, "rho"]],
  flowSigmas: [
    (o) => langevin.flowSigmas(o as langevin.FlowSigmasOptions),
    ["count", "sigmaMax", "sigmaMin", "center"],
  ],
  planRows: [
    (o) => shards.planRows({ operation: "sample", model: "", ...o }),
    [
      ...["operation", "options", "model", "input", "reading", "rows", "shardRows", "arithmetic", "format"],
      ...["threads", "roots", "fetch", "signal"],
    ],
  ],
  openWork: [(o) => shards.openWork(shards.folderStore("."), [], o), ["threads", "roots", "fetch", "signal"]],
  openStore: [(o) => shards.openStore(".", o), ["fetch"]],
  recommendSampler: [(o) => langevin.recommendSampler(model, o), ["evaluations"]],
  sample: [
    (o) => langevin.sample(model, o as langevin.DescentOptions),
    ["count", "seed", "offset", "start", "signal", "engine", "evaluations", "denoise"],
  ],
  veSde: [(o) => langevin.veSde(o as langevin.VeOptions), ["sigmaMin", "sigmaMax"]],
  vpSde: [(o) => langevin.vpSde(o), sde],
  subVpSde: [(o) => langevin.subVpSde(o), sde],
  langevinStepSize: [
    (o) => langevin.langevinStepSize(o as langevin.LangevinStepSizeOptions),
    ["sigmas", "stepsPerSigma"],
  ],
  predictGaussianStd: [
    (o) => langevin.predictGaussianStd(o as langevin.GaussianPredictionOptions),
    ["sigmas", "stepsPerSigma", "stepSize", "dataStd", "startVariance", "denoise"],
  ],
  chooseSigmas: [(o) => langevin.chooseSigmas(rows, o), ["dim", "evaluations", "stepsPerSigma", "encoding", "seed"]],
  gaussian: [(o) => langevin.gaussian(o as langevin.GaussianOptions), ["mean", "covariance", "variance", "std"]],
  gaussianMixture: [
    (o) => langevin.gaussianMixture(o as langevin.GaussianMixtureOptions),
    ["weights", "means", "covariances", "variance"],
  ],
  idealDenoiser: [(o) => langevin.idealDenoiser(rows, o), ["dim"]],
  categoricalMixture: [
    (o) => langevin.categoricalMixture(o as langevin.CategoricalMixtureOptions),
    ["weights", "tables", "means", "variance"],
  ],
  guided: [(o) => langevin.guided(model, (x) => x, o), ["guidanceScale", "at"]],
  observed: [(o) => langevin.observed(model, o as langevin.ObservedOptions), ["matrix", "values", "covariance"]],
  twistedSmc: [
    (o) => langevin.twistedSmc(observedModel, [1, 0.5], o as langevin.TwistedSmcOptions),
    ["count", "particles", "evaluations", "seed", "offset", "signal"],
  ],
  product: [(o) => langevin.product([model], o), ["weights"]],
  withConditions: [(o) => langevin.withConditions(conditioned, [1], o), ["guidanceScale", "interval"]],
  withLabels: [(o) => langevin.withLabels(network, 1, o), ["guidanceScale", "interval"]],
  loadModel: [(o) => langevin.loadModel(engine, new Uint8Array(0), o), ["checksum"]],
  loadModelFile: [(o) => node.loadModelFile(engine, new URL("../../package.json", import.meta.url), o), ["checksum"]],
  readTorchParameters: [(o) => langevin.readTorchParameters(new Uint8Array(0), o), ["layers"]],
  saveModel: [(o) => langevin.saveModel(network, o), ["for"]],
  saveModelFile: [(o) => node.saveModelFile(network, "never.safetensors", o), ["for"]],
  quantize: [(o) => int16.quantize(network, o), ["wasm"]],
  simulate: [(o) => inference.simulate(prior, (theta) => theta, { count: 1, ...o }), ["count", "seed", "signal"]],
  trainPosterior: [
    (o) => inference.trainPosterior(engine, { prior, parameters: rows, observations: rows }, o),
    ["hidden", "steps", "batchSize", "learningRate", "seed", "networks", "signal"],
  ],
  "posterior.sample": [
    (o) => makePosterior(prior, [model]).sample({ count: 1, ...o }),
    ["count", "seed", "offset", "evaluations", "signal"],
  ],
  saveOnnx: [(o) => onnx.saveOnnx(network, o), ["output", "units", "guidanceScale"]],
  saveOnnxSampler: [
    (o) => onnx.saveOnnxSampler(network, langevin.thetaAdams, o),
    ["units", "guidanceScale", "levels", "order", "evaluations", "denoise"],
  ],
  encode: [(o) => langevin.encode(model, rows, o), ode],
  decode: [(o) => langevin.decode(model, rows, o), ode],
  lossInNats: [(o) => langevin.lossInNats(model, rows, o), ["sigmaMax", "sigmaMin", "draws", "seed", "signal"]],
  logDensity: [(o) => langevin.logDensity(model, rows, o), [...ode, "given", "trace", "probes", "seed"]],
  impute: [
    (o) => langevin.impute(model, rows, o),
    [
      "method",
      "evaluations",
      "particles",
      "sigmas",
      "resamples",
      "jumpLength",
      "copies",
      "seed",
      "offset",
      "signal",
      "engine",
    ],
  ],
  langevinDynamics: [
    (o) => langevin.langevinDynamics(model, o),
    [
      ...[
        "sigma",
        "integrator",
        "friction",
        "stepSize",
        "temperature",
        "metropolis",
        "steps",
        "burnIn",
        "thin",
        "keep",
      ],
      ...["chains", "start", "seed", "offset", "signal", "engine"],
    ],
  ],
  defineSampler: [
    (o) => langevin.defineSampler(o as never),
    ["name", "family", "summary", "evaluations", "levels", "ladder", "options", "registers", "step"],
  ],
  ...ofMetrics,
  readRows: [(o) => table.readRows("a,b\n1,2\n", o), reading],
  readTable: [(o) => table.readTable("a,b\n1,2\n", o), reading],
  writeRows: [(o) => table.writeRows({ names: ["a"], columns: [[1]] }, o), ["format", "dialect"]],
  describeTable: [(o) => table.describeTable({ a: [1, 2] }, o), describing],
  describeRows: [(o) => table.describeRows(oneChunk(), o), describing],
  fitTable: [
    (o) => table.fitTable(engine, { a: [1, 2] }, o),
    ["schema", "seconds", "steps", "seed", "holdout", "target", "resume", "signal", "protect", "allowRealText"],
  ],
  schemaFromSdv: [
    (o) => table.schemaFromSdv({ METADATA_SPEC_VERSION: "SINGLE_TABLE_V1", columns: { a: { sdtype: "boolean" } } }, o),
    ["table"],
  ],
  sdvFromSchema: [(o) => table.sdvFromSchema({ fields: [{ name: "a", type: "string" }] }, o), ["version", "table"]],
  runWorker: [
    (o) => bullmq.runWorker(o as bullmq.RunWorkerOptions),
    ["server", "queue", "roots", "threads", "lockSeconds", "checkSeconds", "graceSeconds", "signal"],
  ],
  submitWork: [(o) => bullmq.submitWork(".", o as bullmq.SubmitWorkOptions), ["server", "queue", "window", "signal"]],
  queueStatus: [(o) => bullmq.queueStatus(o as bullmq.QueueOptions), ["server", "queue"]],
  planSweep: [(o) => sweeps.planSweep(memoryStore(), rows, o), sweeping],
  sweep: [(o) => sweeps.sweep(rows, o), [...sweeping, "store", "threads", "signal"]],
  evaluateTable: [
    (o) => evaluation.evaluateTable({ a: [1, 2] }, { a: [1, 2] }, o),
    ["holdout", "target", "model", "schema", "seed", "rows", "signal"],
  ],
  writeReport: [(o) => evaluation.writeReport(evaluationOf({ columns: 2 }), o), ["title"]],
  startWorker: [(o) => worker.startWorker(o), ["worker", "progressMillis", "startMillis"]],
  "gaussian().sample": [(o) => model.sample(2, o), ["seed", "offset"]],
  "moons.sample": [(o) => toys.moons.sample(2, o), ["seed", "offset"]],
  ...Object.fromEntries(
    Object.entries(langevin.samplers).map(([name, sampler]) => [
      name,
      [
        (o: object) => (sampler as langevin.Sampler<never, never>)(model, [3, 1] as never, o as never),
        Object.keys(sampler.description.options),
      ] as const,
    ]),
  ),
};

/** Functions that take none. */
export const withoutOptions = [
  ...["LangevinError", "combine", "drift", "langevinSteps", "score", "fromDenoiser", "fromNoise", "withKnown"],
  ...["power", "contrast", "independentObservations", "independentPrior", "posteriorEstimator", "rowsOf"],
  ...[
    "closestRecord",
    "columnShapes",
    "functionalDependencies",
    "missingSimilarity",
    "rareCombinations",
    "samplingNoise",
    "tableValidity",
  ],
  ...["cancelWork", "folderStore", "isCancelled", "putRows", "putSpec", "readSpec", "resumeWork"],
  ...["shardCount", "shardOf", "whoseFault"],
  ...[
    "readArrow",
    "readJsonArray",
    "readJsonLines",
    "readParquet",
    "tableFormatOf",
    "loadTableModel",
    "saveTableModel",
  ],
  ...["printDescription", "readTableSchema", "writeTableSchema", "findConstraints"],
  "rocCurve",
  "uniformityTest",
  "weightedMutualInformation",
];
