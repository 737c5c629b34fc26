import { expect, test } from "vitest";
import { quantile } from "../../../bench/kit/quantiles.ts";
import { crossing } from "../../../bench/quality/time.ts";
import { withProcess, type SpeedRow } from "../../../bench/speed/benchmark.ts";

const timing = (median: number) => ({ median, min: median - 1, max: median + 1, calls: 7 });

test("a contender's median is that of its processes' medians, one more with every process", () => {
  let spread: SpeedRow["spread"] = {};
  for (const median of [5, 3, 40, 4, 6])
    spread = withProcess({ spread } as SpeedRow, new Map([["strict-1", timing(median)]]));
  expect(spread["strict-1"]).toEqual({
    ...{ median: 5, quartiles: [4, 6], min: 2, max: 41, calls: 7, processes: [5, 3, 40, 4, 6] },
  });
});

test("a contender that is absent once keeps what it has", () => {
  const first = withProcess(undefined, new Map([["jax-js", timing(3)]]));
  const second = withProcess({ spread: first } as SpeedRow, new Map([["pure-ts", timing(9)]]));
  expect(Object.keys(second)).toEqual(["jax-js", "pure-ts"]);
  expect(second["jax-js"]).toEqual(first["jax-js"]);
});

test("quantiles lie between neighbours", () => {
  expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(quantile([4, 1, 3, 2], 0.25)).toBe(1.75);
  expect(quantile([7], 0.75)).toBe(7);
});

test("0.03 nats are passed between two checkpoints, straight in the step's logarithm, with the error's range around", () => {
  const curve = [
    { step: 100, seconds: 1, excess: 0.07, error: 0.01 },
    { step: 400, seconds: 4, excess: 0.01, error: 0.01 },
  ];
  const { steps, seconds, range } = crossing(curve);
  // (0.07 − 0.03)/(0.07 − 0.01) of ln 4
  expect(steps).toBe(Math.round(100 * 4 ** (2 / 3)));
  expect(seconds).toBeCloseTo(4 ** (2 / 3), 12);
  expect(range[0]).toBeCloseTo(4 ** (1 / 2), 12);
  expect(range[1]).toBeCloseTo(4 ** (5 / 6), 12);
  expect(crossing(curve.slice(0, 1))).toEqual({ steps: null, seconds: null, range: [null, null] });
});
