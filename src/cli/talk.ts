import { startPhase, type Phase } from "./progress.ts";

/** What a command tells a person, on the standard error: the standard output is for data. */
export interface Talk {
  /** A line; none with --quiet. */
  say(text: string): void;
  /** What must not be missed, --quiet or not. */
  warn(text: string): void;
  /** A phase with a bar or lines; silent with --quiet. */
  startPhase(name: string, total: number): Phase;
}

export function createTalk(stream: NodeJS.WriteStream, { quiet }: { quiet: boolean }): Talk {
  const colors = stream.isTTY && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";
  return {
    say: (text) => void (quiet || stream.write(`${text}\n`)),
    warn: (text) => void stream.write(`${colors ? "\x1b[33mwarning:\x1b[0m" : "warning:"} ${text}\n`),
    startPhase: (name, total) => (quiet ? silent : startPhase(name, total, stream, colors)),
  };
}

const silent: Phase = { update: () => undefined, stop: () => undefined };
