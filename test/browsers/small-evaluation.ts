import type { evaluateTable } from "../../src/evaluation/index.ts";
import type { createEngine } from "../../src/index.ts";
import type { fitTable } from "../../src/table/index.ts";

/** What an evaluation needs of the library, on this thread or in a worker. */
export interface Library {
  createEngine: typeof createEngine;
  fitTable: typeof fitTable;
  evaluateTable: typeof evaluateTable;
}

/** Where a page of the tests finds what Node makes of {@link smallEvaluation}. */
export const PATH_IN_PAGES = "/answers/small-evaluation";

/** A model's rows evaluated, with the model and held-out rows at hand: the JSON of all that was found out. */
export async function smallEvaluation({ createEngine, fitTable, evaluateTable }: Library): Promise<string> {
  const engine = await createEngine({ threads: 1 });
  const [real, holdout] = [people(0), people(1)];
  const model = await fitTable(engine, real, { steps: 30, holdout: 0, seed: 1 });
  const synthetic = await model.sample(ROWS, { seed: 2 });
  return JSON.stringify(await evaluateTable(real, synthetic, { holdout, model, rows: 100, seed: 3 }));
}

const ROWS = 120;

/** Numbers, levels, days and gaps that depend on each other. */
function people(part: number): Record<string, string | number | null>[] {
  return Array.from({ length: ROWS }, (_, i) => {
    const [x, y] = [((i + part * ROWS) * 37) % 101, ((i + part * ROWS) * 53) % 97];
    const day = `2024-0${1 + (y % 9)}-1${x % 10}`;
    return { age: 20 + x / 2, job: x + y > 90 ? "nurse" : "cook", pay: y % 11 ? 3 * x + y / 8 : null, day };
  });
}
