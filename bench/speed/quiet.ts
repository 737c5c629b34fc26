import { cpus } from "node:os";
import { setTimeout } from "node:timers/promises";

/** The system counts time in ticks of some 10 ms: a window of less could not tell busy from idle. */
const WINDOW_MILLIS = 50;
/** Share of all cores' time that may be in use. */
const TOLERATED = 0.12;

/**
 * Waits until the machine has been idle for 50 ms, at most `patienceMillis`: nothing else runs, and no idle worker of a
 * contender still spins. Returns whether it was.
 */
export async function quiet(patienceMillis: number): Promise<boolean> {
  const start = performance.now();
  do {
    const before = ticks();
    await setTimeout(WINDOW_MILLIS);
    const after = ticks();
    if (after.busy - before.busy <= TOLERATED * (after.all - before.all)) return true;
  } while (performance.now() - start < patienceMillis);
  return false;
}

function ticks(): { busy: number; all: number } {
  let [busy, all] = [0, 0];
  for (const { times } of cpus()) {
    const { user, nice, sys, irq, idle } = times;
    busy += user + nice + sys + irq;
    all += user + nice + sys + irq + idle;
  }
  return { busy, all };
}
