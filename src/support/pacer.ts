import { invalid } from "./errors.ts";

/** How long work may go on before the event loop gets a turn, in milliseconds: two such turns fit a 60 Hz frame. */
const BUDGET = 8;

/**
 * Gives the event loop a turn once a time budget is used up, and looks at an AbortSignal.
 *
 * The clock decides when to pause, never what is computed.
 */
export class Pacer {
  private readonly signal: AbortSignal | undefined;
  private until = performance.now() + BUDGET;

  constructor(signal: AbortSignal | undefined) {
    this.signal = signal;
  }

  get due(): boolean {
    return performance.now() >= this.until;
  }

  /** @throws the signal's reason when it is aborted */
  async pause(): Promise<void> {
    await nextTask();
    this.signal?.throwIfAborted();
    this.until = performance.now() + BUDGET;
  }
}

export function checkSignal(where: string, signal: unknown): void {
  if (signal !== undefined && typeof (signal as AbortSignal | null)?.throwIfAborted !== "function")
    throw invalid(where, "signal an AbortSignal", signal);
}

/** A turn of the event loop. Timers are clamped to 4 ms in browsers, messages are not. */
function nextTask(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };
  if (setImmediate) return new Promise((resolve) => void setImmediate(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(0);
  });
}
