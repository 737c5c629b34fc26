import { SingleBar } from "cli-progress";
import { formatCount } from "./table.ts";

export interface ProgressNumbers {
  loss?: number;
  rowsPerSecond?: number;
  secondsLeft?: number;
}

/** One phase of the job on the terminal. */
export interface Phase {
  update(done: number, numbers?: ProgressNumbers): void;
  /** Ends the phase where it is. */
  stop(): void;
}

/**
 * A progress bar on a terminal, or a line every tenth of the way where the output is a file or a pipe.
 *
 * @param total steps of the phase; `update(done)` counts up to it.
 */
export function startPhase(name: string, total: number, stream: NodeJS.WriteStream = process.stdout): Phase {
  return stream.isTTY ? barPhase(name, total, stream) : linePhase(name, total, stream);
}

function barPhase(name: string, total: number, stream: NodeJS.WriteStream): Phase {
  const bar = new SingleBar({
    stream,
    barsize: 24,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    format: `${name.padEnd(9)} {bar} {percentage}%  step {value}/{total}{numbers}`,
    gracefulExit: false, // Ctrl-C is the job's own affair; it stops the phase
    emptyOnZero: true,
  });
  bar.start(total, 0, { numbers: "" });
  return {
    update: (done, numbers) => bar.update(done, { numbers: describe(numbers) }),
    stop: () => bar.stop(),
  };
}

function linePhase(name: string, total: number, stream: NodeJS.WriteStream): Phase {
  let tenths = 0;
  return {
    update(done, numbers) {
      const reached = Math.floor((10 * done) / total);
      if (reached <= tenths) return;
      tenths = reached;
      const percent = `${tenths * 10}%`.padStart(4);
      stream.write(`${name.padEnd(9)} ${percent}  step ${done}/${total}${describe(numbers)}\n`);
    },
    stop() {
      // Its lines are already complete.
    },
  };
}

function describe({ loss, rowsPerSecond, secondsLeft }: ProgressNumbers = {}): string {
  const parts: string[] = [];
  if (loss !== undefined) parts.push(`loss ${loss.toFixed(4)}`);
  if (rowsPerSecond !== undefined) parts.push(`${formatCount(Math.round(rowsPerSecond))} rows/s`);
  if (secondsLeft !== undefined && Number.isFinite(secondsLeft)) parts.push(`${formatSeconds(secondsLeft)} left`);
  return parts.map((part) => `  ${part}`).join("");
}

/** 75.2 → "1:15", 8 → "8 s" */
export function formatSeconds(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
