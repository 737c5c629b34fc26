import { progress } from "../kit/print.ts";
import { CASES } from "./cases.ts";
import { describeLangevin, type LangevinRow } from "./row.ts";

export interface LangevinOptions {
  /** Names of cases; none for all. */
  cases: readonly string[];
  quick: boolean;
}

/** How near Langevin dynamics and the samplers of few evaluations come to known laws, by the library's defaults. */
export async function benchmarkLangevin({ cases, quick }: LangevinOptions): Promise<LangevinRow[]> {
  if (quick) progress("langevin: --quick takes fewer rows and sets and shorter training: figures for orientation only");
  const rows: LangevinRow[] = [];
  for (const [name, { load }] of Object.entries(CASES)) {
    if (cases.length > 0 && !cases.includes(name)) continue;
    const began = performance.now();
    try {
      for await (const row of (await load())({ quick })) {
        rows.push(row);
        progress(`langevin: ${describeLangevin(row)}`);
      }
    } catch (error) {
      // The others' figures are not lost with it
      progress(`langevin: ${name} failed: ${(error as Error).stack}`);
      process.exitCode = 1;
    }
    progress(`langevin: ${name} took ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
  return rows;
}
