import type * as library from "../../src/index.ts";
import { exampleRows, SIGMAS } from "../kit/cases.ts";
import { DATA_ROWS, MAX_FREQUENCY, SIGMA, SIGMA_FREQUENCIES, type SpeedCase } from "./cases.ts";

/** Updates in one call of `langevinRun`. */
export const LANGEVIN_STEPS = 20;
/** Rows and evaluations of one call of `sampleRun`. */
export const [SAMPLE_ROWS, SAMPLE_EVALUATIONS] = [4096, 20];

/** What operations by the package's public functions need: any build's, for they are all that two builds have in common. */
export interface Subject {
  library: typeof library;
  engine: library.Engine;
  speedCase: SpeedCase;
}

type Run = () => Promise<void>;

function networkOf({ library, engine, speedCase }: Subject): library.ScoreNetwork {
  const { dim, hidden, coordinateFrequencies } = speedCase;
  const frequencies = { sigmaFrequencies: SIGMA_FREQUENCIES, maxCoordinateFrequency: MAX_FREQUENCY };
  return library.createScoreNetwork(engine, { dim, hidden, coordinateFrequencies, ...frequencies });
}

/** A training step of plain denoising score matching. */
export function trainRun(subject: Subject): Run {
  return steps(subject, networkOf(subject), { sigmas: SIGMAS, batchSize: subject.speedCase.batchSize });
}

/** A training step as a user gets it who sets nothing: averaged targets, the default network and batch. */
export function defaultRun(subject: Subject): Run {
  const { library, engine, speedCase } = subject;
  return steps(subject, library.createScoreNetwork(engine, { dim: speedCase.dim }), { sigmas: "auto" });
}

function steps({ library, speedCase }: Subject, network: library.ScoreNetwork, options: library.TrainOptions): Run {
  const training = library.train(network, exampleRows(DATA_ROWS, speedCase.dim), { ...options, steps: 1e9 });
  const iterator = training[Symbol.asyncIterator]();
  return async () => {
    await iterator.next();
  };
}

/** Only a trained network is sampled; its speed does not depend on how well. */
async function trainABit({ library, speedCase }: Subject, network: library.ScoreNetwork): Promise<void> {
  await library.train(network, exampleRows(DATA_ROWS, speedCase.dim), { sigmas: "auto", steps: 10 });
}

/** LANGEVIN_STEPS updates on one level. */
export async function langevinRun(subject: Subject): Promise<Run> {
  const { library, speedCase } = subject;
  const network = networkOf(subject);
  await trainABit(subject, network);
  const options = { count: speedCase.batchSize, stepsPerSigma: LANGEVIN_STEPS, stepSize: 0.001, denoise: false };
  return async () => {
    await library.annealedLangevin(network, [SIGMA], options);
  };
}

/**
 * A whole call of `sample` on the default network.
 *
 * @param asSampled  what is sampled in the network's place
 */
export async function sampleRun(
  subject: Subject,
  asSampled: (network: library.ScoreNetwork) => Promise<library.ScoreModel> = (network) => Promise.resolve(network),
): Promise<Run> {
  const { library, engine, speedCase } = subject;
  const network = library.createScoreNetwork(engine, { dim: speedCase.dim });
  await trainABit(subject, network);
  const model = await asSampled(network);
  return async () => {
    await library.sample(model, { count: SAMPLE_ROWS, evaluations: SAMPLE_EVALUATIONS });
  };
}
