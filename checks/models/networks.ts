import { activations, parameterizations, type Engine } from "../../src/engine/index.ts";
import { distinctRows } from "../../src/data/conditions.ts";
import { standardEncoding } from "../../src/data/encodings/standard.ts";
import type { ScoreNetwork } from "../../src/models/network.ts";
import { twin } from "../../test/kit/network-twin.ts";
import { categoryTwin } from "../../test/kit/category-twin.ts";
import { testData } from "../../test/reference/gradient-check.ts";

export const SIGMAS = [0.1, 0.3, 1, 3, 10];
export const CLASSES = 3;

/** A network with random weights, and what it is called. */
export interface Case {
  name: string;
  network: ScoreNetwork;
}

/** Every parameterization with every activation, with labels and without. */
export function everyKind(engine: Engine): Case[] {
  return parameterizations.flatMap((parameterization) =>
    activations.flatMap((activation) =>
      [0, CLASSES].map((classes) => {
        const shape = { dim: 2, hidden: [64, 64, 32], coordinateFrequencies: 4 };
        const { network } = twin(engine, { ...shape, parameterization, activation, classes }, true);
        return { name: `${parameterization}-${activation}${classes > 0 ? "-labels" : ""}`, network };
      }),
    ),
  );
}

/** Blocks of categories, known values, both; numeric conditions. */
export function otherKinds(engine: Engine): Case[] {
  const shares = [[0.5, 0.3, 0.2], [0.9, 0.1]]; // prettier-ignore
  const shape = { dim: 2, hidden: [64, 64], coordinateFrequencies: 4, conditions: 3, conditionFrequencies: 2 };
  const { network: conditioned } = twin(engine, shape, true);
  conditioned.conditionEncoding = standardEncoding({
    mean: Float64Array.of(3, -1, 0),
    std: Float64Array.of(2, 0.1, 9),
  });
  return [
    { name: "conditions", network: conditioned },
    { name: "categories", network: categoryTwin(engine, { dim: 2, shares }).network },
    { name: "categories-masks", network: categoryTwin(engine, { dim: 2, shares, masks: true }).network },
  ];
}

/** Noised rows at one σ, the same for the same number; labels −1 to classes − 1 in turn. */
export function noisedRows(rows: number, dim: number, sigma: number, seed: number): Float32Array {
  return Float32Array.from(testData(rows * dim, seed), (z) => z * Math.hypot(1, sigma));
}

export function labelsOf(rows: number): Int32Array {
  return Int32Array.from({ length: rows }, (_, r) => (r % (CLASSES + 1)) - 1);
}

/** Conditions of rows in their own units, none of every fifth row; and as predictions take them. */
export function conditionsOf(rows: number, { conditions: columns, conditionEncoding }: ScoreNetwork) {
  const each = Float64Array.from({ length: rows * columns }, (_, i) =>
    Math.floor(i / columns) % 5 === 0 ? NaN : 3 * Math.sin(i),
  );
  const { table, which } = distinctRows(conditionEncoding!.encode(each), columns);
  return { each, given: { conditionTable: table, labels: which } };
}

/** Known values of every second column, and of the first block of every third row; the others are NaN. */
export function knownRows(rows: number, { options, dim }: ScoreNetwork): Float32Array {
  const [block] = options.categories;
  return Float32Array.from({ length: rows * dim }, (_, i) => {
    const [row, column] = [Math.floor(i / dim), i % dim];
    if (column < 2) return (row + column) % 2 === 0 ? Math.sin(i) : NaN;
    return row % 3 === 0 && column < 4 ? block.codes[column - 2] : NaN;
  });
}

/** The largest difference, relative to the largest of the values where that is above 1. */
export function relativeDifference(
  given: ArrayLike<number>,
  ours: ArrayLike<number>,
  counts: (i: number) => boolean = () => true,
): number {
  if (given.length !== ours.length) return NaN;
  let [worst, largest] = [0, 1];
  for (let i = 0; i < ours.length; i++) {
    if (!counts(i)) continue;
    worst = Math.max(worst, Math.abs(given[i] - ours[i]));
    largest = Math.max(largest, Math.abs(ours[i]));
  }
  return worst / largest;
}
