import { usageError } from "./command-error.ts";
import type { Interrupt } from "./interrupt.ts";
import type { Output } from "./output.ts";
import { createTalk, type Talk } from "./talk.ts";

/** What a command has at hand while it runs. */
export interface Session {
  /** How the program is called in the commands it prints. */
  readonly program: string;
  /** The command line's words behind the program. */
  readonly args: readonly string[];
  readonly talk: Talk;
  readonly interrupt: Interrupt;
  /** Ends when Ctrl-C is pressed. */
  readonly signal: AbortSignal;
  /** The outcome, which `--json` prints as one object on the standard output. */
  finish(outcome: object): void;
  /** A line of JSON on the standard output. */
  tell(line: object): void;
}

export type OpenSession = (options: { quiet?: boolean | undefined; json?: boolean | undefined }) => Session;

export function sessions(program: string, args: readonly string[], interrupt: Interrupt): OpenSession {
  const tell = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
  return ({ quiet = false, json = false }) => ({
    program,
    args,
    interrupt,
    signal: interrupt.signal,
    talk: createTalk(process.stderr, { quiet: quiet || json }),
    finish: (outcome) => void (json && tell(outcome)),
    tell,
  });
}

/** Rows and the outcome would be mixed on the standard output. */
export function checkJson({ json }: { json?: boolean | undefined }, output: Output): void {
  if (json && output.isStandard)
    throw usageError("--json needs -o FILE: without it the rows are on the standard output.");
}
