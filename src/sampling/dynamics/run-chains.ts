import { decodeRows, encodeRows } from "../../data/encoding.ts";
import { toTable } from "../../data/rows.ts";
import type { Evaluator } from "../../models/evaluator/evaluator.ts";
import { startLaws } from "../../models/evaluator/start-laws.ts";
import { deviationOf } from "../../models/moments.ts";
import { LangevinError } from "../../support/errors.ts";
import { Pacer } from "../../support/pacer.ts";
import { homeOf } from "../chain/home.ts";
import { combine } from "../chain/moves.ts";
import { Registers } from "../chain/registers.ts";
import type { Chains, ChainState } from "./chains.ts";
import { Curvature, largestOf, type Curved } from "./curvature.ts";
import { operation } from "./integrators/integrator.ts";
import { integrators } from "./integrators/index.ts";
import { Kept } from "./kept.ts";
import { Metropolis } from "./metropolis.ts";
import type { DynamicsSettings } from "./options.ts";
import { AcceptanceTuner, CurvatureTuner, limitSentence, stepLimit, type Tuner } from "./step-size.ts";
import { Unadjusted } from "./stepper.ts";
import { Walkers } from "./walkers.ts";

/** Proposals after which a chain that accepted none is given up. */
const STUCK = 100;

/** Normals that begin the momenta are not those of a step. */
const MOMENTA = 2;

/** All of a run; arguments are checked already. `start` is in the model's units, a row for each chain. */
export async function* runChains(
  where: string,
  evaluator: Evaluator,
  settings: DynamicsSettings,
  start: Float32Array | undefined,
): AsyncGenerator<ChainState, Chains, void> {
  const { sigma, chains, burnIn, steps, thin, metropolis, temperature, seed, offset, signal, engine } = settings;
  const { dim, encoding } = evaluator;
  const integrator = integrators[settings.integrator];
  signal?.throwIfAborted();
  const home = await homeOf(where, evaluator, engine);
  const registers = new Registers(where, [
    ...["score", "probe", "probeScore"],
    ...(metropolis ? ["proposal", "proposalScore"] : integrator.momentum ? ["momentum"] : []),
  ]);
  const kept = new Kept(where, {
    ...{ chains, dim: encoding.columns },
    count: settings.keep ? Math.floor(steps / thin) : 1,
  });
  const particles = evaluator.particles(home.engine, { dim, count: chains, offset, seed, registers: registers.count });
  const pacer = new Pacer(signal);
  const walkers = new Walkers(where, { evaluator, particles, registers, pacer, check: () => home.check() });
  const kinetic = integrator.momentum ? new Float64Array(chains) : undefined;
  try {
    if (start) particles.set(start);
    else particles.start(await startLaws(where, evaluator, sigma, signal));
    if (kinetic) {
      walkers.replace("momentum", new Float32Array(chains * dim));
      const begin = combine("momentum", { momentum: 1 }, Math.sqrt(temperature));
      await walkers.perform(operation(begin, { draw: MOMENTA }), 0);
    }
    const curvature = new Curvature(walkers, sigma, seed, deviationOf(evaluator) || 1);
    const steepest = largestOf(await curvature.measure());
    const atStart = { ...steepest, chain: offset + steepest.chain };
    const stepper = metropolis
      ? new Metropolis(where, walkers, evaluator.model, settings)
      : new Unadjusted(walkers, integrator, settings);
    const tuner = tunerOf(stepper, curvature, atStart);
    const began = performance.now();
    const last = burnIn + steps;
    for (let step = 0; step < last; step++) {
      if (step <= burnIn) stepper.stepSize = await tuner.next(step);
      if (step === burnIn && stepper instanceof Metropolis) {
        refuseStuck(stepper, atStart);
        stepper.reset();
      }
      await take(stepper, step, atStart);
      const after = step + 1 - burnIn;
      if (after <= 0 || after % thin !== 0) continue;
      const state = decodeRows(where, encoding, walkers.rows("x"));
      kept.add(state);
      if (kinetic) addSquares(kinetic, walkers.rows("momentum"));
      const fraction = (step + 1) / last;
      const secondsLeft = ((performance.now() - began) / 1000) * (1 / fraction - 1);
      yield { step: after, state, fraction, secondsLeft };
      signal?.throwIfAborted();
      home.check();
    }
    const adjusted = stepper instanceof Metropolis ? stepper : undefined;
    if (adjusted) refuseStuck(adjusted, atStart);
    const states = Math.floor(steps / thin);
    return {
      ...{ states: kept.states, chains, kept: kept.count, dim: encoding.columns, stepSize: stepper.stepSize },
      acceptance: adjusted && adjusted.accepted.map((count) => count / adjusted.proposed),
      kineticTemperature: kinetic?.map((sum) => sum / (dim * states)),
      evaluations: walkers.evaluations,
    };
  } finally {
    particles.dispose();
    home.leave();
  }

  function tunerOf(stepper: Unadjusted | Metropolis, curvature: Curvature, atStart: Curved): Tuner {
    const { stepSize } = settings;
    if (stepSize === undefined)
      return stepper instanceof Metropolis
        ? new AcceptanceTuner(where, stepper, curvature, burnIn, atStart)
        : new CurvatureTuner(where, integrator, curvature, burnIn, atStart);
    if (!metropolis && !(stepSize < stepLimit(integrator, atStart.k)))
      throw new LangevinError(
        "invalid-argument",
        `${where}: expected stepSize below ${limitSentence(integrator, atStart)}, got ${stepSize}; take smaller steps, or start nearer to a mode`,
      );
    return { next: () => stepSize };
  }

  /** One step of all chains, and a sentence where one of them has left the numbers. */
  async function take(stepper: Unadjusted | Metropolis, step: number, atStart: Curved): Promise<void> {
    const diverged = (chain: number, cause?: unknown): LangevinError =>
      new LangevinError(
        "diverged",
        `${where}: expected finite states, got chain ${offset + chain} not finite after step ${step + 1} with stepSize ` +
          `${stepper.stepSize}; steps are stable below ${limitSentence(integrator, atStart)}, and smaller ones where it is larger; take smaller ` +
          "steps, or start nearer to a mode",
        { cause },
      );
    try {
      await stepper.step(step);
    } catch (cause) {
      // A model may refuse what is far outside before it is infinite
      const isOurs = cause instanceof LangevinError && (cause.code === "diverged" || cause.code === "invalid-data");
      throw isOurs ? diverged(farthest(walkers.rows("x"), dim), cause) : cause;
    }
    const chain = walkers.firstNonFinite();
    if (chain >= 0) throw diverged(chain);
  }

  function refuseStuck({ accepted, proposed, stepSize }: Metropolis, atStart: Curved): void {
    const chain = proposed < STUCK ? -1 : accepted.indexOf(0);
    if (chain >= 0)
      throw new LangevinError(
        "diverged",
        `${where}: expected chains that move, got chain ${offset + chain}, whose ${proposed} proposals were all rejected, with stepSize ` +
          `${stepSize}; ${whyStuck(stepSize, atStart)}`,
      );
  }

  function whyStuck(stepSize: number, atStart: Curved): string {
    if (stepSize > stepLimit(integrator, atStart.k))
      return `proposals overshoot above ${limitSentence(integrator, atStart)}; take smaller steps, or start nearer to a mode`;
    return (
      "in many columns a mode itself is left by short steps only, since hardly any row is as probable; take smaller steps, or start " +
      "at a row like those of the density"
    );
  }

  function addSquares(sums: Float64Array, momenta: Float32Array): void {
    momenta.forEach((p, i) => (sums[Math.floor(i / dim)] += p * p));
  }
}

/** The row with a value that is not finite, or else the largest. */
function farthest(rows: Float32Array, dim: number): number {
  let [at, most] = [0, -1];
  rows.forEach((value, i) => {
    const size = Number.isFinite(value) ? Math.abs(value) : Infinity;
    if (size > most) [at, most] = [i, size];
  });
  return Math.floor(at / dim);
}

/** The caller's start in the model's units, a row for each chain. */
export function startOf(where: string, { encoding }: Evaluator, settings: DynamicsSettings): Float32Array | undefined {
  const { start, chains } = settings;
  if (start === undefined) return undefined;
  const table = toTable(where, "start", start, encoding.columns);
  if (table.count !== chains && table.count !== 1)
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected start of one row or of ${chains}, got ${table.count}`,
    );
  const rows = encodeRows(where, "start", encoding, table);
  if (table.count === chains) return rows;
  return Float32Array.from({ length: chains * rows.length }, (_, i) => rows[i % rows.length]);
}
