import { gaussian } from "../../src/index.ts";
import { normalCdf } from "../../src/numerics/normal.ts";
import { tasks, type TaskName } from "../../src/toys/index.ts";
import { mean, standardError } from "../quality/row.ts";
import type { CaseOptions, InferenceCases } from "./groups.ts";
import { accuracyOf, c2stOf, classifierName, observe, ROWS } from "./c2st.ts";
import type { Figure } from "./row.ts";

/** A classifier that says ½ of everything is no evidence. */
export const classifier: InferenceCases = {
  "classifier, normal laws": normalLaws,
  "classifier, changed posteriors": changedPosteriors,
};

/** Laws whose best accuracy is known: Φ(m/2) of two normals m deviations apart. */
async function* normalLaws({ quick }: CaseOptions): AsyncGenerator<Figure, void, void> {
  const rows = quick ? 500 : ROWS;
  for (const dim of [2, 10])
    for (const shift of [0, 0.5]) {
      const sets = [shift, 0].map((distance, k) =>
        gaussian({ mean: new Float64Array(dim).fill(distance / Math.sqrt(dim)), std: 1 }).sample(rows, { seed: k + 1 }),
      );
      const { accuracy, nullError } = accuracyOf(sets[0], sets[1], dim);
      yield {
        metric: `C2ST (${classifierName(dim, rows)}) of normal laws ${shift} deviations apart, less the best`,
        value: accuracy - normalCdf(shift / 2),
        error: nullError,
        wanted: 0.03 + 2 * nullError,
      };
    }
}

/** θ' = center + scale·(θ − center) + shift, the center being the posterior's mean. */
interface Change {
  task: TaskName;
  scale: number;
  shift: number;
}

const CHANGES: readonly Change[] = [
  { task: "two moons", scale: 1, shift: 0.005 },
  { task: "gaussian linear", scale: 1.1, shift: 0 },
  { task: "gaussian linear uniform", scale: 1, shift: 0.05 },
  { task: "gaussian mixture", scale: 1.2, shift: 0 },
];

/** Exact posteriors beside changed ones: what of the best accuracy, which the two densities' ratio has, the classifier reaches. */
async function* changedPosteriors({ quick }: CaseOptions): AsyncGenerator<Figure, void, void> {
  for (const { task: name, scale, shift } of CHANGES) {
    const task = tasks[name];
    const { dim } = task;
    const [found, best]: [number[], number[]] = [[], []];
    for (const x of await observe(task, quick ? 1 : 3)) {
      const exact = task.posterior(x);
      const center = Array.from({ length: dim }, (_, i) =>
        mean(exact.sample(ROWS, { seed: 1 }).filter((_, k) => k % dim === i)),
      );
      const there = (rows: Float64Array): Float64Array =>
        rows.map((value, k) => center[k % dim] + scale * (value - center[k % dim]) + shift);
      const back = (rows: Float64Array): Float64Array =>
        rows.map((value, k) => center[k % dim] + (value - shift - center[k % dim]) / scale);
      const [changed, reference] = [there(exact.sample(ROWS, { seed: 2 })), exact.sample(ROWS, { seed: 3 })];
      found.push(c2stOf(task, changed, reference));
      // Which law gives a row the higher density
      const sides = [changed, reference].map((rows, side) => {
        const own = exact.logDensity!(rows);
        return exact.logDensity!(back(rows)).map((value, k) => {
          const ratio = value - dim * Math.log(scale) - own[k];
          return side === 0 ? Number(ratio > 0) : Number(ratio <= 0);
        });
      });
      best.push((mean(sides[0]) + mean(sides[1])) / 2);
    }
    const what = `${name}, exact draws ${scale} times as wide and ${shift} further`;
    yield { metric: `best accuracy: ${what}`, value: mean(best), error: standardError(best), wanted: null };
    yield {
      metric: `C2ST (${classifierName(dim)}) above ½, part of the best: ${what}`,
      value: (mean(found) - 0.5) / (mean(best) - 0.5),
      error: standardError(found) / (mean(best) - 0.5),
      wanted: 0.5,
      atLeast: true,
    };
  }
}
