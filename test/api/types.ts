// The public types, as programs meet them. Checked with the rest of the repository, and by test/package against the packed
// library with every strictness a user may have set. Never run.
import * as library from "langevin";
import * as metrics from "langevin/metrics";
import * as node from "langevin/node";
import * as toys from "langevin/toys";
import * as worker from "langevin/worker";
import type {
  ChosenSigmas,
  Engine,
  EngineOptions,
  ErrorCode,
  ExactModel,
  Labels,
  LogDensityResult,
  NetworkOptions,
  OdeProgress,
  Rows,
  Run,
  SamplerOptions,
  SamplingProgress,
  SamplingRun,
  ScoreModel,
  ScoreNetwork,
  SigmaRange,
  Sigmas,
  WasmSource,
} from "langevin";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Accepted for two equal types only. */
declare function same<A, B>(equal: Same<A, B>): void;

/** Accepts a value of this very type. */
declare function exactly<T>(): <U>(value: U, equal: Same<T, U>) => void;

// Options take undefined for "left out", whoever has exactOptionalPropertyTypes set

/** The optional properties of T that may be left out but not be undefined. */
type Unyielding<T> = T extends readonly unknown[]
  ? never
  : T extends object
    ? {
        [K in keyof T]-?: Partial<Pick<T, K>> extends Pick<T, K>
          ? Record<K, undefined> extends Pick<T, K>
            ? never
            : K
          : never;
      }[keyof T]
    : never;

/** Those of all arguments of all functions. */
type UnyieldingArguments<Library> = {
  [Name in keyof Library]: Library[Name] extends (...args: infer Arguments) => unknown
    ? Unyielding<Arguments[number]>
    : never;
}[keyof Library];

same<Unyielding<{ a?: number; b?: number | undefined; c: number }>, "a">(true);
[] as UnyieldingArguments<typeof library>[] satisfies never[];
[] as UnyieldingArguments<typeof metrics>[] satisfies never[];
[] as UnyieldingArguments<typeof node>[] satisfies never[];
[] as UnyieldingArguments<typeof toys>[] satisfies never[];
[] as UnyieldingArguments<typeof worker>[] satisfies never[];

// A program that passes on what it was given, or was not

interface Given {
  seed: number | undefined;
  signal: AbortSignal | undefined;
  steps: number | undefined;
  engine: EngineOptions | undefined;
  network: Partial<NetworkOptions>;
}

export async function program({ seed, signal, steps, network: shape, ...given }: Given, rows: Rows): Promise<void> {
  const engine = await library.createEngine(given.engine);
  exactly<Engine>()(engine, true);
  const network = library.createScoreNetwork(engine, { ...shape, dim: 2, seed });
  exactly<ScoreNetwork>()(network, true);
  for await (const { step, loss } of library.train(network, rows, { sigmas: "auto", steps, seed, signal })) {
    exactly<number>()(step, true);
    exactly<number>()(loss, true);
  }
  exactly<ChosenSigmas | undefined>()(network.autoSigmas, true);

  const common = { count: 10, seed, signal, offset: undefined, start: undefined, engine: undefined };
  common satisfies SamplerOptions;
  const everySampler = [
    library.ancestral(network, "auto", { ...common, eta: undefined, evaluations: undefined }),
    library.annealedLangevin(network, "auto", { ...common, stepsPerSigma: undefined, denoise: undefined }),
    library.consistentAnnealed(network, "auto", { ...common, stepFraction: undefined }),
    library.ddim(network, "auto", { ...common, eta: undefined }),
    library.dormandPrinceOde(network, "auto", { ...common, tolerance: undefined }),
    library.dpmSolverPlusPlus(network, "auto", { ...common, eta: undefined }),
    library.eulerOde(network, "auto", common),
    library.heunOde(network, "auto", { ...common, churn: undefined, churnMin: undefined, churnMax: undefined }),
    library.predictorCorrector(network, "auto", { ...common, correctorSteps: undefined, snr: undefined }),
    library.reverseSde(network, library.veSde({ sigmaMax: 10, sigmaMin: 0.1 }), { ...common, steps: 10 }),
  ];
  exactly<SamplingRun[]>()(everySampler, true);
  same<Awaited<SamplingRun>, Float64Array>(true);
  for await (const progress of library.eulerOde(network, "auto", common)) exactly<SamplingProgress>()(progress, true);

  const density = library.logDensity(network, rows, { trace: undefined, probes: undefined, seed, signal });
  density satisfies Run<LogDensityResult, OdeProgress>;
  exactly<Float64Array>()((await density).logDensity, true);
  const codes = await library.encode(network, rows, { tolerance: undefined, signal });
  exactly<Float64Array>()(codes, true);
  const filled = await library.impute(network, rows, { copies: undefined, seed, signal });
  exactly<Float64Array>()(filled, true);
  const bytes = library.saveModel(network);
  exactly<Uint8Array>()(bytes, true);
  library.loadModel(engine, bytes) satisfies ScoreNetwork;
  await node.saveModelFile(network, new URL("file:///model.safetensors"));

  const distance = metrics.wasserstein(rows, rows, { dim: 2, order: undefined, metric: undefined });
  exactly<number>()(distance, true);
  library.gaussian({ mean: [0], std: undefined }) satisfies ExactModel;
  toys.densities["25gaussians"].sample(3, { seed, offset: undefined }) satisfies Float64Array;
}

// What models, rows, levels and labels may be

const own: ScoreModel = { dim: 2, mean: undefined, score: (x) => Float32Array.from(x, (value) => -value) };
own.sigmaRange satisfies SigmaRange | undefined;
[[[1, 2]], [new Float32Array(2)], [1, 2], new Float64Array(2)] satisfies Rows[];
["auto", [2, 1], new Float32Array(2)] satisfies Sigmas[];
[3, [0, 1], new Int32Array(2)] satisfies Labels[];
[new URL("file:///kernels.wasm"), "kernels.wasm", new Uint8Array(8), new Response()] satisfies WasmSource[];

// @ts-expect-error a score is no number
({ dim: 2, score: () => 1 }) satisfies ScoreModel;
// @ts-expect-error the number of rows has to be said
library.eulerOde(own, [1], { seed: 1 });
// @ts-expect-error no such option
library.eulerOde(own, [1], { count: 1, sede: 1 });
// @ts-expect-error levels are numbers or "auto"
library.eulerOde(own, "automatic", { count: 1 });
// @ts-expect-error no such arithmetic
void library.createEngine({ arithmetic: "exact" });
// @ts-expect-error a network is trained by its own class alone
void library.train(own, [[1]], { sigmas: "auto" });

// Errors

const refusal = new library.LangevinError("invalid-argument", "train: expected …, got …");
exactly<ErrorCode>()(refusal.code, true);
// @ts-expect-error no such code
refusal.code satisfies "invalid";

// In a worker: the same by messages

export async function remote(rows: Rows): Promise<void> {
  const { startWorker } = worker;
  const langevin = await startWorker({ worker: undefined, progressMillis: undefined });
  const network = await langevin.createScoreNetwork(await langevin.createEngine(), { dim: 2 });
  for await (const { step } of langevin.train(network, rows, { sigmas: [1] })) exactly<number>()(step, true);
  const samples = await langevin.eulerOde(network, [1], { count: 1 });
  exactly<Float64Array>()(samples, true);
  const dim = await network.dim;
  exactly<number>()(dim, true);
  const distance = await langevin.energyDistance(rows, rows, { dim: 2 });
  exactly<number>()(distance, true);
  const { moons } = await langevin.densities;
  (await moons.sample(3)) satisfies Float64Array;
  // @ts-expect-error a property of what lives in the worker is a promise
  network.dim satisfies number;
  // @ts-expect-error a function cannot be sent
  void langevin.eulerOde(own, [1], { count: 1 });
}
