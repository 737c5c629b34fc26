import { expect, it } from "vitest";
import { gaussian } from "langevin";
import { describeJudgment, judge } from "../../../apps/main-job/report.ts";

/** (n, 2): a normal column, and one of zeros. */
function withZeros(count: number, { mean = 0, variance = 1, seed = 1 } = {}): Float64Array {
  const normal = gaussian({ mean: [mean], variance: [variance] }).sample(count, { seed });
  return Float64Array.from({ length: 2 * count }, (_, i) => (i % 2 === 0 ? normal[i / 2] : 0));
}

it("one odd cell among the held-out rows does not hide samples that are wrong", () => {
  const train = withZeros(800, { seed: 1 });
  const heldOut = withZeros(200, { seed: 2 });
  const samples = withZeros(800, { mean: 5, variance: 9, seed: 3 });
  const ratio = (): number => {
    const [, { samples: far, floor }] = judge(samples, train, heldOut, 2).comparisons;
    return far / floor;
  };
  const without = ratio();
  heldOut[2 * 7 + 1] = 1000; // √1000 deviations of all rows: a share of the floor, but not all of both distances
  expect(without).toBeGreaterThan(25);
  expect(ratio()).toBeGreaterThan(without / 3);
});

it("says nothing in color unless asked to", () => {
  const rows = withZeros(100);
  const judgment = judge(rows, rows, rows, 2);
  expect(describeJudgment(judgment)).not.toContain("\u001b[");
  expect(describeJudgment(judgment, true)).toContain("\u001b[");
});
