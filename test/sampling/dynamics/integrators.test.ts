import { describe, expect, test } from "vitest";
import { langevinDynamics, type IntegratorName, type ScoreModel } from "../../../src/index.ts";
import { integrators } from "../../../src/sampling/dynamics/integrators/index.ts";
import { splitting } from "../../../src/sampling/dynamics/integrators/splitting.ts";
import { stationary } from "./linear.ts";
import { chainMeans, near } from "./near.ts";

/** ⟨x²⟩·k and ⟨p²⟩ at a = h²k, or αk without momenta. */
const moments: Record<IntegratorName, (a: number) => readonly [x: number, p?: number]> = {
  baoab: (a) => [1, 1 - a / 4],
  gjf: (a) => [1, 1 - a / 4],
  aboba: (a) => [1, 1 / (1 - a / 4)],
  obabo: (a) => [1 / (1 - a / 4), 1],
  "leimkuhler-matthews": () => [1],
  "euler-maruyama": (a) => [1 / (1 - a / 4)],
};
const each = Object.entries(moments) as [IntegratorName, (a: number) => readonly [number, number?]][];

describe.each(each)("%s: stationary moments on a normal of variance 1/k", (name, known) => {
  const integrator = integrators[name];

  test.each([
    [0.5, 1, 1],
    [1, 1, 1],
    [0.3, 9, 0.1],
    [0.7, 4, 5],
  ])("step %s, k = %s, friction %s: by the recursion that its moves are, to 1e-9", (step, k, friction) => {
    const { x, p } = stationary(integrator, step, k, friction);
    const [square, kinetic] = known((integrator.momentum ? step * step : step) * k);
    expect(x * k).toBeCloseTo(square, 9);
    if (kinetic !== undefined) expect(p).toBeCloseTo(kinetic, 9);
  });

  test.each([0.5, 1])("step %s: of 1,000 chains, within 4.5 standard errors", async (stepSize) => {
    const run = await langevinDynamics(normal, {
      integrator: name,
      stepSize,
      chains: 1000,
      steps: 400,
      burnIn: 40,
      seed: 3,
    });
    const [square, kinetic] = known(integrator.momentum ? stepSize * stepSize : stepSize);
    near(chainMeans(run, (x) => x * x), square); // prettier-ignore
    if (kinetic === undefined) expect(run.kineticTemperature).toBeUndefined();
    else near(run.kineticTemperature!, kinetic);
  });
});

/** N(0, 1). */
const normal: ScoreModel = { dim: 1, score: (x) => x.map((value) => -value) };

test("leimkuhler-matthews has variance 1/k for every α < 4/k; euler-maruyama has not", () => {
  for (const k of [0.1, 1, 30])
    for (const a of [0.1, 1, 2, 3, 3.9]) {
      expect(stationary(integrators["leimkuhler-matthews"], a / k, k).x * k).toBeCloseTo(1, 9);
      expect(stationary(integrators["euler-maruyama"], a / k, k).x * k).toBeCloseTo(1 / (1 - a / 4), 6);
    }
});

test("other words: OABAO has 1 − a/4 and 1; BAO, not symmetric, has .871039, 1.031039 and .164426 at h = .5, γ = 1", () => {
  for (const h of [0.5, 1]) {
    const { x, p } = stationary(splitting("OABAO"), h, 1);
    expect(x).toBeCloseTo(1 - (h * h) / 4, 9);
    expect(p).toBeCloseTo(1, 9);
  }
  const { x, p, xp } = stationary(splitting("BAO"), 0.5, 1);
  [x - 0.871039, p - 1.031039, xp - 0.164426].forEach((error) => expect(Math.abs(error)).toBeLessThan(1e-6));
});

const lags = [
  [1, 0.899592],
  [2, 0.658038],
  [5, -0.041482],
  [10, -0.067593],
] as const;

test("BAOAB's autocorrelation at k = 1, h = ½, γ = 1, to 1e-6", () => {
  const { correlation } = stationary(integrators.baoab, 0.5, 1);
  for (const [lag, known] of lags) expect(Math.abs(correlation(lag) - known)).toBeLessThan(1e-6);
});

test("and that of 1,000 chains, within 4.5 standard errors", async () => {
  const chains = 1000;
  const { states, kept } = await langevinDynamics(normal, {
    stepSize: 0.5,
    friction: 1,
    chains,
    steps: 500,
    burnIn: 50,
    seed: 4,
  });
  for (const [lag, known] of lags) {
    // ⟨x₀xₙ⟩ − ρ·⟨x₀²⟩ is 0 where ρ is right
    const values = Float64Array.from({ length: chains }, (_, c) => {
      let sum = 0;
      for (let t = c * kept; t + lag < (c + 1) * kept; t++)
        sum += states[t] * states[t + lag] - (known * (states[t] ** 2 + states[t + lag] ** 2)) / 2;
      return sum / (kept - lag);
    });
    near(values, 0);
  }
});

test.each(["baoab", "obabo", "aboba", "gjf"] as const)(
  "%s at temperature 0 is the damped oscillator",
  async (integrator) => {
    const [stepSize, friction] = [0.02, 0.1];
    const run = await langevinDynamics(normal, {
      ...{ integrator, stepSize, friction, temperature: 0, steps: 3000, burnIn: 0, chains: 1, start: [0.5] },
    });
    const omega = Math.sqrt(1 - 0.05 ** 2);
    run.states.forEach((x, i) => {
      const t = (i + 1) * stepSize;
      const decayed = 0.5 * Math.exp(-0.05 * t);
      const exact = decayed * (Math.cos(omega * t) + (0.05 / omega) * Math.sin(omega * t)); // from rest
      expect(Math.abs(x - exact)).toBeLessThan(5e-4); // h²t/24 of the phase, and f32
      expect(Math.abs(x - decayed * Math.cos(omega * t))).toBeLessThan(0.5 * 0.0501 + 5e-4);
    });
  },
);

test("temperature T makes ⟨x²⟩ = T/k and ⟨p²⟩ = T(1 − a/4)", async () => {
  const run = await langevinDynamics(normal, {
    ...{ stepSize: 0.5, temperature: 4, chains: 1000, steps: 300, thin: 5, burnIn: 50, seed: 5 },
  });
  near(run.kineticTemperature!, 4 * (1 - 0.25 / 4));
  near(chainMeans(run, (x) => x * x), 4); // prettier-ignore
});
