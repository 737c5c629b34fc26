import { expect, test } from "vitest";
import { LangevinError } from "../../src/support/errors.ts";
import { checkSigmas, geometricSigmas, karrasSigmas, linearSigmas } from "../../src/noise/ladders.ts";
import { flowSigmas } from "../../src/noise/flow-sigmas.ts";

const all = { geometricSigmas, linearSigmas, karrasSigmas };

test("the ladders of the papers, to 1e-14", () => {
  const geometric = geometricSigmas({ sigmaMax: 50, sigmaMin: 0.01, count: 232 });
  const linear = linearSigmas({ sigmaMax: 10, sigmaMin: 1, count: 10 });
  const karras = karrasSigmas({ sigmaMax: 80, sigmaMin: 0.002, count: 18 });
  const karras3 = karrasSigmas({ sigmaMax: 80, sigmaMin: 0.002, count: 18, rho: 3 });
  for (let i = 0; i < 232; i++) expect(geometric[i] / (50 * (0.01 / 50) ** (i / 231)) - 1).toBeCloseTo(0, 14);
  expect([...linear]).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  for (let i = 0; i < 18; i++) {
    const level = (rho: number) => (80 ** (1 / rho) + (i / 17) * (0.002 ** (1 / rho) - 80 ** (1 / rho))) ** rho;
    expect(karras[i] / level(7) - 1).toBeCloseTo(0, 13);
    expect(karras3[i] / level(3) - 1).toBeCloseTo(0, 13);
  }
});

test("every ladder: exact ends, strictly decreasing, one level when the ends agree", () => {
  for (const sigmasOf of Object.values(all)) {
    for (const count of [2, 3, 17, 1000]) {
      const sigmas = sigmasOf({ sigmaMax: 79.3, sigmaMin: 0.0031, count });
      expect([sigmas.length, sigmas[0], sigmas[count - 1]]).toEqual([count, 79.3, 0.0031]);
      for (let i = 1; i < count; i++) expect(sigmas[i]).toBeLessThan(sigmas[i - 1]);
    }
    expect([...sigmasOf({ sigmaMax: 2, sigmaMin: 2, count: 1 })]).toEqual([2]);
  }
});

test("every ladder names what is wrong", () => {
  for (const [name, sigmasOf] of Object.entries(all)) {
    const thrown = (options: object) => expect(() => sigmasOf({ sigmaMax: 10, sigmaMin: 1, count: 5, ...options }));
    thrown({ sigmaMin: 0 }).toThrow(`${name}: expected sigmaMin a positive finite number, got 0`);
    thrown({ sigmaMax: Infinity }).toThrow(`${name}: expected sigmaMax a positive finite number, got Infinity`);
    thrown({ sigmaMax: 0.5 }).toThrow(`${name}: expected sigmaMax above sigmaMin = 1, got 0.5`);
    thrown({ count: 1 }).toThrow(`${name}: expected count at least 2 for two different ends, got 1`);
    thrown({ count: 2.5 }).toThrow(`${name}: expected count an integer`);
    thrown({ count: 2 ** 31 }).toThrow(`${name}: expected count an integer from 1 to 1000000, got 2147483648`);
    thrown({ sigmaMin: 1n }).toThrow(`${name}: expected sigmaMin a positive finite number, got 1n (a bigint)`);
    thrown({ sigmaMax: "10" }).toThrow(`${name}: expected sigmaMax a positive finite number, got "10" (a string)`);
    thrown({ sigmasMin: 1 }).toThrow(`${name}: expected option "sigmaMin", got "sigmasMin"`);
    thrown({ sigmaMax: 1 + 2 ** -52, count: 9 }).toThrow("strictly decreasing");
  }
  for (const [name, sigmasOf] of Object.entries({ ...all, flowSigmas }))
    for (const nothing of [undefined, null, [], 5n])
      expect(() => sigmasOf(nothing as never)).toThrow(`${name}: expected an options object, got`);
  expect(() => karrasSigmas({ sigmaMax: 10, sigmaMin: 1, count: 5, rho: 0 })).toThrow("rho");
});

test("checkSigmas copies any array of numbers", () => {
  const mine = [3, 2, 1];
  const checked = checkSigmas("f", mine);
  mine[0] = 9;
  expect([...checked]).toEqual([3, 2, 1]);
  const typed = Float32Array.of(3, 2);
  expect(checkSigmas("f", typed)).toEqual(Float64Array.of(3, 2));
  const own = Float64Array.of(5, 4);
  expect(checkSigmas("f", own)).not.toBe(own);
});

test("checkSigmas names index and values", () => {
  const message = (sigmas: unknown): string => {
    try {
      checkSigmas("annealedLangevin", sigmas as number[]);
    } catch (error) {
      expect(error).toBeInstanceOf(LangevinError);
      expect((error as LangevinError).code).toBe("invalid-argument");
      return (error as LangevinError).message;
    }
    return "nothing thrown";
  };
  expect(message([1, 0.5, 0.1, 0.1])).toBe(
    "annealedLangevin: expected sigmas strictly decreasing, got 0.1 after 0.1 (index 3)",
  );
  expect(message([0.1, 1])).toBe("annealedLangevin: expected sigmas strictly decreasing, got 1 after 0.1 (index 1)");
  expect(message([1, 0])).toBe("annealedLangevin: expected sigmas[1] a positive finite number, got 0");
  expect(message([NaN])).toBe("annealedLangevin: expected sigmas[0] a positive finite number, got NaN");
  expect(message([2, "1"])).toBe('annealedLangevin: expected sigmas[1] a positive finite number, got "1" (a string)');
  expect(message([Infinity, 1])).toContain("sigmas[0]");
  for (const none of [[], undefined, null, 5, "32", {}, new DataView(new ArrayBuffer(8))])
    expect(message(none)).toContain("expected sigmas a non-empty array of numbers");
});
