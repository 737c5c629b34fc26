import { Particles, SCORED_ROWS } from "../../engine/index.ts";
import { identityEncoding } from "../../data/encodings/identity.ts";
import { rangeOfMoments } from "../../noise/sigma-range.ts";
import { after } from "../../support/after.ts";
import { scoreOf } from "../check.ts";
import { momentsOf, statesMoments } from "../moments.ts";
import { forRows, isPerRow } from "../per-row.ts";
import type { ScoreModel } from "../score-model.ts";
import type { Evaluator } from "./evaluator.ts";

/** Any model through its `score`, which is handed rows in f32 and may answer later. */
export function scoreEvaluator(model: ScoreModel): Evaluator {
  const { dim } = model;
  const perRow = isPerRow(model) ? model : undefined;
  const evaluator: Evaluator = {
    dim,
    encoding: model.encoding ?? identityEncoding(dim),
    ...momentsOf(model),
    get sigmaRange() {
      return model.sigmaRange ?? (model.mean && model.variance && rangeOfMoments(model.variance));
    },
    rows: perRow?.rows,
    conditions: perRow ? perRow.conditions : statesMoments(model) ? undefined : 0,
    engine: undefined,
    coupled: perRow?.coupled,
    composition: perRow?.composition,
    precision: "f32",
    knowsDivergence: model.divergence !== undefined,
    check: (where) => perRow?.check(where),
    forRows: (rows) => (perRow?.rows === undefined ? evaluator : scoreEvaluator(forRows(model, rows))),

    particles: (home, options) => new Particles(home, options),
    rowsAtOnce: () => SCORED_ROWS,
    stepsAtOnce: () => 1,

    score(where, particles, { begin, end }, { of, into, sigma }) {
      const some = perRow?.rows === undefined ? model : forRows(model, range(begin, end));
      return after(scoreOf(where, some, particles.rows(begin, end, of), sigma), (values) =>
        particles.replace(begin, values, into),
      );
    },
    langevin: undefined,

    inside: undefined,
    model,
  };
  return evaluator;
}

function range(begin: number, end: number): number[] {
  return Array.from({ length: end - begin }, (_, k) => begin + k);
}
