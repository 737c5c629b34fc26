import type { Particles } from "../../engine/index.ts";
import { decodeRows, encodeRows } from "../../data/encoding.ts";
import { toTable } from "../../data/rows.ts";
import type { Evaluator } from "../../models/evaluator/evaluator.ts";
import { startLaws } from "../../models/evaluator/start-laws.ts";
import { remedyFor } from "../../models/check.ts";
import { isPromise, type Awaitable } from "../../support/after.ts";
import { LangevinError } from "../../support/errors.ts";
import { Pacer } from "../../support/pacer.ts";
import { homeOf } from "./home.ts";
import { incompleteBlocks } from "./incomplete.ts";
import { drawsOf, drift, evaluationsOf } from "./moves.ts";
import { partsOf, type Part } from "./parts.ts";
import { refuseVelocity } from "./refuse-velocity.ts";
import { evaluationsAt, totalEvaluations, type Level, type Plan } from "./plan.ts";
import type { RunOptions } from "./options.ts";
import { Registers } from "./registers.ts";
import type { SamplingProgress } from "./sampling-run.ts";

/** A level with its number and its name in messages. */
interface Stage extends Level {
  level: number;
  name: string;
}

/**
 * Runs the levels in order, each over all particles; arguments are checked already.
 *
 * @throws LangevinError "invalid-argument" at once where noise is drawn on the way by a model without a score
 */
export function runPlan(
  where: string,
  evaluator: Evaluator,
  plan: Plan,
  options: RunOptions,
): AsyncGenerator<SamplingProgress, Float64Array, void> {
  if (evaluator.coupled && drawsNoise(plan)) throw refuseVelocity(where, evaluator.coupled);
  return run(where, evaluator, plan, options);
}

function drawsNoise({ levels }: Plan): boolean {
  for (let k = 0; k < levels.count; k++) for (const move of levels.at(k).moves) if (drawsOf(move) > 0) return true;
  return false;
}

async function* run(
  where: string,
  evaluator: Evaluator,
  { levels, start, denoise, registers: names = ["score"], constant, blocks }: Plan,
  { count, seed, offset, start: given, signal, engine }: RunOptions,
): AsyncGenerator<SamplingProgress, Float64Array, void> {
  const { dim, encoding } = evaluator;
  const registers = new Registers(where, names);
  signal?.throwIfAborted();
  const home = await homeOf(where, evaluator, engine);
  const pacer = new Pacer(signal);
  const particles = evaluator.particles(home.engine, { dim, count, offset, seed, registers: registers.count });
  const current = (): Float64Array => decodeRows(where, encoding, withKnown(particles.rows(), evaluator.known));
  const { known } = evaluator;
  const rows = blocks ?? (known ? incompleteBlocks(known, dim) : [{ begin: 0, end: count }]);
  const moved = rows.reduce((sum, { begin, end }) => sum + end - begin, 0);
  const total = moved * (totalEvaluations(levels) + Number(denoise !== undefined));
  try {
    if (given) particles.set(encodeRows(where, "start", encoding, toTable(where, "start", given, dim)));
    else particles.start(typeof start === "number" ? await startLaws(where, evaluator, start, signal) : start);
    if (constant) particles.replace(0, constant.rows(), registers.of(constant.register));
    const began = performance.now();
    let before = 0;
    for (const stage of stages()) {
      const { moves, level, sigma, name } = stage;
      for (const part of partsOf(moves, rows, evaluator)) {
        const pending = perform(where, { evaluator, particles, registers, level }, part);
        if (isPromise(pending)) await pending;
        if (evaluationsOf(part.move) === 0 || !pacer.due) continue;
        await pacer.pause();
        home.check();
        const fraction = Math.min(1, (before + part.evaluated) / total);
        const secondsLeft = ((performance.now() - began) / 1000) * (1 / fraction - 1);
        yield { level, levels: levels.count, sigma, fraction, secondsLeft, current };
        signal?.throwIfAborted();
        home.check();
      }
      before += moved * evaluationsAt(stage);
      refuseNonFinite(where, evaluator, particles, { offset, when: name });
    }
    return current();
  } finally {
    particles.dispose();
    home.leave();
  }

  /** The levels, and after them the final denoising. */
  function* stages(): Generator<Stage, void, void> {
    const last = levels.count - 1;
    for (let k = 0; k <= last; k++) {
      const level = levels.at(k);
      yield { ...level, level: k, name: `level ${k} (sigma ${level.sigma})` };
    }
    if (denoise === undefined) return;
    const variance = (denoise * denoise) / (evaluator.composition?.steepness ?? 1);
    yield { sigma: denoise, moves: drift(denoise, variance), level: last, name: "the final denoising" };
  }
}

/** The rows, with what is known of them in its place. */
function withKnown(rows: Float32Array, known: Float32Array | undefined): Float32Array {
  return known ? rows.map((value, i) => (Number.isNaN(known[i]) ? value : known[i])) : rows;
}

interface Scene {
  evaluator: Evaluator;
  particles: Particles;
  registers: Registers;
  level: number;
}

/** One part: its sums by the particles, its scores by the model. */
function perform(where: string, { evaluator, particles, registers, level }: Scene, part: Part): Awaitable<void> {
  const { move, begin, end, from, to, step } = part;
  if (move.kind === "combine") return particles.combine(registers.combination(move), part, { level, step });
  if (move.kind === "overwrite") return particles.overwrite(registers.overwrite(move), part);
  if (move.kind === "langevin") {
    const burst = { begin, end, from: step, to: step + to - from };
    return evaluator.langevin!(particles, burst, { ...move, level });
  }
  const { sigma } = move;
  return evaluator.score(where, particles, part, { of: registers.of(move.of), into: registers.of(move.into), sigma });
}

function refuseNonFinite(
  where: string,
  { inside, model }: Evaluator,
  particles: Particles,
  { offset, when }: { offset: number; when: string },
): void {
  const row = particles.firstNonFinite();
  if (row >= 0)
    throw new LangevinError(
      "diverged",
      `${where}: expected finite particles, got row ${offset + row} not finite after ${when}; ` +
        (inside ? "try smaller steps" : remedyFor(model)),
    );
}
