import { invalid } from "../support/errors.ts";

/** One round of a sweep: so many trials are trained from one step to another, and their best ones enter the next. */
export interface Rung {
  /** Trials that may enter; fewer do where more of the rung before diverged. */
  readonly entrants: number;
  /** Steps done at its beginning, and at its end. */
  readonly from: number;
  readonly to: number;
  /** Index of its first task. */
  readonly first: number;
}

/** Where a task is: it trains the trial that is number `place` of those that entered the rung. */
export interface TaskPlace {
  readonly rung: number;
  readonly place: number;
}

/**
 * Steps at the end of each rung: steps/η^r, rounded up, down from all. As many rungs as leave one trial for the last, unless
 * their number is given.
 */
export function rungSteps(
  where: string,
  { trials, eta, steps, rungs }: { trials: number; eta: number; steps: number; rungs: number | undefined },
): number[] {
  let most = 1;
  for (let power = eta; power <= trials && power <= steps; power *= eta) most++;
  if (rungs !== undefined && rungs > most)
    throw invalid(where, `at most ${most} rungs for ${trials} trials of ${steps} steps and eta ${eta}`, rungs);
  const ends: number[] = [];
  for (let power = 1; ends.length < (rungs ?? most); power *= eta) ends.unshift(Math.ceil(steps / power));
  return ends;
}

/** The rungs of synchronous successive halving (Jamieson & Talwalkar 2016, arXiv:1502.07943): ⌊n/η⌋ of n go on, one at least. */
export function rungsOf(trials: number, eta: number, ends: readonly number[]): Rung[] {
  let [entrants, from, first] = [trials, 0, 0];
  return ends.map((to) => {
    const rung = { entrants, from, to, first };
    [entrants, from, first] = [Math.max(1, Math.floor(entrants / eta)), to, first + entrants];
    return rung;
  });
}

export function placeOf(rungs: readonly Rung[], index: number): TaskPlace {
  const rung = rungs.findLastIndex(({ first }) => first <= index);
  return { rung, place: index - rungs[rung].first };
}

/** What decides over a trial's rank. */
export interface Standing {
  readonly trial: number;
  /** Mean ln p of the held-out rows; undefined for a trial that diverged. */
  readonly score: number | undefined;
  /** Held-out rows that the model cannot make, which are not in the mean. */
  readonly impossible: number;
}

/** The better one first: by rows that cannot be made, by the score, then by number, so that equal scores have an order too. */
export function compareStandings(a: Standing, b: Standing): number {
  if ((a.score === undefined) !== (b.score === undefined)) return a.score === undefined ? 1 : -1;
  if (a.impossible !== b.impossible) return a.impossible - b.impossible;
  if (a.score !== b.score) return a.score! > b.score! ? -1 : 1;
  return a.trial - b.trial;
}

/** The trials that enter the next rung, the best first. One that diverged does not go on. */
export function promoted(standings: readonly Standing[], entrants: number): number[] {
  return standings
    .filter(({ score }) => score !== undefined)
    .sort(compareStandings)
    .slice(0, entrants)
    .map(({ trial }) => trial);
}
