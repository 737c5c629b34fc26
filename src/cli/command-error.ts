/** Exit codes, as the guide lists them. */
export const exitCodes = {
  ...{ ok: 0, failure: 1, usage: 2, data: 3, gate: 4 },
  /** Parts of a run that fail on every machine and every time. */
  hopeless: 42,
  ...{ interrupted: 130, closedPipe: 141 },
} as const;

/** A command that cannot go on, in one sentence. */
export class CommandError extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CommandError";
    this.exitCode = exitCode;
  }
}

/** A mistake in the command line. */
export function usageError(message: string): CommandError {
  return new CommandError(exitCodes.usage, message);
}

/** "ENOSPC: no space left on device, write" → "no space left on device (ENOSPC)" */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [, code, words] = /^([A-Z0-9]+): ([^,]+)/.exec(message) ?? [];
  return code ? `${words} (${code})` : message;
}
