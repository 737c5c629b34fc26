import fc from "fast-check";
import { expect, test } from "vitest";
import { compareStandings, placeOf, promoted, rungsOf, rungSteps } from "../../src/sweep/halving.ts";
import { errorOf } from "../kit/error-of.ts";

const shape = fc.record({
  trials: fc.integer({ min: 1, max: 300 }),
  eta: fc.integer({ min: 2, max: 6 }),
  steps: fc.integer({ min: 1, max: 100_000 }),
});

test("9 trials of 900 steps: 9 to step 100, 3 to 300, 1 to 900", () => {
  const ends = rungSteps("sweep", { trials: 9, eta: 3, steps: 900, rungs: undefined });
  expect(ends).toEqual([100, 300, 900]);
  expect(rungsOf(9, 3, ends)).toEqual([
    { entrants: 9, from: 0, to: 100, first: 0 },
    { entrants: 3, from: 100, to: 300, first: 9 },
    { entrants: 1, from: 300, to: 900, first: 12 },
  ]);
});

test("what eta does not divide: ⌊n/η⌋ go on, steps are rounded up", () => {
  const ends = rungSteps("sweep", { trials: 11, eta: 3, steps: 1000, rungs: undefined });
  expect(ends).toEqual([112, 334, 1000]);
  expect(rungsOf(11, 3, ends).map(({ entrants }) => entrants)).toEqual([11, 3, 1]);
});

test("any shape: as many rungs as ⌊log η⌋ of trials or steps allow, growing to all steps; tasks are numbered without gaps", () => {
  fc.assert(
    fc.property(shape, ({ trials, eta, steps }) => {
      const ends = rungSteps("sweep", { trials, eta, steps, rungs: undefined });
      expect(ends).toHaveLength(1 + Math.floor(Math.log(Math.min(trials, steps)) / Math.log(eta) + 1e-12));
      expect(ends.at(-1)).toBe(steps);
      expect(ends.every((end, r) => end > (r === 0 ? 0 : ends[r - 1]))).toBe(true);
      const places: string[] = [];
      const rungs = rungsOf(trials, eta, ends);
      rungs.forEach(({ entrants }, rung) => {
        expect(entrants).toBe(Math.max(1, Math.floor(trials / eta ** rung)));
        for (let place = 0; place < entrants; place++) places.push(JSON.stringify({ rung, place }));
      });
      expect(places.map((_, index) => JSON.stringify(placeOf(rungs, index)))).toEqual(places);
    }),
  );
});

test("more rungs than trials or steps have powers of eta are refused", async () => {
  const asked = { trials: 9, eta: 3, steps: 900, rungs: 4 };
  expect(await errorOf(() => rungSteps("sweep", asked))).toMatchObject({
    code: "invalid-argument",
    message: "sweep: expected at most 3 rungs for 9 trials of 900 steps and eta 3, got 4",
  });
  expect(rungSteps("sweep", { ...asked, rungs: 2 })).toEqual([300, 900]);
});

const standing = (trial: number, score: number | undefined, impossible = 0) => ({ trial, score, impossible });

test("the best scores go on, best first; of equal ones the lower number; a trial that diverged never", () => {
  const standings = [standing(0, -2), standing(1, undefined), standing(2, -1), standing(3, -2), standing(4, -3)];
  expect(promoted(standings, 1)).toEqual([2]);
  expect(promoted(standings, 3)).toEqual([2, 0, 3]);
  expect(promoted(standings, 5)).toEqual([2, 0, 3, 4]);
});

test("a model that cannot make a row comes behind all that can", () => {
  expect(promoted([standing(0, 5, 1), standing(1, -5)], 2)).toEqual([1, 0]);
});

test("promotions do not depend on the order in which results came", () => {
  const any = fc.array(
    fc.record({ score: fc.option(fc.integer({ min: -3, max: 3 }), { nil: undefined }), impossible: fc.nat(1) }),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(
    fc.property(any, fc.nat(), (results, turn) => {
      const standings = results.map((result, trial) => ({ ...result, trial }));
      const turned = standings.map((_, k) => standings[(k + turn) % standings.length]).reverse();
      expect(promoted(turned, 7)).toEqual(promoted(standings, 7));
      expect(turned.sort(compareStandings)).toEqual(standings.sort(compareStandings));
    }),
  );
});
