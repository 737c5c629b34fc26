import type { ScoreModel } from "../../src/index.ts";

/** One of the samplers, as all of them can be called. */
export type AnySampler = (
  model: ScoreModel,
  sigmas: "auto",
  options: { count: number; seed: number; evaluations: number },
) => PromiseLike<Float64Array>;

export interface Sets {
  rows: number;
  /** Sets of rows, with seeds 1, 2, …. */
  sets: number;
  evaluations: number;
}

/** One value of each set of rows that a sampler makes; `measure` gives several at once. */
export async function measureSets<Name extends string>(
  sampler: AnySampler,
  model: ScoreModel,
  { rows, sets, evaluations }: Sets,
  measure: (rows: Float64Array) => Record<Name, number>,
): Promise<Record<Name, number[]>> {
  const all: Record<Name, number>[] = [];
  for (let seed = 1; seed <= sets; seed++) {
    const counted = countScores(model);
    const made = await sampler(counted.model, "auto", { count: rows, seed, evaluations });
    if (counted.scores() > evaluations * rows)
      throw new Error(`expected ${evaluations} scores a row, got ${counted.scores() / rows}`);
    all.push(measure(made));
  }
  return transposed(all);
}

/** The same of sets that are given. */
export function transposed<Name extends string>(all: readonly Record<Name, number>[]): Record<Name, number[]> {
  const names = Object.keys(all[0]) as Name[];
  return Object.fromEntries(names.map((name) => [name, all.map((one) => one[name])])) as Record<Name, number[]>;
}

/** The model, and how many rows' scores it was asked for. */
function countScores(model: ScoreModel): { model: ScoreModel; scores: () => number } {
  let scores = 0;
  const score: ScoreModel["score"] = (x, sigma) => {
    scores += x.length / model.dim;
    return model.score(x, sigma);
  };
  return { model: { ...model, score }, scores: () => scores };
}
