import { expect, test } from "vitest";
import { subVpSde, veSde, vpSde } from "../../src/noise/sde.ts";

const mean = (t: number) => Math.exp((-t * t * 19.9) / 4 - (t * 0.1) / 2);

test("SDE ladders: m, σ and rates are the papers', also where they nearly cancel; σ² grows by its rate", () => {
  for (const t of [1e-3, 0.01, 0.3, 0.8, 1]) {
    const m = mean(t);
    const [vp, subVp, ve] = [vpSde(), subVpSde(), veSde({ sigmaMax: 50, sigmaMin: 0.01 })];
    for (const [value, exact] of [
      [vp.mean(t), m],
      [subVp.mean(t), m],
      [vp.sigma(t), Math.sqrt(1 - m * m) / m],
      [subVp.sigma(t), (1 - m * m) / m],
      [ve.sigma(t), 0.01 * 5000 ** t],
      [ve.mean(t), 1],
    ])
      expect(Math.abs(value / exact - 1)).toBeLessThan(1e-11);
    for (const sde of [vp, subVp, ve]) {
      const h = 1e-4 * t;
      const slope = (sde.sigma(t + h) ** 2 - sde.sigma(t - h) ** 2) / (2 * h);
      expect(Math.abs(sde.varianceRate(t) / slope - 1)).toBeLessThan(1e-6);
    }
  }
  // DDPM's chain of 1,000 steps starts where the signal is lost: SNR below 1e-2 (methods.md, mistake 12)
  const ladder = vpSde().sigmas(1000);
  expect([ladder.length, ladder[0] > 100, ladder[999] < 0.011]).toEqual([1000, true, true]);
});
