// How much faster two workers of one machine are than one, and whether the guide's model of cost predicts a run. Only with
// --times: on a machine with other work it says nothing.
import { rmSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import type { Check } from "./check.ts";
import type { Fixture } from "./fixture.ts";
import { langevin } from "./program.ts";

/** Rows of a part, and parts: some 13 s of a core. */
const [PART, PARTS] = [65_536, 32];
const REPEATS = 5;

export function scalingChecks(fixture: Fixture): Check[] {
  const skip = (): string | undefined => (availableParallelism() < 2 ? "it has one core" : undefined);
  const out = join(fixture.folder, "scaling");
  /** Seconds of a run of so many parts. */
  async function secondsOf(parts: number, workers: number): Promise<number> {
    rmSync(out, { recursive: true, force: true });
    const rows = ["--rows", String(parts * PART), "--shard-rows", String(PART), "--evaluations", "20"];
    const args = ["sample", fixture.model, ...rows, "--threads", "1", "--workers", String(workers), "--out", out];
    const begun = performance.now();
    await langevin(fixture, args);
    return (performance.now() - begun) / 1000;
  }
  /** Medians of runs that take turns. */
  async function medians(...runs: readonly (readonly [parts: number, workers: number])[]): Promise<number[]> {
    const all = runs.map(() => [] as number[]);
    for (let k = 0; k < REPEATS; k++)
      for (const [place, [parts, workers]] of runs.entries()) all[place].push(await secondsOf(parts, workers));
    return all.map((seconds) => seconds.sort((a, b) => a - b)[REPEATS >> 1]);
  }
  const load = (): string => `load ${loadavg()[0].toFixed(1)} on ${availableParallelism()} cores`;
  let measured: Promise<number[]> | undefined;
  const oneAndTwo = (): Promise<number[]> => (measured ??= medians([PARTS, 1], [PARTS, 2]));

  return [
    {
      name: "two workers on two cores are at least 1.8 times as fast as one, median of 5",
      skip,
      async run() {
        const [a, b] = await oneAndTwo();
        const said = `${a.toFixed(2)} s and ${b.toFixed(2)} s, ${(a / b).toFixed(2)} times; ${load()}`;
        if (a / b < 1.8) throw new Error(said);
        return said;
      },
    },
    {
      name: "the model of cost predicts the run of two workers to 10 %, from runs of one and of three parts",
      skip,
      async run() {
        const [few, more] = await medians([1, 1], [3, 1]);
        const part = (more - few) / 2;
        const predicted = few - part + (part * PARTS) / 2;
        const [, two] = await oneAndTwo();
        const said = `${predicted.toFixed(2)} s predicted, ${two.toFixed(2)} s measured; ${load()}`;
        if (Math.abs(two / predicted - 1) > 0.1) throw new Error(said);
        return said;
      },
    },
  ];
}
