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
      const at = Math.min(t, 1 - h);
      const slope = (sde.sigma(at + h) ** 2 - sde.sigma(at - h) ** 2) / (2 * h);
      expect(Math.abs(sde.varianceRate(at) / slope - 1)).toBeLessThan(1e-6);
    }
  }
  // DDPM's chain of 1,000 steps starts where the signal is lost: SNR below 1e-2
  const ladder = vpSde().sigmas(1000);
  expect([ladder.length, ladder[0] > 100, ladder[999] < 0.011]).toEqual([1000, true, true]);
});

test("SDEs name what is wrong", () => {
  const sdes = { veSde: veSde({ sigmaMin: 0.01, sigmaMax: 50 }), vpSde: vpSde(), subVpSde: subVpSde() };
  for (const [name, sde] of Object.entries(sdes)) {
    for (const count of [1, 2.5, 2 ** 31, 5n, undefined])
      expect(() => sde.sigmas(count as number)).toThrow(
        `${name}().sigmas: expected count an integer from 2 to 1000000`,
      );
    for (const method of ["mean", "sigma", "varianceRate"] as const)
      for (const t of [-0.1, 1.1, NaN, 1n, "1", undefined])
        expect(() => sde[method](t as number)).toThrow(`${name}().${method}: expected t a number from 0 to 1`);
  }
  for (const nothing of [undefined, null, 3n])
    expect(() => veSde(nothing as never)).toThrow("veSde: expected an options object");
  for (const [name, vp] of Object.entries({ vpSde, subVpSde })) {
    expect(() => vp(null as never)).toThrow(`${name}: expected an options object, got null`);
    expect(() => vp({ betaMin: 1n as never })).toThrow(`${name}: expected betaMin a number`);
    expect(() => vp({ betaMin: 30 })).toThrow(`${name}: expected betaMax a number from 30 to 1000, got 20`);
    expect(() => vp({ tmin: 0.1 } as never)).toThrow(`${name}: expected option "tMin", got "tmin"`);
  }
  expect(() => veSde({ sigmaMin: 2, sigmaMax: 1 })).toThrow("veSde: expected sigmaMax above sigmaMin = 2, got 1");
  expect(() => veSde({ sigmaMin: 1, sigmaMax: "5" as never })).toThrow('got "5" (a string)');
});
