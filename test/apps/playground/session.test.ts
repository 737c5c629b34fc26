import { annealedLangevin, createEngine, createScoreNetwork, geometricSigmas, loadModel, train } from "langevin";
import { energyDistance } from "langevin/metrics";
import { densities } from "langevin/toys";
import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { densities as offered, type DensityName } from "../../../apps/playground/densities.ts";
import { fingerprint, samplesOf } from "../../../apps/playground/flow.ts";
import type { WorkerEvent } from "../../../apps/playground/protocol.ts";
import { choices } from "../../../apps/playground/samplers.ts";
import { Session } from "../../../apps/playground/session.ts";
import { defaults, type Settings } from "../../../apps/playground/settings.ts";
import { sourceOf } from "../../../apps/playground/sources.ts";
import { shippedFile } from "../../../apps/playground/train-shipped.ts";

const quick: Settings = { ...defaults, network: "32x2", steps: 50, stoppedAt: 50, levels: 8, particles: 1500 };

const shipped = async (name: DensityName) => new Uint8Array(await readFile(shippedFile(name)));

async function trained(settings: Settings): Promise<{ session: Session; events: WorkerEvent[] }> {
  const session = new Session();
  const events: WorkerEvent[] = [];
  await session.train(settings, (event) => events.push(event));
  return { session, events };
}

it("the same settings give the same samples, other seeds and samplers others", async () => {
  const [a, b, c] = await Promise.all([quick, quick, { ...quick, seed: 2 }].map(trained));
  expect(new Set(a.events.map(({ kind }) => kind))).toEqual(new Set(["data", "preview", "fields", "progress"]));
  const prints = await Promise.all(
    [a, b, c].map(async ({ session }, k) => session.sample(k < 2 ? quick : { ...quick, seed: 2 })),
  );
  expect(prints[0].fingerprint).toBe(prints[1].fingerprint);
  expect(prints[0].fingerprint).not.toBe(prints[2].fingerprint);
  const others = new Set<string>();
  for (const { key: sampler } of choices) {
    const { flow, fingerprint: print } = await a.session.sample({ ...quick, sampler });
    expect(flow.frames.length).toBe(2 * flow.count * flow.sigmas.length);
    expect(flow.sigmas.at(-1)).toBe(0);
    expect(print).toBe(fingerprint(samplesOf(flow)));
    others.add(print);
  }
  // DDIM and Euler are one and the same step; their ladders differ
  expect(others.size).toBe(choices.length);
});

it("says what a sampler asked of the network and how far its samples are from the data; all begin in one noise", async () => {
  const { session, events } = await trained(quick);
  const heun = await session.sample(quick);
  expect(heun.evaluations).toBe(2 * quick.levels - 1);
  for (const { key, fromNoise } of choices) {
    if (!fromNoise) continue;
    const { flow } = await session.sample({ ...quick, sampler: key, levels: 3, particles: 200 });
    expect(flow.frames.slice(0, 400), key).toEqual(heun.flow.frames.slice(0, 400));
  }
  const few = await session.sample({ ...quick, levels: 2 });
  expect(few.distance).toBeGreaterThan(10 * heun.resolution);
  expect(heun.distance).toBeLessThan(few.distance / 4);
  const { rows, deviations } = events.find((event) => event.kind === "data")!;
  const across = rows.filter((_, i) => i % 2 === 0);
  const mean = across.reduce((sum, x) => sum + x / across.length, 0);
  const variance = across.reduce((sum, x) => sum + (x - mean) ** 2 / across.length, 0);
  // Of 3,000 of the rows, so that it is within a few standard errors
  expect(Math.sqrt(variance) / deviations[0]).toBeCloseTo(1, 1);
});

it("training that was stopped is repeated by its step, and the flow ends where the library's sampler does", async () => {
  const session = new Session();
  // So many that no machine is done before the first report
  const long = { ...quick, steps: 1_000_000, stoppedAt: 1_000_000 };
  const stoppedAt = await session.train(long, (event) => event.kind === "progress" && session.finish());
  expect(stoppedAt).toBeLessThan(long.steps);
  const langevin: Settings = { ...long, stoppedAt, sampler: "annealedLangevin" };
  const { fingerprint: stopped } = await session.sample(langevin);
  const again = await trained(langevin);
  expect((await again.session.sample(langevin)).fingerprint).toBe(stopped);

  const { sigmaMax, sigmaMin } = again.events.find((event) => event.kind === "data")!;
  const network = loadModel(await createEngine({ threads: 1 }), await again.session.model());
  const sigmas = geometricSigmas({ sigmaMax, sigmaMin, count: langevin.levels });
  const options = { count: langevin.particles, seed: langevin.seed };
  expect(fingerprint(await annealedLangevin(network, sigmas, options))).toBe(stopped);
});

it("the defaults have learned the moons: samples nearer to unseen points than noise is, a density near the exact one", async () => {
  const session = new Session(shipped);
  await session.open(defaults, () => undefined);
  const { flow } = await session.sample(defaults);
  const rows = densities.moons.sample(1000, { seed: 99 });
  const first = flow.frames.slice(0, 2000);
  const [near, far] = await Promise.all(
    [samplesOf(flow).slice(0, 2000), first].map((particles) => energyDistance(particles, rows, { dim: 2 })),
  );
  expect(near).toBeLessThan(0.02 * far);
  const { learned, exact, heldOut } = await session.density(32, () => undefined);
  expect(exact!.length).toBe(learned.length);
  expect(heldOut.learned - heldOut.exact!).toBeLessThan(0.1);
});

it("shows rows from everywhere in a table, though its rows are sorted", async () => {
  const points = Uint16Array.from({ length: 8000 }, (_, i) => (i % 2 === 0 ? (i / 2) * 1.02375 : (i * 7) % 4096));
  const ranges: [number, number] = [0, 1];
  const data = { kind: "table", columns: ["a", "b"], ranges: [ranges, ranges], points } satisfies Settings["data"];
  const { events } = await trained({ ...quick, data, stoppedAt: 1 });
  const { rows, view } = events.find((event) => event.kind === "data")!;
  const across = rows.filter((_, i) => i % 2 === 0);
  expect(Math.max(...across)).toBeGreaterThan(0.99);
  expect(Math.min(...across)).toBeLessThan(0.01);
  expect(view.x[1]).toBeGreaterThan(1);
});

it("a new job ends the one before", async () => {
  const session = new Session();
  const first = session.train({ ...quick, steps: 50_000, stoppedAt: 50_000 }, () => undefined);
  const outcome = first.catch((error: Error) => error.name);
  await session.train(quick, () => undefined);
  expect(await outcome).toBe("AbortError");
  const losses = session.levelLosses(1).catch((error: Error) => error.name);
  await session.sample(quick);
  expect(await losses).toBe("AbortError");
});

it("stopping counts, even where the training before has not ended yet", async () => {
  const session = new Session();
  const long = { ...quick, steps: 50_000, stoppedAt: 50_000 };
  const first = session.train(long, () => undefined).catch((error: Error) => error.name);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const second = session.train(long, () => undefined);
  await session.finish();
  expect(await first).toBe("AbortError");
  expect(await second).toBeLessThan(long.steps);
});

it("trains as the library does by default: the same bits", async () => {
  const data = { kind: "density", name: "unequal" } as const;
  const settings: Settings = { ...defaults, data, steps: 20, stoppedAt: 20 };
  const { session } = await trained(settings);
  const engine = await createEngine({ threads: 1 });
  const library = createScoreNetwork(engine, { dim: 2, seed: settings.seed });
  await train(library, sourceOf(data, settings.seed).rows, { sigmas: "auto", steps: 20, seed: settings.seed });
  const page = loadModel(engine, await session.model());
  expect(page.parameters()).toEqual(library.parameters());
  expect(page.autoSigmas).toEqual(library.autoSigmas);
  expect(page.encoding.parameters).toEqual(library.encoding.parameters);
  engine.dispose();
});

it("has a network of every density at once, with its losses, without training", async () => {
  const session = new Session(shipped);
  for (const name of Object.keys(offered) as DensityName[]) {
    const settings: Settings = { ...defaults, data: { kind: "density", name }, particles: 1000, levels: 12 };
    const events: WorkerEvent[] = [];
    expect(await session.open(settings, (event) => events.push(event))).toEqual({ stoppedAt: 3000, shipped: true });
    expect(events.map(({ kind }) => kind)).toEqual(["data", "preview", "fields", "history"]);
    const history = events.find(({ kind }) => kind === "history") as WorkerEvent & { kind: "history" };
    expect(history).toMatchObject({ step: 3000, stepsPerLoss: 20 });
    expect(history.losses).toHaveLength(150);
    expect(history.validation).toHaveLength(15);
    const samples = samplesOf((await session.sample(settings)).flow);
    const rows = offered[name].sample(1000, { seed: 99 });
    const distance = await energyDistance(samples, rows, { dim: 2 });
    const between = await energyDistance(offered[name].sample(1000, { seed: 98 }), rows, { dim: 2 });
    expect(distance).toBeLessThan(between + 0.02);
  }
});

it("trains where other settings are asked for, or the network that comes with the page does not come whole", async () => {
  const whole = await shipped("moons");
  const asked: string[] = [];
  const damaged = new Session(async (name) => {
    asked.push(name);
    return whole.slice(0, 1000);
  });
  const short: Settings = { ...defaults, network: "32x2", steps: 10, stoppedAt: 10 };
  expect(await damaged.open(short, () => undefined)).toEqual({ stoppedAt: 10, shipped: false });
  expect(asked).toEqual([]);
  const kinds: string[] = [];
  const opening = damaged.open(defaults, ({ kind }) => {
    kinds.push(kind);
    if (kind === "progress") void damaged.finish();
  });
  expect((await opening).shipped).toBe(false);
  expect(asked).toEqual(["moons"]);
  expect(kinds).not.toContain("history");
});
