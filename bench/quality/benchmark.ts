import { createEngine } from "../../src/index.ts";
import { densities, type DensityName } from "../../src/toys/index.ts";
import { progress } from "../kit/print.ts";
import { drawCurves } from "./curves-picture.ts";
import { measureCurves } from "./curves.ts";
import { drawDensities } from "./densities-picture.ts";
import { measureDensity, type DensitySamples } from "./densities.ts";
import { drawDigits } from "./digits-picture.ts";
import { measureDigits } from "./digits.ts";
import { measureForest } from "./forest.ts";
import { describeRow, type QualityRow } from "./row.ts";
import { trainDensity } from "./train-density.ts";

/** The density on which samplers are compared. */
const CURVES: DensityName = "2spirals";

export interface QualityOptions {
  /** Only cases whose name contains this: a density, "curves", "optdigits", a forest set, or "forest" for all of those. */
  only: string;
  /** Short training and few samples: whether it runs, not how good it is. */
  quick: boolean;
}

/** How good the library's defaults are; pictures go to out/. */
export async function benchmarkQuality({ only, quick }: QualityOptions): Promise<QualityRow[]> {
  const rows: QualityRow[] = [];
  const add = (measured: readonly QualityRow[]): void => {
    rows.push(...measured);
    for (const row of measured) progress(`quality: ${describeRow(row)}`);
  };
  const wanted = (name: string): boolean => name.includes(only);
  const all: DensitySamples[] = [];
  for (const name of Object.keys(densities) as DensityName[]) {
    const forCurves = name === CURVES && wanted("curves");
    if (!wanted(name) && !forCurves) continue;
    const engine = await createEngine();
    const trained = await trainDensity(engine, name, quick);
    if (wanted(name)) {
      const { rows: measured, samples } = await measureDensity(trained, quick);
      add(measured);
      all.push(samples);
    }
    if (forCurves) {
      const { rows: measured, curves, floor } = await measureCurves(trained, quick);
      add(measured);
      drew(drawCurves(name, curves, floor));
    }
    engine.dispose();
  }
  if (all.length > 0) drew(drawDensities(all));
  if (wanted("optdigits")) {
    const { rows: measured, generated, test } = await measureDigits(quick);
    add(measured);
    if (generated && test) drew(drawDigits(generated, test));
  }
  for await (const row of measureForest({ only: only === "forest" ? "" : only, quick })) add([row]);
  return rows;
}

function drew(path: string): void {
  progress(`quality: wrote ${path}`);
}
