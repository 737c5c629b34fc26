import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { standard } from "../../kit/standard.ts";
import {
  createEngine,
  createScoreNetwork,
  gaussian,
  langevinDynamics,
  train,
  withLabels,
  type ChainState,
  type Engine,
  type IntegratorName,
  type LangevinDynamicsOptions,
  type ScoreModel,
  type ScoreNetwork,
} from "../../../src/index.ts";
import { integrators } from "../../../src/sampling/dynamics/integrators/index.ts";

const names = Object.keys(integrators) as IntegratorName[];
const kinds: [string, LangevinDynamicsOptions][] = [
  ...names.map((integrator): [string, LangevinDynamicsOptions] => [integrator, { integrator }]),
  ["metropolis", { metropolis: true }],
];

let engine: Engine;
let network: ScoreNetwork;
let labeled: ScoreNetwork;
beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
  const data = Array.from({ length: 200 }, (_, i) => [3 + Math.cos(i), 100 * Math.sin(i)]);
  network = createScoreNetwork(engine, { dim: 2, hidden: [16, 16], seed: 1 });
  await train(network, data, { sigmas: [5, 0.3], steps: 30, batchSize: 64 });
  labeled = createScoreNetwork(engine, { dim: 2, hidden: [16], classes: 2, seed: 1 });
  const labels = data.map((_, i) => i % 2);
  await train(labeled, data, { sigmas: [5, 0.3], steps: 30, batchSize: 64, labels });
});
afterAll(() => engine.dispose());

const model = gaussian({ mean: [1, 2], std: [1, 0.5] });
const own: ScoreModel = { dim: 1, score: (x) => x.map((value) => -value) };

describe.each(kinds)("%s", (_, kind) => {
  const options = { ...kind, stepSize: 0.1, steps: 10, burnIn: 5, thin: 2, seed: 9 };

  test("chains do not depend on how a run is split", async () => {
    const all = await langevinDynamics(model, { ...options, chains: 5 });
    const [few, rest] = await Promise.all(
      [[0, 2], [2, 3]].map(([offset, chains]) => langevinDynamics(model, { ...options, chains, offset })), // prettier-ignore
    );
    expect(all.kept).toBe(5);
    expect(all.states).toEqual(Float64Array.of(...few.states, ...rest.states));
    expect(all.acceptance).toEqual(
      kind.metropolis ? Float64Array.of(...few.acceptance!, ...rest.acceptance!) : undefined,
    );
  });

  test("chains across number 2³² are those of a higher seed, up to the last of all", async () => {
    const all = await langevinDynamics(model, { ...options, chains: 5, offset: 2 ** 32 - 2 });
    const few = await langevinDynamics(model, { ...options, chains: 2, offset: 2 ** 32 - 2 });
    const rest = await langevinDynamics(model, { ...options, chains: 3, seed: 2 ** 32 + 9 });
    expect([...all.states]).toEqual([...few.states, ...rest.states]);
    expect([...(all.acceptance ?? [])]).toEqual([...(few.acceptance ?? []), ...(rest.acceptance ?? [])]);
    const last = await langevinDynamics(model, { ...options, chains: 1, offset: 2 ** 53 - 1 });
    expect(last.states).not.toEqual(few.states.slice(0, last.states.length));
  });

  test("a network's chains have the same bits inside WebAssembly and through its score", async () => {
    const { dim, encoding } = network;
    const through: ScoreModel = { ...standard(dim), encoding, score: (x, sigma) => network.score(x, sigma) };
    const inside = await langevinDynamics(network, { ...options, sigma: 0.5, chains: 40 });
    const outside = await langevinDynamics(through, { ...options, sigma: 0.5, chains: 40, engine });
    expect(outside.states).toEqual(inside.states);
    expect(new Set(inside.states).size).toBe(inside.states.length);
  });

  test("temperature 0, but for metropolis, leaves no noise", async () => {
    const run = () => langevinDynamics(own, { ...options, temperature: 0, start: [1], chains: 2 });
    if (kind.metropolis) return expect(run).toThrow("expected temperature above 0 with metropolis, got 0");
    const { states, kept } = await run();
    expect(states.subarray(0, kept)).toEqual(states.subarray(kept));
  });
});

describe("a run", () => {
  test("iterated, gives every kept state, which is what the result holds", async () => {
    const run = langevinDynamics(model, { steps: 7, thin: 3, burnIn: 4, chains: 3, stepSize: 0.1 });
    const seen: ChainState[] = [];
    for await (const state of run) seen.push(state);
    const { states, kept, dim, chains } = await run;
    expect([chains, kept, dim]).toEqual([3, 2, 2]);
    expect(seen.map(({ step }) => step)).toEqual([3, 6]);
    expect(seen.map(({ fraction }) => fraction)).toEqual([7 / 11, 10 / 11]);
    for (const k of [0, 1])
      for (const chain of [0, 1, 2])
        expect(states.subarray((chain * 2 + k) * 2, (chain * 2 + k + 1) * 2)).toEqual(
          seen[k].state.subarray(chain * 2, chain * 2 + 2),
        );
  });

  test("without keep, holds the last state alone", async () => {
    const options = { steps: 20, chains: 3, stepSize: 0.1 };
    const run = langevinDynamics(model, { ...options, keep: false });
    let [count, last] = [0, new Float64Array() as Float64Array];
    for await (const { state } of run) [count, last] = [count + 1, state];
    const result = await run;
    expect([count, result.kept]).toEqual([20, 1]);
    expect(result.states).toEqual(last);
    expect(result.kineticTemperature).toEqual((await langevinDynamics(model, options)).kineticTemperature);
  });

  test("ends with the signal's reason, also in the burn-in", async () => {
    const controller = new AbortController();
    const run = langevinDynamics(model, { steps: 1e9, keep: false, burnIn: 1e9, signal: controller.signal });
    setTimeout(() => controller.abort(new Error("enough")), 20);
    await expect(run).rejects.toThrow("enough");
    await expect(langevinDynamics(model, { signal: AbortSignal.abort(new Error("before")) })).rejects.toThrow("before");
  });

  test("is stopped by leaving the loop", async () => {
    const run = langevinDynamics(model, { steps: 1e9, keep: false, burnIn: 0, engine });
    for await (const { step } of run) if (step === 3) break;
    await expect(run).rejects.toMatchObject({ code: "stopped" });
  });

  test("that would hold too much says so before it begins", async () => {
    const run = langevinDynamics(own, { steps: 1e9, chains: 1e6 });
    await expect(run).rejects.toMatchObject({ code: "out-of-memory" });
  });
});

describe("what the model tells", () => {
  test("σ is the least of a sigmaRange that it states; 0 without, and where the density is known", async () => {
    const asked = async (extra: Partial<ScoreModel>) => {
      let seen = NaN;
      await langevinDynamics({ ...own, ...extra, score: (x, sigma) => ((seen = sigma), x.map((value) => -value)) }, { steps: 1 }); // prettier-ignore
      return seen;
    };
    expect(await asked({})).toBe(0);
    expect(await asked({ sigmaRange: network.sigmaRange })).toBe(0.3);
    expect(await asked({ sigmaRange: network.sigmaRange, logDensity: () => [0] })).toBe(0);
    expect(await asked({ sigmaRange: undefined, mean: [3], variance: [1] })).toBe(0);
  });

  test("chains begin at its moments and σ, or where `start` says: a row each, or one for all", async () => {
    const still = { steps: 1, burnIn: 0, stepSize: 1e-9, chains: 4000 };
    const { states } = await langevinDynamics(gaussian({ mean: [7], std: 2 }), { ...still, sigma: 1.5 });
    const mean = states.reduce((sum, x) => sum + x) / 4000;
    const variance = states.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 4000;
    expect(Math.abs(mean - 7)).toBeLessThan((4.5 * 2.5) / Math.sqrt(4000));
    expect(Math.abs(variance / 6.25 - 1)).toBeLessThan(4.5 * Math.sqrt(2 / 4000));
    const start = [[1, 2], [3, 4]]; // prettier-ignore
    const placed = await langevinDynamics(model, { ...still, chains: 2, start });
    placed.states.forEach((x, i) => expect(x).toBeCloseTo(start.flat()[i], 6));
    const one = await langevinDynamics(model, { ...still, chains: 3, start: [3, 4] });
    one.states.forEach((x, i) => expect(x).toBeCloseTo([3, 4][i % 2], 6));
  });

  test("states are in the user's units, by its encoding", async () => {
    const start = [[3, -50], [4, 80]]; // prettier-ignore
    const { states, dim } = await langevinDynamics(network, { start, chains: 2, steps: 1, burnIn: 0, stepSize: 1e-9 });
    expect(dim).toBe(2);
    states.forEach((x, i) => expect(x).toBeCloseTo(start.flat()[i], 3));
  });

  test("labels decide how many chains there are", async () => {
    const given = withLabels(labeled, [0, 1, 1]);
    const { chains } = await langevinDynamics(given, { steps: 2, stepSize: 0.1 });
    expect(chains).toBe(3);
    expect(() => langevinDynamics(given, { chains: 4 })).toThrow("expected chains 3, as the model has labels, got 4");
  });

  test("friction is 1 over its largest deviation", async () => {
    const wide = gaussian({ mean: [0, 0], std: [1, 8] });
    const run = (friction?: number) => langevinDynamics(wide, { friction, steps: 5, stepSize: 0.1 });
    expect((await run()).states).toEqual((await run(1 / 8)).states);
    expect((await run()).states).not.toEqual((await run(1)).states);
  });
});

test.each([
  [
    { integrator: "BAOAB" },
    'integrator one of "baoab", "obabo", "aboba", "gjf", "leimkuhler-matthews", "euler-maruyama"',
  ],
  [
    { metropolis: true, integrator: "baoab" },
    'integrator "euler-maruyama" with metropolis, as its correction is of that',
  ],
  [
    { integrator: "leimkuhler-matthews", friction: 1 },
    'no friction with "leimkuhler-matthews", which has no momenta, got 1',
  ],
  [{ metropolis: true, friction: 1 }, 'no friction with "euler-maruyama"'],
  [{ metropolis: true, burnIn: 0 }, "stepSize, or burnIn above 0 in which it is found, got 0"],
  [{ steps: 5, thin: 6 }, "thin an integer from 1 to steps 5, got 6"],
  [{ chains: 0 }, "chains an integer from 1 to"],
  [{ stepSize: 0 }, "stepSize a positive finite number, got 0"],
  [{ friction: -1 }, "friction a number from 0"],
  [{ sigma: -1 }, "sigma a number from 0"],
  [{ offset: 2 ** 53 - 3 }, "offset an integer from 0 to 9007199254740988, got 9007199254740989"],
  [{ start: [[1, 2], [3, 4]] }, "start of one row or of 4, got 2"], // prettier-ignore
] as [LangevinDynamicsOptions, string][])("%j is refused at the call", (options, message) => {
  expect(() => langevinDynamics(model, options)).toThrow(`langevinDynamics: expected ${message}`);
});

test("a network is asked at σ above 0, and by default at its least", () => {
  expect(() => langevinDynamics(network, { sigma: 0 })).toThrow("expected sigma above 0 for a network, got 0");
});
