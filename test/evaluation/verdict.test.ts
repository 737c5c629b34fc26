import { describe, expect, test } from "vitest";
import { verdictOf, type Evidence } from "../../src/evaluation/verdict.ts";

/** Rows that are as good as real ones, of which so many are copies. */
function evidenceOf(found: number, expected = 0): Evidence {
  const score = (value: number) => ({ value, error: 0.001, floor: 0.5, ceiling: value });
  const names = ["c2st", "shape", "trend", "nmi", "alpha-precision"];
  return {
    scores: Object.fromEntries(names.map((name) => [name, score(0.99)])) as Evidence["scores"],
    giveaways: [],
    usefulness: [],
    rows: { real: 1000, synthetic: 1000, holdout: 0 } as Evidence["rows"],
    copies: { found, expected },
    target: undefined,
  };
}

describe("copies in a verdict", () => {
  test.each([
    [0.9, 0, /^A copy: 90 % of the synthetic rows are rows of the real table/],
    [
      0.4,
      0,
      /^Partly a copy: 40 % of the rows are rows of the real table, cell for cell; apart from that as good as real rows: /,
    ],
    [0.05, 0, /^As good as real rows: .*; 5 % of the rows are copies of real ones\.$/],
    [0.4, 0.31, /^As good as real rows: .*; 40 % of the rows are copies of real ones\.$/],
    [0.4, 0.38, /^As good as real rows: [^;]*\.$/],
    [0, 0, /^As good as real rows: [^;]*\.$/],
  ])("%d of the rows, where %d had to come", (found, expected, sentence) => {
    expect(verdictOf(evidenceOf(found, expected))).toMatch(sentence);
  });
});
