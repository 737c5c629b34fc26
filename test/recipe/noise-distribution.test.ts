import { describe, expect, test } from "vitest";
import { normalCdf } from "../../src/numerics/normal.ts";
import {
  checkNoiseDistribution,
  ladderQuantiles,
  sigmaQuantiles,
  type NoiseDistribution,
} from "../../src/recipe/noise-distribution.ts";
import { checkSettings } from "../../src/recipe/settings.ts";
import { sigmaFromQuantiles, stratifiedQuantile } from "../reference/dsm.ts";
import { threefry2x32 } from "../reference/threefry.ts";

const ladders = [
  [10, 1, 0.01],
  [999, 1 / 999],
  [0.5, 0.3],
];

function quantile(distribution: NoiseDistribution, sigmas: number[]): (q: number) => number {
  const table = sigmaQuantiles(checkNoiseDistribution("test", distribution, sigmas), sigmas);
  expect(table.kind).toBe("interpolated");
  expect(table.values.toSorted()).toEqual(table.values);
  return (q) => sigmaFromQuantiles(q, table.values);
}

/** q of B stratified draws, as the trainer makes them. */
const draws = Array.from({ length: 4096 }, (_, b) => stratifiedQuantile(b, threefry2x32([1, 2], [b, 0])[1], 4096));

describe("the share of rows below σ is the distribution's, within the table's cell of 2⁻¹²; the ends are the ladder's", () => {
  test.each(ladders)("flow, log-uniform and log-normal between %f and … %f", (...sigmas) => {
    const [sigmaMax, sigmaMin] = [sigmas[0], sigmas.at(-1)!];
    const between = (f: (sigma: number) => number) => (sigma: number) =>
      (f(sigma) - f(sigmaMin)) / (f(sigmaMax) - f(sigmaMin));
    const normal = (mean: number, std: number) => between((sigma) => normalCdf((Math.log(sigma) - mean) / std));
    const cases: [NoiseDistribution, (sigma: number) => number][] = [
      ["flow", between((sigma) => sigma / (1 + sigma))],
      ["log-uniform", between(Math.log)],
      ["log-normal", normal(-1.2 + Math.log(2), 1.2)],
      [{ kind: "log-normal", logMean: 0.4, logStd: 2.5 }, normal(0.4, 2.5)],
    ];
    for (const [distribution, share] of cases) {
      const sigmaOf = quantile(distribution, sigmas);
      expect(sigmaOf(0) / sigmaMin).toBeCloseTo(1, 5);
      expect(sigmaOf(1) / sigmaMax).toBeCloseTo(1, 5);
      expect(Math.max(...draws.map((q) => Math.abs(share(sigmaOf(q)) - q)))).toBeLessThan(2 ** -12);
    }
  });
});

test("ends: half of the rows at the first σ, t of the others ∝ cosh(4(2t − 1)) between the ladder's ends", () => {
  for (const [sigmaMax, sigmaMin] of [
    [9, 1 / 99],
    [999, 1 / 999],
  ]) {
    // prettier-ignore
    const sigmaOf = quantile("ends", [sigmaMax, sigmaMin]);
    const [low, high] = [sigmaMin, sigmaMax].map((sigma) => sigma / (1 + sigma));
    // ∫ cosh over the part of the way from the lowest t to this one
    const share = (sigma: number): number => {
      const s = (2 * (sigma / (1 + sigma) - low)) / (high - low) - 1;
      return (1 + Math.sinh(4 * s) / Math.sinh(4)) / 4;
    };
    for (const q of draws) {
      if (q > 0.5 + 2 ** -12) expect(sigmaOf(q) / sigmaMax).toBeCloseTo(1, 5);
      else if (q < 0.5) expect(Math.abs(share(sigmaOf(q)) - q)).toBeLessThan(2 ** -10);
    }
  }
});

describe("moments of 4096 stratified draws", () => {
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

  test("flow: t has mean ½ and variance 0.998²/12; log-normal, cut far out: those of EDM, rescaled", () => {
    const t = draws.map(quantile("flow", [999, 1 / 999])).map((sigma) => sigma / (1 + sigma));
    expect(mean(t)).toBeCloseTo(0.5, 3);
    expect(mean(t.map((value) => (value - 0.5) ** 2))).toBeCloseTo(0.998 ** 2 / 12, 4);
    const logs = draws.map(quantile("log-normal", [1000, 1e-4])).map(Math.log);
    expect(mean(logs)).toBeCloseTo(-1.2 + Math.log(2), 2);
    expect(Math.sqrt(mean(logs.map((value) => (value + 1.2 - Math.log(2)) ** 2)))).toBeCloseTo(1.2, 2);
  });

  test("a cut normal's: mean −std·(φ(b) − φ(a))/(Φ(b) − Φ(a)) beside its own", () => {
    const [a, b] = [(Math.log(0.1) - 0.2) / 1.5, (Math.log(2) - 0.2) / 1.5];
    const phi = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    const logs = draws.map(quantile({ kind: "log-normal", logMean: 0.2, logStd: 1.5 }, [2, 0.1])).map(Math.log);
    expect(mean(logs)).toBeCloseTo(0.2 - (1.5 * (phi(b) - phi(a))) / (normalCdf(b) - normalCdf(a)), 3);
  });
});

describe("settings", () => {
  const sigmas = [10, 1, 0.1];
  const settings = (noiseDistribution: unknown) => checkSettings("test", { sigmas, noiseDistribution: noiseDistribution as "flow" }); // prettier-ignore

  test("the default is the ladder, and leaves settings as they were before there was a choice", () => {
    expect(sigmaQuantiles("ladder", sigmas)).toEqual(ladderQuantiles(sigmas));
    expect(settings("ladder")).toEqual(checkSettings("test", { sigmas }));
    const names = Object.keys(checkSettings("test", { sigmas, coupling: "independent", couplingRows: 64 }));
    expect(names).not.toContain("noiseDistribution");
    expect(names.filter((name) => name.startsWith("coupling"))).toEqual([]);
  });

  test("what is given is kept, as numbers, through JSON", () => {
    for (const given of ["flow", "log-uniform", "log-normal", { kind: "log-normal", logMean: 1 / 3, logStd: 0.7 }]) {
      const checked = settings(given);
      expect(checkSettings("test", JSON.parse(JSON.stringify(checked)) as typeof checked)).toEqual(checked);
    }
    expect(settings("log-normal").noiseDistribution).toEqual({
      kind: "log-normal",
      logMean: -1.2 + Math.LN2,
      logStd: 1.2,
    });
    const coupled = checkSettings("test", { sigmas, coupling: "optimal-transport" });
    expect([coupled.coupling, coupled.couplingRows]).toEqual(["optimal-transport", 64]);
  });

  test.each([
    ["normal", /noiseDistribution one of "ladder", "log-uniform", "log-normal", "flow", "ends", got "normal"/],
    [null, /noiseDistribution one of/],
    [{ kind: "flow" }, /noiseDistribution "flow" as a word/],
    [{ kind: "log-normal", logMean: 0 }, /logStd a number/],
    [
      { kind: "log-normal", logMean: 0, logStd: 1, logSd: 1 },
      /noiseDistribution: expected option "logStd", got "logSd"/,
    ],
    [{ kind: "log-normal", logMean: NaN, logStd: 1 }, /logMean a number/],
    [{ kind: "log-normal", logMean: 0, logStd: 0 }, /logStd a number/],
    [{ kind: "log-normal", logMean: 30, logStd: 1 }, /a millionth of its probability/],
  ])("%o is refused", (given, message) => {
    expect(() => settings(given)).toThrow(message);
  });

  test("one σ is no range; coupling is checked", () => {
    expect(() => checkSettings("test", { sigmas: [1], noiseDistribution: "flow" })).toThrow(/at least 2 sigmas/);
    expect(() => checkSettings("test", { sigmas, coupling: "ot" as "independent" })).toThrow(/coupling one of/);
    expect(() => checkSettings("test", { sigmas, couplingRows: 1 })).toThrow(/couplingRows an integer from 2 to 1024/);
  });
});
