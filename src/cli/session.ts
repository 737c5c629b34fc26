import { usageError } from "./command-error.ts";
import type { Interrupt } from "./interrupt.ts";
import type { CommonOptions } from "./options/groups.ts";
import type { Output } from "./output.ts";
import { createTalk, type Talk } from "./talk.ts";

/** What a command has at hand while it runs. */
export interface Session {
  /** How the program is called in the commands it prints. */
  readonly program: string;
  readonly talk: Talk;
  readonly interrupt: Interrupt;
  /** Ends when Ctrl-C is pressed. */
  readonly signal: AbortSignal;
  /** The outcome, which `--json` prints as one object on the standard output. */
  finish(outcome: Record<string, unknown>): void;
}

export type OpenSession = (options: CommonOptions) => Session;

export function sessions(program: string, interrupt: Interrupt): OpenSession {
  return ({ quiet = false, json = false }) => ({
    program,
    interrupt,
    signal: interrupt.signal,
    talk: createTalk(process.stderr, { quiet: quiet || json }),
    finish: (outcome) => void (json && process.stdout.write(`${JSON.stringify(outcome)}\n`)),
  });
}

/** Rows and the outcome would be mixed on the standard output. */
export function checkJson({ json }: CommonOptions, output: Output): void {
  if (json && output.isStandard)
    throw usageError("--json needs -o FILE: without it the rows are on the standard output.");
}
