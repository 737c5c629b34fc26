import { median } from "./quantiles.ts";

export interface CompareOptions {
  /** What is timed, by name; one call is one operation. */
  contenders: Record<string, () => void>;
  /** A sample repeats its contender until it should last this long. */
  minMillis?: number;
  /** Samples of each contender. */
  rounds?: number;
  /** Every contender runs at least this long before its first sample, past the compiler's tiers. */
  warmupMillis?: number;
  /** Milliseconds from anywhere; `cpuMillis` on a machine shared with others, for contenders of one thread. */
  clock?: () => number;
}

/** Milliseconds of one call of a contender. */
export interface Measurement {
  name: string;
  median: number;
  min: number;
  max: number;
  rounds: number;
  /** Calls in each sample. */
  calls: number;
}

/** Processor time of this process, in milliseconds: what other processes take is not in it. */
export function cpuMillis(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * Times the contenders against each other in one run: all are warmed up, in turns, before any is measured; then every
 * round takes one sample of each, starting with another one each time, so that a slow spell of the machine meets all.
 */
export function compare({
  contenders,
  minMillis = 50,
  rounds = 15,
  warmupMillis = 500,
  clock = () => performance.now(),
}: CompareOptions): Measurement[] {
  const entries = Object.entries(contenders).map(([name, run]) => ({ name, run, calls: 1, samples: [] as number[] }));
  warmUp(entries, { minMillis, warmupMillis, clock });
  for (let round = 0; round < rounds; round++) {
    for (let k = 0; k < entries.length; k++) {
      const entry = entries[(round + k) % entries.length];
      entry.samples.push(sample(entry.run, entry.calls, clock));
    }
  }
  return entries.map(({ name, calls, samples }) => {
    return { name, median: median(samples), min: Math.min(...samples), max: Math.max(...samples), rounds, calls };
  });
}

/** Runs every contender in slices until each has had its time, and sets `calls` from its last slice. */
function warmUp(
  entries: { run: () => void; calls: number }[],
  { minMillis, warmupMillis, clock }: { minMillis: number; warmupMillis: number; clock: () => number },
): void {
  const spent = entries.map(() => 0);
  const perCall = entries.map(() => 0);
  while (spent.some((millis) => millis < warmupMillis)) {
    for (let k = 0; k < entries.length; k++) {
      if (spent[k] >= warmupMillis) continue;
      const { run, calls } = entries[k];
      perCall[k] = sample(run, calls, clock);
      spent[k] += perCall[k] * calls;
      if (perCall[k] * calls * 8 < warmupMillis) entries[k].calls *= 2;
    }
  }
  entries.forEach((entry, k) => (entry.calls = Math.max(1, Math.ceil(minMillis / perCall[k]))));
}

/** Milliseconds a call. */
function sample(run: () => void, calls: number, clock: () => number): number {
  const start = clock();
  for (let k = 0; k < calls; k++) run();
  return (clock() - start) / calls;
}
