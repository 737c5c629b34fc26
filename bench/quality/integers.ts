import { readFile } from "node:fs/promises";
import { createEngine, loadModel, sample, type ScoreModel } from "../../src/index.ts";
import { quantize } from "../../src/int16/index.ts";
import { slicedWasserstein } from "../../src/metrics/index.ts";
import { densities, type DensityName } from "../../src/toys/index.ts";
import { progress } from "../kit/print.ts";
import { describeRow, mean, qualityRow, standardError, type QualityRow } from "./row.ts";

/** Sets of samples, rows of each, and scores a row. */
const [SETS, ROWS] = [32, 500];
const EVALUATIONS = [20, 1000];

/**
 * Sliced W₂ of samples in 16-bit integers beside those of f32 from the same noise, of the networks that the playground comes with:
 * both, and the mean of their differences over the sets with its standard error.
 */
export async function benchmarkIntegers({ only, quick }: { only: string; quick: boolean }): Promise<QualityRow[]> {
  const engine = await createEngine();
  const rows: QualityRow[] = [];
  const sets = quick ? 4 : SETS;
  for (const name of Object.keys(densities) as DensityName[]) {
    if (!name.includes(only)) continue;
    const file = new URL(`../../apps/playground/shipped/${name}.safetensors`, import.meta.url);
    const network = loadModel(engine, new Uint8Array(await readFile(file)));
    const models = { f32: network, int16: await quantize(network) };
    const real = setsOf(densities[name].sample(2 * sets * ROWS, { seed: 2 }), 2 * sets);
    const [tests, others] = [real.slice(0, sets), real.slice(sets)];
    const floor = mean(distances(others, tests));
    for (const evaluations of quick ? [20] : EVALUATIONS) {
      const measured = async (model: ScoreModel): Promise<[values: number[], seconds: number]> => {
        const began = performance.now();
        const drawn = await sample(model, { count: sets * ROWS, evaluations, seed: evaluations });
        return [distances(setsOf(drawn, sets), tests), (performance.now() - began) / 1000];
      };
      const [[f32, f32Seconds], [int16, seconds]] = [await measured(models.f32), await measured(models.int16)];
      const metric = `sliced W2, ${evaluations} evaluations`;
      const difference = int16.map((value, k) => value - f32[k]);
      rows.push(
        qualityRow(name, `${metric}, f32`, mean(f32), { error: standardError(f32), floor, seconds: f32Seconds }),
        qualityRow(name, `${metric}, int16`, mean(int16), { error: standardError(int16), floor, seconds }),
        qualityRow(name, `${metric}, int16 − f32`, mean(difference), { error: standardError(difference) }),
      );
      for (const row of rows.slice(-3)) progress(`integers: ${describeRow(row)}`);
    }
    network.dispose();
  }
  engine.dispose();
  return rows;
}

function distances(sets: readonly Float64Array[], tests: readonly Float64Array[]): number[] {
  return sets.map((set, k) => slicedWasserstein(set, tests[k], { dim: 2 }));
}

function setsOf(rows: Float64Array, sets: number): Float64Array[] {
  const size = rows.length / sets;
  return Array.from({ length: sets }, (_, k) => rows.slice(k * size, (k + 1) * size));
}
