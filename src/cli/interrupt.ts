import { CommandError, exitCodes } from "./command-error.ts";

/** Ctrl-C and its like: the first asks a command to come to an end, the second ends it at once. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** How a command that was asked to end goes on later; said when it has ended. */
  hint: string | undefined;
  /** Stops listening. */
  release(): void;
}

/** Signals that end a command, and the numbers shells add to 128 for them. */
const signals = { SIGINT: 2, SIGTERM: 15 } as const;

export function listenForInterrupts(notice: () => void): Interrupt {
  const controller = new AbortController();
  const listeners = Object.entries(signals).map(([name, number]) => {
    const exitCode = exitCodes.interrupted - signals.SIGINT + number;
    const listener = (): void => {
      if (controller.signal.aborted) process.exit(exitCode);
      notice();
      controller.abort(new CommandError(exitCode, "Stopped."));
    };
    process.on(name, listener);
    return { name, listener };
  });
  return {
    signal: controller.signal,
    hint: undefined,
    release: () => listeners.forEach(({ name, listener }) => process.off(name, listener)),
  };
}
