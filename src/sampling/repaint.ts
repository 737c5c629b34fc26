import { encodeRows } from "../data/encoding.ts";
import type { Table } from "../data/rows.ts";
import type { Evaluator } from "../models/evaluator/evaluator.ts";
import { deviationOf } from "../models/moments.ts";
import { checkSigmas, geometricSigmas } from "../noise/ladders.ts";
import { rangeOfMoments, type SigmaRange } from "../noise/sigma-range.ts";
import { invalid } from "../support/errors.ts";
import { copiedRows, repeat } from "./chain/copies.ts";
import { incompleteBlocks } from "./chain/incomplete.ts";
import { combine, drift, overwrite, type Move } from "./chain/moves.ts";
import type { RunOptions } from "./chain/options.ts";
import type { Level } from "./chain/plan.ts";
import { levelsOf } from "./chain/plan.ts";
import { runPlan } from "./chain/run-plan.ts";
import type { SamplingProgress } from "./chain/sampling-run.ts";

/** What of the options of `impute` is RePaint's. */
interface RepaintSettings {
  copies: number;
  sigmas?: ArrayLike<number> | undefined;
  resamples?: number | undefined;
  jumpLength?: number | undefined;
}

/** RePaint over the rows with gaps, as `impute` says; undefined where there are none. */
export function repaint(
  where: string,
  evaluator: Evaluator,
  table: Table,
  { copies, sigmas: given, resamples, jumpLength = 1 }: RepaintSettings,
  run: RunOptions,
): AsyncGenerator<SamplingProgress, Float64Array, void> | undefined {
  const sigmas = given === undefined ? usualLadder(evaluator) : checkSigmas(where, given);
  if (sigmas.length < 2) throw invalid(where, "at least 2 sigmas", sigmas.length);
  const known = encodeRows(where, "rows", evaluator.encoding, table);
  const blocks = incompleteBlocks(table.values, table.dim).map(({ begin, end }) => ({
    begin: begin * copies,
    end: end * copies,
  }));
  if (blocks.length === 0) return undefined;
  const std = deviationOf(evaluator);
  const times = (sigma: number): number =>
    resamples ?? Math.min(200, Math.ceil(8 * (1 + (std * std) / (sigma * sigma))));
  const repeated = evaluator.rows === undefined ? evaluator : evaluator.forRows(copiedRows(run.count, copies));
  return runPlan(
    where,
    repeated,
    {
      levels: levelsOf(jumps(sigmas, jumpLength).map((ladder, k) => resampled(ladder, times(ladder[0]), k === 0))),
      blocks,
      registers: ["score", "known"],
      constant: { register: "known", rows: () => repeat(known, evaluator.dim, copies) },
      start: sigmas[0],
      denoise: sigmas[sigmas.length - 1],
    },
    run,
  );
}

/** The ladder in overlapping pieces of `jumpLength` steps. */
function jumps(sigmas: Float64Array, jumpLength: number): Float64Array[] {
  const count = Math.ceil((sigmas.length - 1) / jumpLength);
  return Array.from({ length: count }, (_, k) => sigmas.subarray(k * jumpLength, (k + 1) * jumpLength + 1));
}

/** Down a piece of the ladder and up again, `times` times down; the first begins with rows that are known. */
function resampled(ladder: Float64Array, times: number, first: boolean): Level {
  const width = (from: number, to: number): number => (from - to) * (from + to);
  const down = Array.from(ladder.subarray(1), (next, i) => {
    const variance = width(ladder[i], next);
    return [...drift(ladder[i], variance, Math.sqrt(variance)), ...renoise(next)];
  }).flat();
  const up = combine("x", { x: 1 }, Math.sqrt(width(ladder[0], ladder[ladder.length - 1])));
  return {
    sigma: ladder[0],
    evaluations: times * (ladder.length - 1),
    moves: {
      *[Symbol.iterator]() {
        if (first) yield* renoise(ladder[0]);
        for (let r = 0; r < times; r++) {
          if (r > 0) yield up;
          yield* down;
        }
      },
    },
  };
}

/** Where known, x ← known + σ·z, with z of its own. */
function renoise(sigma: number): Move[] {
  return [combine("score", { known: 1 }, sigma), overwrite("x", "score")];
}

/** σ from where to where: the model's, or by its moments. */
export function usualRange({ sigmaRange, variance }: Evaluator): SigmaRange {
  return sigmaRange ?? rangeOfMoments(variance);
}

function usualLadder(evaluator: Evaluator): Float64Array {
  const { sigmaMax, sigmaMin } = usualRange(evaluator);
  let count = 2;
  for (let sigma = sigmaMax; sigma > 2 * sigmaMin; sigma /= 2) count++;
  return geometricSigmas({ sigmaMax, sigmaMin, count });
}
