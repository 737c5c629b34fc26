import { expect, test } from "vitest";
import { firstClass } from "../../../bench/langevin/class-start.ts";
import { gaussian } from "../../../src/index.ts";

test.each([0.01, 1, 10])(
  "the guided mixture's score at σ %f is that of N(1, ¼), to the roundings of its two terms",
  (sigma) => {
    const x = Float32Array.from({ length: 41 }, (_, k) => (k - 20) / 4);
    const expected = gaussian({ mean: [1], variance: 0.25 }).score(x, sigma);
    const score = firstClass(5).score(x, sigma) as Float32Array;
    // |score| of the mixture and of the term are at most (|x| + 1)/v and 2/v
    const unit = 2 ** -22 / (0.25 + sigma * sigma);
    expected.forEach((value, k) => expect(Math.abs(score[k] - value)).toBeLessThan((Math.abs(x[k]) + 3) * unit));
  },
);
