import type { TableColumn } from "../column.ts";
import { drawRows } from "../row-draws.ts";
import { takeRows } from "../table-rows.ts";
import { classifierScores } from "./classifier-attack.ts";
import { closenessRatio, ClosestRows } from "./closest-rows.ts";
import { copiedRows } from "./copied-rows.ts";
import type { AttackScores } from "./judge-attacks.ts";
import { half, type JudgedRows } from "./judged-rows.ts";
import { KernelDensity } from "./kernel-density.ts";

/** Cells that are compared in one pass of judged rows over others, about: a second or so. */
const WORK = 500_000_000;
/** Cells of each class that a classifier learns from, rows at most and at least: a second or so. */
const LEARNED = { cells: 60_000, most: 3000, least: 300 };
/** Numbers of the draws of rows. */
const draws = { synthetic: 8, known: 9, learned: [10, 11] } as const;

/** Something of the judged members, and of the others. */
type Sides<T> = readonly [members: T, others: T];

function each<T, Result>(sides: Sides<T>, make: (side: T, which: 0 | 1) => Result): Sides<Result> {
  return [make(sides[0], 0), make(sides[1], 1)];
}

/** The scores of all attacks that look at synthetic rows only. */
export function attacksByRows(
  where: string,
  synthetic: readonly TableColumn[],
  train: readonly TableColumn[],
  holdout: readonly TableColumn[],
  judged: JudgedRows,
  seed: number,
): AttackScores[] {
  const most = Math.max(1000, Math.floor(WORK / ((judged.members.length + judged.others.length) * train.length)));
  const made = drawRows(synthetic, most, seed, draws.synthetic);
  const sides: Sides<TableColumn[]> = [takeRows(train, judged.members), takeRows(holdout, judged.others)];
  const closest = new ClosestRows(made, made);
  const distances = each(sides, (rows) => {
    const copied = copiedRows(rows, synthetic);
    return closest.distances(rows).map((distance, i) => (copied[i] ? 0 : distance));
  });
  const density = new KernelDensity(made, made);
  const densities = each(sides, (rows) => density.logDensities(rows));

  const [even, odd] = ([0, 1] as const).map((which) => {
    const known = drawRows(takeRows(holdout, judged.references[which]), most, seed, draws.known);
    const places = each([judged.members, judged.others], (rows) => half(rows, which));
    const rows: Sides<TableColumn[]> = [takeRows(train, places[0]), takeRows(holdout, places[1])];
    const closestKnown = new ClosestRows(made, known);
    const usual = new KernelDensity(made, known);
    const rowsToLearn = Math.max(LEARNED.least, Math.min(LEARNED.most, Math.floor(LEARNED.cells / train.length)));
    const learned = [made, known].map((table, k) => drawRows(table, rowsToLearn, seed, draws.learned[k]));
    return {
      distances: each(rows, (side) => closestKnown.distances(side)),
      densities: each(rows, (side) => usual.logDensities(side)),
      classifier: classifierScores(where, learned[0], learned[1], rows),
    };
  });
  const both = (what: keyof typeof even): Sides<Float64Array> =>
    each([0, 1] as const, (side) => alternate(even[what][side], odd[what][side]));

  const knownDistances = both("distances");
  const knownDensities = both("densities");
  const scores: Record<string, Sides<Float64Array>> = {
    "closest synthetic row": each(distances, (side) => side.map((distance) => -distance)),
    "closest synthetic against closest known row": each(distances, (side, k) =>
      closenessRatio(side, knownDistances[k]),
    ),
    "density ratio": each(densities, (side, k) => side.map((value, i) => value - knownDensities[k][i])),
    classifier: both("classifier"),
  };
  return Object.entries(scores).map(([name, [members, others]]) => ({ name, needs: "rows", members, others }));
}

/** The first of one, the first of the other, the second of one … */
function alternate(even: Float64Array, odd: Float64Array): Float64Array {
  return Float64Array.from({ length: even.length + odd.length }, (_, i) => (i % 2 === 0 ? even : odd)[i >> 1]);
}
