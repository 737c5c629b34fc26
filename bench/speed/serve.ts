import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { cpuMillis } from "../kit/harness.ts";
import type { Operation, SpeedCase } from "./cases.ts";

/** What a contender offers: its version, and one call of each operation it has. */
export interface Offer {
  version: string;
  /** Anything worth a word beside the version: threads, mode. */
  note?: string | undefined;
  runs: Partial<Record<Operation, () => void | Promise<void>>>;
}

/** Lines of JSON: requests on standard input, answers on descriptor 3. */
export type Request =
  | { load: SpeedCase }
  | { operation: Operation; calls: number }
  /** `patience`: milliseconds without getting faster after which it is warm. */
  | { operation: Operation; warmUp: true; patience: number };
export type Answer =
  | { version: string; note?: string | undefined; operations: Operation[] }
  /** A call's time, and its processor time where the contender tells it: of all its threads. */
  | { millis: number; cpuMillis?: number }
  | { absent: string }
  | { error: string };

/** The contender cannot take part here; the message says why and what would help. */
export class Absent extends Error {}

/** Answers the benchmark's requests until standard input ends. Standard output is the benchmark's: libraries may not write to it. */
export async function serve(load: (speedCase: SpeedCase) => Promise<Offer>): Promise<void> {
  console.log = console.info = console.debug = console.error;
  let offer: Offer | undefined;
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Request;
    try {
      if ("load" in request) {
        offer = await load(request.load);
        const { version, note, runs } = offer;
        answer({ version, note, operations: Object.keys(runs) as Operation[] });
      } else {
        const run = offer!.runs[request.operation]!;
        answer("calls" in request ? await sample(run, request.calls) : { millis: await warmUp(run, request.patience) });
      }
    } catch (error) {
      if (error instanceof Absent) answer({ absent: error.message });
      else answer({ error: error instanceof Error ? error.message : String(error) });
    }
  }
  process.exit(0);
}

/** Milliseconds a call, and of processor time. */
async function sample(run: () => void | Promise<void>, calls: number): Promise<{ millis: number; cpuMillis: number }> {
  const [cpu, start] = [cpuMillis(), performance.now()];
  for (let k = 0; k < calls; k++) {
    const pending = run();
    if (pending) await pending;
  }
  return { millis: (performance.now() - start) / calls, cpuMillis: (cpuMillis() - cpu) / calls };
}

/**
 * Runs in slices until `patience` milliseconds have passed in which no slice was 3 % faster than the best before: V8 compiles a large
 * WebAssembly module's functions one by one as they get hot, which takes onnxruntime-web some 3 s. Milliseconds a call of
 * the best slice.
 */
async function warmUp(run: () => void | Promise<void>, patience: number): Promise<number> {
  const [slice, limit] = [100, 15_000];
  const start = performance.now();
  let perCall = (await sample(run, 1)).millis;
  let best = Infinity;
  let improved = start;
  for (let now = start; now - improved < patience && now - start < limit; now = performance.now()) {
    perCall = (await sample(run, Math.max(1, Math.round(slice / perCall)))).millis;
    if (perCall < 0.97 * best) improved = performance.now();
    best = Math.min(best, perCall);
  }
  return best;
}

function answer(message: Answer): void {
  writeSync(3, JSON.stringify(message) + "\n");
}
