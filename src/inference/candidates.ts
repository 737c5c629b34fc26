import type { Engine } from "../engine/index.ts";
import type { ScoreNetworkOptions } from "../models/network-options.ts";
import { createScoreNetwork, type ScoreNetwork } from "../models/network.ts";
import { log } from "../numerics/math.ts";
import type { TrainOptions } from "../training/options.ts";
import { train, type TrainingRun, type TrainProgress } from "../training/train.ts";
import { baselineAt, fitBaseline, keepBaseline, type Baseline } from "./baseline.ts";
import { chooseSplines, constantOnly, straightLines } from "./splines.ts";

/** A network before its first step, and what it is to learn. */
interface Candidate {
  network: ScoreNetwork;
  /** (z − m(x))/s(x) of each simulation, row-major. */
  rows: Float64Array;
  /** The same of those held out. */
  held: Float64Array;
  /** Mean of Σ ln s(x) of those: what losses in nats lack of those of z. */
  logScale: number;
}

/** Parameters, as normal scores where they have some, and what was observed with them. */
interface Simulated {
  z: Float64Array;
  observations: Float64Array;
}

/** Numbers in a row of parameters and in an observation. */
interface Widths {
  dim: number;
  conditions: number;
}

/**
 * Networks of one shape to choose from: given nothing, what splines say of z, where there are rows enough for them, and what straight lines do.
 * Splines of many numbers have so many coefficients that their own errors can be told in draws.
 */
export function makeCandidates(
  engine: Engine,
  shape: ScoreNetworkOptions & Widths,
  { training, held }: { training: Simulated; held: Simulated },
): Candidate[] {
  const { z, observations } = training;
  const { dim, conditions } = shape;
  const splines = chooseSplines(observations, conditions);
  const known = splines.degree > 1 ? [splines, straightLines(observations, conditions)] : [splines];
  return [constantOnly(conditions), ...known.filter(({ degree }) => degree > 0)].map((own) => {
    // Splines that had seen what is held out would seem to know more of it than they do
    const baseline = fitBaseline(z, observations, { dim, conditions, splines: own });
    const network = createScoreNetwork(engine, shape);
    keepBaseline(network, baseline);
    const { rows } = withoutBaseline(training, shape, baseline);
    const left = withoutBaseline(held, shape, baseline);
    return { network, rows, held: left.rows, logScale: left.logScale };
  });
}

function withoutBaseline({ z, observations }: Simulated, { dim, conditions }: Widths, baseline: Baseline) {
  const rows = new Float64Array(z.length);
  const count = z.length / dim;
  let logScale = 0;
  for (let k = 0; k < count; k++) {
    const { mean, std } = baselineAt(baseline, observations.subarray(k * conditions, (k + 1) * conditions));
    for (let d = 0; d < dim; d++) {
      rows[k * dim + d] = (z[k * dim + d] - mean[d]) / std[d];
      logScale += log(std[d]) / count;
    }
  }
  return { rows, logScale };
}

/** Looks in a trial; its part of the steps, and steps at most. */
const [LOOKS, PART, MOST] = [3, 0.07, 1000];
/** Steps between two looks at least, which cost as much as some steps. */
const LEAST_EVERY = 25;

/**
 * Trains one after the other for a while, as long as each is better than those before, and the one whose held-out rows then have the least loss in nats
 * to the end. Disposes of the others. Where splines are no help, lines may lead after so few steps, but not in the end.
 */
export function learn(
  candidates: readonly Candidate[],
  { steps, ...options }: TrainOptions & { steps: number },
): AsyncGenerator<TrainProgress, ScoreNetwork, void> {
  const every = Math.max(LEAST_EVERY, Math.ceil(Math.min(MOST, PART * steps) / LOOKS));
  const trial = LOOKS * every;
  const tried = steps > candidates.length * trial ? candidates : candidates.slice(0, 1);
  for (const { network } of candidates.slice(tried.length)) network.dispose();
  const own = steps - (tried.length - 1) * trial;
  const runs = tried.map(({ network, rows, held, logScale }): Tried => {
    const run = train(network, rows, { ...options, validation: held, steps: own, validateEvery: every });
    return { network, logScale, run, work: run[Symbol.asyncIterator](), nats: Infinity };
  });
  return choose(runs, { trial: tried.length > 1 ? trial : 0, steps });
}

interface Tried extends Pick<Candidate, "network" | "logScale"> {
  run: TrainingRun;
  work: AsyncGenerator<TrainProgress, void, void>;
  /** Loss of z, of the last look. */
  nats: number;
}

async function* choose(
  runs: readonly Tried[],
  { trial, steps }: { trial: number; steps: number },
): AsyncGenerator<TrainProgress, ScoreNetwork, void> {
  let done = 0;
  const tell = (progress: TrainProgress): TrainProgress => ({ ...progress, step: ++done, steps });
  let chosen: Tried | undefined;
  const drop = async (but?: Tried): Promise<void> => {
    for (const one of runs) {
      if (one === but) continue;
      await one.work.return();
      one.network.dispose();
    }
  };
  try {
    let best = runs[0];
    for (const one of runs) {
      for (let k = 0; k < trial; k++) {
        const { value } = await one.work.next();
        if (!value) break;
        if (value.nats) one.nats = value.nats.validation + one.logScale;
        yield tell(value);
      }
      if (one.nats > best.nats) break;
      best = one;
    }
    await drop(best);
    for await (const progress of best.work) yield tell(progress);
    await best.run;
    return (chosen = best).network;
  } finally {
    if (!chosen) await drop();
  }
}
