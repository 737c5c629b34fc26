import cliProgress from "cli-progress";
import { formatCount } from "../support/show.ts";
import { formatSeconds } from "./format-numbers.ts";

/** One phase of a command. */
export interface Phase {
  /** How much of the total is done, and what else to show. */
  update(done: number, note?: string): void;
  /** Ends the phase where it is. */
  stop(): void;
}

/** Milliseconds between lines where the output is no terminal. */
const LINES = 10_000;

/** A bar on a terminal, elsewhere a line every ten seconds. */
export function startPhase(name: string, total: number, stream: NodeJS.WriteStream, colors: boolean): Phase {
  return stream.isTTY ? barPhase(name, total, stream, colors) : linePhase(name, total, stream);
}

function barPhase(name: string, total: number, stream: NodeJS.WriteStream, colors: boolean): Phase {
  const bar = new cliProgress.SingleBar({
    stream,
    barsize: 24,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    format: `${name} ${colors ? "\x1b[36m{bar}\x1b[0m" : "{bar}"} {percentage}%{note}`,
    gracefulExit: false, // Ctrl-C is the command's own affair; it stops the phase
    emptyOnZero: true,
  });
  bar.start(total, 0, { note: "" });
  return {
    update: (done, note) => bar.update(done, { note: note === undefined ? "" : `  ${note}` }),
    stop: () => bar.stop(),
  };
}

function linePhase(name: string, total: number, stream: NodeJS.WriteStream): Phase {
  const begun = performance.now();
  let last = begun;
  return {
    update(done, note) {
      const now = performance.now();
      if (now - last < LINES) return;
      last = now;
      const percent = Math.floor((100 * done) / total);
      const parts = [
        `${percent} %`,
        `${formatCount(done)} of ${formatCount(total)}`,
        note,
        formatSeconds((now - begun) / 1000),
      ];
      stream.write(`${name}: ${parts.filter(Boolean).join(", ")}\n`);
    },
    stop() {
      // Its lines are already complete.
    },
  };
}
