import { readFileSync } from "node:fs";
import {
  createEngine,
  createScoreNetwork,
  eulerOde,
  flowSigmas,
  gaussianMixture,
  loadModel,
  logDensity,
  reflow,
  sample,
  thetaAdams,
  type Engine,
  type ScoreNetwork,
} from "../../src/index.ts";
import { slicedWasserstein } from "../../src/metrics/index.ts";
import { normalCdf } from "../../src/numerics/normal.ts";
import { densities, type DensityName } from "../../src/toys/index.ts";
import { progress } from "../kit/print.ts";
import { mean, standardError } from "../quality/row.ts";
import type { CaseOptions, InferenceCases } from "./groups.ts";
import { framesOf } from "./reflow-page.ts";
import type { Figure } from "./row.ts";

/** Students that need one evaluation, beside the teachers that they learned from. */
export const oneStep: InferenceCases = {
  "reflow, a line": line,
  "reflow, moons": moons,
  "reflow, eight densities": eight,
  "reflow, a page": page,
};

/** Sets of rows of each density, and rows of a set. */
const [SETS, SET_ROWS] = [8, 2500];
/** Of a set that tells a distance from its floor. */
const MANY_ROWS = 20_000;

/** The network of a density that the playground comes with: the library's defaults, 500,000 rows. */
function teacherOf(engine: Engine, name: DensityName): ScoreNetwork {
  const file = new URL(`../../apps/playground/shipped/${name}.safetensors`, import.meta.url);
  return loadModel(engine, readFileSync(file));
}

/** A student of the teacher's shape by the defaults of `reflow`. */
async function studentOf(teacher: ScoreNetwork, name: string, quick: boolean): Promise<ScoreNetwork> {
  progress(`inference: reflow of ${name}`);
  const student = createScoreNetwork(teacher.engine, teacher.options);
  await reflow(teacher, student, { seed: 1, ...(quick && { pairs: 20_000, steps: 500 }) });
  return student;
}

/** Sliced W2 of each set of rows to fresh rows of the density. */
function distances(name: DensityName, rows: Float64Array, setRows: number): number[] {
  const sets = rows.length / 2 / setRows;
  const fresh = densities[name].sample(sets * setRows, { seed: 2 });
  const part = (all: Float64Array, k: number) => all.subarray(2 * k * setRows, 2 * (k + 1) * setRows);
  return Array.from({ length: sets }, (_, k) => slicedWasserstein(part(rows, k), part(fresh, k), { dim: 2 }));
}

/** The part of rows whose density is below that of all but a thousandth of real rows: bridges between what lies apart. */
function strays(name: DensityName, rows: Float64Array): { value: number; error: number } {
  const real = densities[name].logDensity(densities[name].sample(MANY_ROWS, { seed: 9 })).toSorted();
  const least = real[Math.floor(real.length / 1000)];
  const found = densities[name].logDensity(rows).map((value) => Number(value < least));
  return { value: mean(found), error: standardError(found) };
}

async function* moons({ quick }: CaseOptions): AsyncGenerator<Figure, void, void> {
  const engine = await createEngine();
  const teacher = teacherOf(engine, "moons");
  const student = await studentOf(teacher, "moons", quick);
  const how = { count: 4 * MANY_ROWS, seed: 1 };
  const of = (rows: Float64Array) => {
    const found = distances("moons", rows, MANY_ROWS);
    return { value: mean(found), error: standardError(found) };
  };
  const about = `sliced W2 of ${MANY_ROWS} rows to as many fresh ones`;
  yield { metric: `${about}, 1 evaluation`, ...of(await sample(student, how)), wanted: 0.045 };
  const twenty = await thetaAdams(teacher, "auto", { ...how, evaluations: 20 });
  yield { metric: `${about}, teacher, 20 evaluations`, ...of(twenty), wanted: null };
  const real = densities.moons.sample(how.count, { seed: 3 });
  yield { metric: `${about}, real rows`, ...of(real), wanted: null };
  engine.dispose();
}

async function* eight({ quick }: CaseOptions): AsyncGenerator<Figure, void, void> {
  for (const name of Object.keys(densities) as DensityName[]) {
    const engine = await createEngine();
    const teacher = teacherOf(engine, name);
    const student = await studentOf(teacher, name, quick);
    const how = { count: SETS * SET_ROWS, seed: 1 };
    const one = await sample(student, how);
    const twenty = await thetaAdams(teacher, "auto", { ...how, evaluations: 20 });
    const [ours, theirs] = [one, twenty].map((drawn) => distances(name, drawn, SET_ROWS));
    const about = `sliced W2 of ${SET_ROWS} rows, 1 evaluation ÷ the teacher's of 20`;
    yield {
      metric: `${name}: ${about}`,
      value: mean(ours) / mean(theirs),
      error: standardError(ours.map((value, k) => value / theirs[k])),
      wanted: 1.5,
    };
    yield { metric: `${name}: the former`, value: mean(ours), error: standardError(ours), wanted: null };
    for (const [who, drawn] of [
      ["student", one],
      ["teacher", twenty],
    ] as const) {
      // prettier-ignore
      const metric = `${name}: part of the ${who}'s rows that lie where hardly any real ones do (1 of 1000)`;
      yield { metric, ...strays(name, drawn), wanted: null };
    }
    const rows = densities[name].sample(quick ? 100 : 1000, { seed: 4 });
    const [a, b] = [await logDensity(teacher, rows), await logDensity(student, rows)];
    const lost = a.logDensity.map((value, k) => value - b.logDensity[k]);
    yield {
      metric: `${name}: nats that the student's density has less of on fresh rows`,
      value: mean(lost),
      error: standardError(lost),
      wanted: null,
    };
    engine.dispose();
  }
}

/** On a line the map is known: F⁻¹∘Φ, in any number of steps. */
async function* line({ quick }: CaseOptions): AsyncGenerator<Figure, void, void> {
  const engine = await createEngine();
  const [means, weights, std] = [[-1, 1], [0.3, 0.7], 0.5];
  const teacher = gaussianMixture({ weights, means: means.map((m) => [m]), variance: std * std });
  const cdf = (x: number): number => means.reduce((sum, m, c) => sum + weights[c] * normalCdf((x - m) / std), 0);
  const student = createScoreNetwork(engine, { dim: 1, hidden: [64, 64], coordinateFrequencies: 0, seed: 1 });
  await reflow(teacher, student, { seed: 1, ...(quick && { pairs: 20_000, steps: 500 }) });
  const { sigmaMax } = student.sigmaRange!;
  const latents = Float64Array.from({ length: 201 }, (_, k) => (k - 100) / 40);
  const start = student.encoding.decode(latents.map((z) => z * Math.sqrt(1 + sigmaMax * sigmaMax)));
  const how = { count: latents.length, start };
  const one = await eulerOde(student, "auto", { ...how, evaluations: 1 });
  const several = await eulerOde(student, flowSigmas({ count: 8, sigmaMax }), how);
  const rms = (error: (k: number) => number): number => Math.sqrt(mean(latents.map((_z, k) => error(k) ** 2)));
  const range = "over |ζ| ≤ 2.5";
  yield {
    metric: `1 step less 8 steps, rms ${range}`,
    value: rms((k) => one[k] - several[k]),
    error: null,
    wanted: 0.02,
  };
  // A quantile, and not a row, as a row is where the density is not small
  const quantiles = rms((k) => cdf(one[k]) - normalCdf(latents[k]));
  yield { metric: `F(1 step) less Φ(ζ), rms ${range}`, value: quantiles, error: null, wanted: 0.01 };
  engine.dispose();
}

/** A student that is small enough for every frame of a page, and what it loses by that. */
async function* page({ quick }: CaseOptions): AsyncGenerator<Figure, void, void> {
  const engine = await createEngine();
  const teacher = teacherOf(engine, "moons");
  const student = createScoreNetwork(engine, { ...teacher.options, hidden: [64, 64, 64] });
  progress("inference: reflow of moons into a network of 64×64×64");
  await reflow(teacher, student, { seed: 1, ...(quick && { pairs: 20_000, steps: 500 }) });
  const rows = await sample(student, { count: 4 * MANY_ROWS, seed: 1 });
  const found = distances("moons", rows, MANY_ROWS);
  const metric = `sliced W2 of ${MANY_ROWS} rows of moons, 1 evaluation of 64×64×64`;
  yield { metric, value: mean(found), error: standardError(found), wanted: 0.045 };
  const networks = { "64×64×64": student, "128×128×128": teacher };
  for (const { network, arithmetic, millis, frames, browser } of await framesOf(networks, 5000, quick ? 1 : 5)) {
    const about = `5000 rows of ${network}, ${arithmetic}, in ${browser} on one thread`;
    const ours = network === "64×64×64" && arithmetic === "fused";
    yield { metric: `median milliseconds of ${about}`, value: millis, error: null, wanted: ours ? 1000 / 60 : null };
    yield {
      metric: `frames a second with ${about}`,
      value: frames,
      error: null,
      wanted: ours ? 59 : null,
      atLeast: true,
    };
  }
  engine.dispose();
}
