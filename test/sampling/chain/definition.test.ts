import { describe, expect, test } from "vitest";
import { gaussian } from "../../../src/models/exact/gaussian.ts";
import { combine, drift, langevinSteps, score, type Move } from "../../../src/sampling/chain/moves.ts";
import { defineSampler, type SamplerDefinition, type DescentOptions } from "../../../src/sampling/chain/sampler.ts";

const whole = {
  name: "own",
  family: "ODE",
  summary: "one step a level",
  evaluations: 10,
  options: {},
  step: ({ sigma, next }: { sigma: number; next: number }) => drift(sigma, sigma * (sigma - next)),
} as const;
const model = gaussian({ mean: [0, 1], std: 1 });
const define = (part: object) => defineSampler({ ...whole, ...part } as SamplerDefinition<DescentOptions>);

describe("defineSampler refuses a part that is not what it should be", () => {
  test.each<[object, string]>([
    [{ name: undefined }, "name a string"],
    [{ family: "ode" }, 'family one of "Langevin", "DDPM", "SDE", "ODE"'],
    [{ summary: 3 }, "summary a string"],
    [{ evaluations: 0.5 }, "evaluations an integer"],
    [{ levels: 3 }, "levels a function"],
    [{ ladder: [3, 1] }, "ladder a function"],
    [{ options: { eta: 1 } }, "options a table of options"],
    [{ registers: { length: 0 } }, "registers an array of at most 16 names"],
    [{ registers: ["score", 1] }, "registers an array of at most 16 names"],
    [{ step: undefined }, "step a function"],
    [{ stepp: 1 }, 'option "step"'],
  ])("%#: %s", (part, message) => {
    expect(() => define(part)).toThrow(`defineSampler: expected ${message}`);
  });
});

test("defineSampler refuses options that cannot be asked what they are", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const options of [proxy, { eta: proxy }, [proxy]])
    expect(() => define({ options })).toThrow("defineSampler: expected options a table of options");
});

describe("a sampler refuses at the call what its parts give it", () => {
  const own = (move: unknown) => define({ step: () => [move as Move] });

  test.each<[string, unknown, string]>([
    ["no move", undefined, "moves[0] a move"],
    ["another kind", { kind: "jump" }, "moves[0] a move"],
    ["σ", score(NaN), "moves[0].sigma a positive finite number, got NaN"],
    ["a coefficient", combine("x", { x: 1n as unknown as number }), "moves[0].terms.x a number, got 1n (a bigint)"],
    ["terms", combine("x", null as unknown as { x: number }), "moves[0].terms an object, got null"],
    ["noise", combine("x", { x: 1 }, Symbol("s") as unknown as number), "moves[0].noise a number, got Symbol(s)"],
    ["steps", langevinSteps(1, 0.1, Infinity), "moves[0].steps an integer"],
    ["alpha", langevinSteps(1, Infinity, 2), "moves[0].drift a number"],
    ["again", { ...combine("x", { x: 1 }, 1), again: 1 }, "moves[0].again true or false, got 1"],
  ])("%s", (_, move, message) => {
    expect(() => own(move)(model, [3, 1], { count: 2 })).toThrow(`own: expected ${message}`);
  });

  test("step, levels and ladder", () => {
    const auto = { ...model, sigmaRange: { sigmaMax: 3, sigmaMin: 1, eigenvalues: [1], shares: [2] } };
    const run = (part: object) => () => define(part)(auto, "auto", { count: 2 });
    expect(run({ step: () => undefined })).toThrow("own: expected step to return an array of moves, got undefined");
    expect(run({ levels: () => NaN })).toThrow("own: expected levels to return an integer");
    expect(run({ ladder: () => [1, 2] })).toThrow("own: expected sigmas strictly decreasing");
  });
});
