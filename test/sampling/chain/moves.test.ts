import { describe, expect, test } from "vitest";
import { langevinSteps } from "../../../src/sampling/chain/moves.ts";

describe("langevinSteps", () => {
  test("√α·z after the score, or half of it before and half after", () => {
    const both = { kind: "langevin", sigma: 2, steps: 3 };
    expect(langevinSteps(2, 0.25, 3)).toEqual({ ...both, drift: 0.125, before: 0, after: 0.5 });
    expect(langevinSteps(2, 0.25, 3, "averaged", 1)).toEqual({ ...both, drift: 1.125, before: 0.25, after: 0.25 });
    expect(langevinSteps(2, 0, 3)).toEqual({ ...both, drift: 0, before: 0, after: 0 });
  });

  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();

  test.each<[string, unknown[], string]>([
    ["a negative number", [-1, 2], "alpha a number not below 0, got -1"],
    ["NaN", [NaN, 2], "alpha a number not below 0, got NaN"],
    ["a symbol", [Symbol("s"), 2], "alpha a number not below 0, got Symbol(s)"],
    ["a bigint", [1n, 2], "alpha a number not below 0, got 1n (a bigint)"],
    ["a revoked proxy", [proxy, 2], "alpha a number not below 0, got "],
    ["a number as text", ["0.1", 2], 'alpha a number not below 0, got "0.1" (a string)'],
    ["another noise", [0.1, 2, "average"], 'noise one of "averaged", "independent", got "average"'],
    ["a drift that is no number", [0.1, 2, "averaged", [proxy]], "extraDrift a number, got "],
    ["a drift that is a bigint", [0.1, 2, "averaged", 1n], "extraDrift a number, got 1n (a bigint)"],
  ])("refuses %s", (_, rest, message) => {
    const call = () => langevinSteps(...([1, ...rest] as unknown as Parameters<typeof langevinSteps>));
    expect(call).toThrow(expect.objectContaining({ code: "invalid-argument" }));
    expect(call).toThrow(`langevinSteps: expected ${message}`);
  });
});
