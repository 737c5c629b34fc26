import { createEngine } from "../engine/engine.ts";
import { Particles, SCORED_ROWS } from "../engine/particles.ts";
import { TILE_ROWS } from "../engine/plan.ts";
import { LangevinError } from "../errors.ts";
import { scoreOf } from "../models/check.ts";
import type { ScoreModel } from "../models/score-model.ts";
import { ScoreNetwork } from "../network.ts";
import { toTable } from "../rows.ts";
import { identityStandardisation, standardise, unstandardise } from "../standardisation.ts";
import { Breather } from "../yielding.ts";
import { drift, type Chain, type Level, type Move } from "./moves.ts";
import type { SamplerOptions } from "./options.ts";
import type { SamplingProgress } from "./sampling-run.ts";

/** Floating-point operations between two looks at the clock: about 2 ms. */
const BURST = 5e7;

/** A level with its number and its name in messages. */
interface Stage extends Level {
  level: number;
  name: string;
}

/** Part of a move: rows [begin, end), of a Langevin move the steps [from, to). */
interface Part {
  move: Move;
  begin: number;
  end: number;
  from: number;
  to: number;
  /** Of the first noise it draws: noises of a level are counted from 0 along its moves. */
  step: number;
  /** Evaluations, of all rows together, once it is done. */
  evaluated: number;
}

/**
 * Runs the levels in order, each over all particles; arguments are checked already.
 *
 * @throws LangevinError "invalid-argument" at once where noise is drawn on the way by a network without a score
 */
export function runChain(
  where: string,
  model: ScoreModel,
  chain: Chain,
  options: SamplerOptions,
): AsyncGenerator<SamplingProgress, Float32Array, void> {
  const coupling = model instanceof ScoreNetwork ? model.training?.settings.coupling : undefined;
  if (coupling === "optimal-transport" && chain.levels.some(({ moves }) => moves.some(drawsNoise)))
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected a network with a score, got one trained with coupling "${coupling}", which gives the velocity of ` +
        "an ODE alone; use eulerOde, heunOde or dpmSolverPlusPlus, without churn or eta",
    );
  return run(where, model, chain, options);
}

function drawsNoise(move: Move): boolean {
  return move.kind === "langevin" || (move.kind === "combine" && move.noise !== 0);
}

async function* run(
  where: string,
  model: ScoreModel,
  { levels, startMean, startStd, denoise, registers = 2 }: Chain,
  { count, seed = 0, offset = 0, start, signal, engine }: SamplerOptions,
): AsyncGenerator<SamplingProgress, Float32Array, void> {
  const network = model instanceof ScoreNetwork ? model : undefined;
  const { dim } = model;
  signal?.throwIfAborted();
  const home = network?.engine ?? engine ?? (await createEngine({ threads: 1 }));
  home.check(where);
  const standardisation = model.standardisation ?? identityStandardisation(dim);
  const breather = new Breather(signal);
  const particles = new Particles(home, { dim, count, offset, seed, registers });
  const current = (): Float32Array => unstandardise(particles.rows(), standardisation);
  const stages = levels.map((level, k): Stage => ({ ...level, level: k, name: `level ${k} (sigma ${level.sigma})` }));
  if (denoise !== undefined) {
    const moves = drift(denoise, denoise * denoise);
    stages.push({ sigma: denoise, moves, level: levels.length - 1, name: "the final denoising" });
  }
  const total = stages.reduce((sum, { moves }) => sum + evaluations(moves), 0);
  try {
    if (start) particles.set(standardise(toTable(where, "start", start, dim).values, standardisation));
    else particles.start(startMean, startStd);
    const began = performance.now();
    let before = 0;
    for (const { moves, level, sigma, name } of stages) {
      for (const part of parts(moves, count, network)) {
        const pending = perform(where, model, particles, level, part);
        if (pending) await pending;
        if (part.move.kind === "combine" || !breather.due) continue;
        await breather.breathe();
        (network ? network.mlp : home).check(where);
        const fraction = (before + part.evaluated / count) / total;
        const secondsLeft = ((performance.now() - began) / 1000) * (1 / fraction - 1);
        yield { level, levels: levels.length, sigma, fraction, secondsLeft, current };
        signal?.throwIfAborted();
        (network ? network.mlp : home).check(where);
      }
      before += evaluations(moves);
      refuseNonFinite(where, particles, name);
    }
    return current();
  } finally {
    particles.dispose();
    if (!network && !engine) home.dispose();
  }
}

/** Scores that moves ask for, a row. */
function evaluations(moves: readonly Move[]): number {
  return moves.reduce((sum, move) => sum + (move.kind === "langevin" ? move.steps : Number(move.kind === "score")), 0);
}

/** A level's work in pieces of about BURST operations a thread: blocks of rows, and on each block the moves in order. */
function* parts(moves: readonly Move[], count: number, network: ScoreNetwork | undefined): Generator<Part> {
  const threads = network?.engine.threads ?? 1;
  const perRow = network?.mlp.operationsPerRow ?? 1;
  const unit = TILE_ROWS * threads; // a tile for every thread at least
  const units = Math.max(1, Math.round(BURST / (TILE_ROWS * perRow * evaluations(moves))));
  const rows = Math.min(count, network ? unit * units : SCORED_ROWS);
  const stride = network ? Math.max(1, Math.round((threads * BURST) / (perRow * rows))) : 1;
  let evaluated = 0;
  for (let begin = 0; begin < count; begin += rows) {
    const end = Math.min(count, begin + rows);
    let step = 0;
    for (const move of moves) {
      const steps = move.kind === "langevin" ? move.steps : 1;
      for (let from = 0; from < steps; from += stride) {
        const to = Math.min(steps, from + stride);
        if (move.kind !== "combine") evaluated += (end - begin) * (to - from);
        yield { move, begin, end, from, to, step: step + from, evaluated };
      }
      if (move.kind === "langevin" || (move.kind === "combine" && move.noise !== 0)) step += steps;
    }
  }
}

/** One part, inside WebAssembly where the model is a network. */
function perform(
  where: string,
  model: ScoreModel,
  particles: Particles,
  level: number,
  part: Part,
): void | Promise<void> {
  const { move, begin, end, from, to, step } = part;
  if (move.kind === "combine") return particles.combine(move, part, { level, step });
  if (model instanceof ScoreNetwork) {
    if (move.kind === "score") return particles.networkScore(model.mlp, part, move);
    const burst = { begin, end, from: step, to: step + to - from };
    return particles.networkSteps(model.mlp, burst, { ...move, level });
  }
  if (move.kind === "score") {
    const { of, into, sigma } = move;
    return particles.replace(begin, scoreOf(where, model, particles.rows(begin, end, of), sigma), into);
  }
  for (const update of drift(move.sigma, move.alpha / 2, Math.sqrt(move.alpha)))
    void perform(where, model, particles, level, { ...part, move: update });
}

function refuseNonFinite(where: string, particles: Particles, when: string): void {
  const row = particles.firstNonFinite();
  if (row >= 0)
    throw new LangevinError(
      "diverged",
      `${where}: expected finite particles, got row ${row} not finite after ${when}; try smaller steps`,
    );
}
