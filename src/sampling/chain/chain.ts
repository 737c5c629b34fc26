import { createEngine, Particles, type Register, SCORED_ROWS, TILE_ROWS } from "../../engine/index.ts";
import { LangevinError } from "../../support/errors.ts";
import { networkOf, takesTwo, type NetworkModel } from "../../models/conditioning/network-of.ts";
import { forRows } from "../../models/conditioning/per-row.ts";
import { scoreOf } from "../../models/check.ts";
import type { ScoreModel } from "../../models/score-model.ts";
import { toTable } from "../../data/rows.ts";
import { identityEncoding } from "../../data/encodings/identity.ts";
import { Pacer } from "../../support/pacer.ts";
import { lowered } from "./expand.ts";
import { drift, isEvaluation, stepsOf, type Block, type Chain, type Level, type Move } from "./moves.ts";
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
): AsyncGenerator<SamplingProgress, Float64Array, void> {
  const coupling = networkOf(model)?.network.training?.settings.coupling;
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
  { levels, startMean, startStd, denoise, registers = 2, constant, blocks }: Chain,
  { count, seed = 0, offset = 0, start, signal, engine }: SamplerOptions,
): AsyncGenerator<SamplingProgress, Float64Array, void> {
  const inside = networkOf(model);
  const network = inside?.network;
  const scores = takesTwo(inside) ? 2 : 1;
  const { dim } = model;
  signal?.throwIfAborted();
  const home = network?.engine ?? engine ?? (await createEngine({ threads: 1 }));
  home.check(where);
  const encoding = model.encoding ?? identityEncoding(dim);
  const pacer = new Pacer(signal);
  const labels = inside && labelsOf(inside, count);
  const particles = new Particles(home, { dim, count, offset, seed, registers: registers + scores - 1, labels });
  const current = (): Float64Array => encoding.decode(particles.rows());
  const stages = levels.map((level, k): Stage => ({ ...level, level: k, name: `level ${k} (sigma ${level.sigma})` }));
  if (denoise !== undefined) {
    const moves = drift(denoise, denoise * denoise);
    stages.push({ sigma: denoise, moves, level: levels.length - 1, name: "the final denoising" });
  }
  const rows = blocks ?? [{ begin: 0, end: count }];
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const work = ({ moves }: Level): number =>
    sum(rows.map(({ begin, end }) => end - begin)) *
    scores *
    sum(moves.map((move) => (isEvaluation(move) ? stepsOf(move) : 0)));
  const total = sum(stages.map(work));
  try {
    if (start) particles.set(encoding.encode(toTable(where, "start", start, dim).values));
    else particles.start(startMean, startStd);
    if (constant) particles.replace(0, constant.rows, constant.register);
    const began = performance.now();
    let before = 0;
    for (const stage of stages) {
      const { moves, level, sigma, name } = stage;
      for (const part of parts(moves, rows, inside, registers)) {
        const pending = perform(where, model, particles, level, part);
        if (pending) await pending;
        if (!isEvaluation(part.move) || !pacer.due) continue;
        await pacer.pause();
        (network ? network.mlp : home).check(where);
        const fraction = (before + part.evaluated) / total;
        const secondsLeft = ((performance.now() - began) / 1000) * (1 / fraction - 1);
        yield { level, levels: levels.length, sigma, fraction, secondsLeft, current };
        signal?.throwIfAborted();
        (network ? network.mlp : home).check(where);
      }
      before += work(stage);
      refuseNonFinite(where, particles, name);
    }
    return current();
  } finally {
    particles.dispose();
    if (!network && !engine) home.dispose();
  }
}

/** What the kernels are given of the labels. */
function labelsOf({ labels, guidance }: NetworkModel, count: number): Int32Array | undefined {
  if (guidance === 0) return undefined;
  return typeof labels === "number" ? new Int32Array(count).fill(labels) : labels;
}

/** A level's work in pieces of about BURST operations a thread: pieces of the blocks, and on each the moves in order. */
function* parts(
  moves: readonly Move[],
  blocks: readonly Block[],
  inside: NetworkModel | undefined,
  spare: Register,
): Generator<Part> {
  const threads = inside?.network.engine.threads ?? 1;
  const perRow = inside?.network.mlp.operationsPerRow ?? 1;
  const longest = moves.reduce((most, move) => Math.max(most, stepsOf(move)), 1);
  const units = Math.max(1, Math.round(BURST / (TILE_ROWS * perRow * longest)));
  const most = inside ? TILE_ROWS * threads * units : SCORED_ROWS; // a tile for every thread at least
  let evaluated = 0;
  for (const block of blocks)
    for (let { begin } = block; begin < block.end; begin += most) {
      const end = Math.min(block.end, begin + most);
      const stride = Math.max(1, Math.round((threads * BURST) / (perRow * (end - begin))));
      let step = 0;
      for (const move of lowered(moves, inside, spare)) {
        const steps = stepsOf(move);
        for (let from = 0; from < steps; from += stride) {
          const to = Math.min(steps, from + stride);
          if (isEvaluation(move)) evaluated += (end - begin) * (to - from);
          yield { move, begin, end, from, to, step: step + from, evaluated };
        }
        if (drawsNoise(move)) step += steps;
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
  if (move.kind === "overwrite") return particles.overwrite(move, part);
  const inside = networkOf(model);
  if (move.kind === "langevin") {
    const burst = { begin, end, from: step, to: step + to - from };
    return particles.networkSteps(inside!.network.mlp, burst, { ...move, level });
  }
  if (inside) return particles.networkScore(inside.network.mlp, part, move);
  const { of, into, sigma } = move;
  const which = Array.from({ length: end - begin }, (_, k) => begin + k);
  const values = scoreOf(where, forRows(model, which), particles.rows(begin, end, of), sigma);
  particles.replace(begin, values, into);
}

function refuseNonFinite(where: string, particles: Particles, when: string): void {
  const row = particles.firstNonFinite();
  if (row >= 0)
    throw new LangevinError(
      "diverged",
      `${where}: expected finite particles, got row ${row} not finite after ${when}; try smaller steps`,
    );
}
