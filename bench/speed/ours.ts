import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Engine } from "../../src/engine/engine.ts";
import { loadInt16, quantizeMlp } from "../../src/engine/index.ts";
import { Particles } from "../../src/engine/particles.ts";
import { Trainer } from "../../src/engine/trainer.ts";
import * as library from "../../src/index.ts";
import { quantize } from "../../src/int16/index.ts";
import { ladderQuantiles } from "../../src/recipe/noise-distribution.ts";
import { adamStep } from "../../src/recipe/optimizer.ts";
import { checkSettings } from "../../src/recipe/settings.ts";
import { exampleRows, SIGMAS } from "../kit/cases.ts";
import { ALPHA, DATA_ROWS, LEARNING_RATE, MAX_FREQUENCY, SIGMA, SIGMA_FREQUENCIES, type SpeedCase } from "./cases.ts";
import { dependentAdditions } from "./cycle.ts";
import { microkernel } from "./microkernel.ts";
import { defaultRun, sampleRun } from "./public-runs.ts";
import { Absent, serve, type Offer } from "./serve.ts";

// This package: `tsx ours.ts strict|fused|int16 1|all`; int16 samples alone, on a strict engine.

const precision = process.argv[2] === "int16" ? "int16" : "f32";
const arithmetic = process.argv[2] === "fused" ? "fused" : "strict";
const threads = process.argv[3] === "all" ? availableParallelism() : 1;

async function ourEngine(): Promise<Engine> {
  try {
    const engine = await library.createEngine({ threads, arithmetic });
    if (engine.threads !== threads) throw new Absent(engine.notice);
    return engine;
  } catch (error) {
    if (error instanceof library.LangevinError && error.code === "unsupported") throw new Absent(error.message);
    throw error;
  }
}

/** A whole training step: batch, loss, gradients, clipping, AdamW, moving average. */
function training(network: library.ScoreNetwork, { dim, batchSize }: SpeedCase) {
  const data = exampleRows(DATA_ROWS, dim);
  const settings = checkSettings("bench", { sigmas: SIGMAS, batchSize, learningRate: LEARNING_RATE });
  const sigmas = ladderQuantiles(SIGMAS);
  const trainer = new Trainer(network.mlp, { data, batchSize, sigmas, weighting: "edm", seed: 0 });
  let step = 0;
  const update = () => {
    if (!Number.isFinite(trainer.loss())) throw new Error(`the loss of step ${step} is not finite`);
    const pending = trainer.computeUpdate(adamStep(step, settings.steps, trainer.gradientNorm(), settings));
    return pending ? pending.then(() => trainer.applyUpdate()) : trainer.applyUpdate();
  };
  return () => {
    const pending = trainer.computeGradients(++step);
    return pending ? pending.then(update) : update();
  };
}

async function langevin(engine: Engine, network: library.ScoreNetwork, { dim, batchSize }: SpeedCase) {
  if (precision === "int16") {
    await loadInt16("bench", engine);
    quantizeMlp(network.mlp);
  }
  const particles = new Particles(engine, { dim, count: batchSize, offset: 0, seed: 0, precision });
  particles.set(exampleRows(batchSize, dim));
  let step = 0;
  return () => {
    step++;
    const burst = { begin: 0, end: batchSize, from: step, to: step + 1 };
    return particles.networkSteps(network.mlp, burst, {
      sigma: SIGMA,
      drift: ALPHA / 2,
      before: 0,
      after: Math.sqrt(ALPHA),
      level: 0,
    });
  };
}

await serve(async (speedCase): Promise<Offer> => {
  const { dim, hidden, coordinateFrequencies, kinds } = speedCase;
  const engine = await ourEngine();
  const network = library.createScoreNetwork(engine, {
    dim,
    hidden,
    sigmaFrequencies: SIGMA_FREQUENCIES,
    coordinateFrequencies,
    maxCoordinateFrequency: MAX_FREQUENCY,
    activation: "silu",
    residual: true,
    parameterization: "edm",
  });
  const asSampled = precision === "int16" ? quantize : undefined;
  const subject = { library, engine, speedCase };
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return {
    version,
    note: `${process.argv[2]}, ${threads === 1 ? "1 thread" : `${threads} threads`}`,
    runs: {
      langevin: await langevin(engine, network, speedCase),
      ...(kinds.includes("sample") && { sample: await sampleRun(subject, asSampled) }),
      ...(precision === "f32" && {
        train: training(network, speedCase),
        ...(kinds.includes("default") && { default: defaultRun(subject) }),
        microkernel: microkernel(arithmetic),
        cycle: await dependentAdditions(),
      }),
    },
  };
});
