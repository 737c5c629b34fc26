import { parseArgs } from "node:util";

export interface Options {
  /** A CSV file; without one, the US zip codes. */
  csv?: string;
  seed: number;
  samples: number;
  /** Training time the number of steps is chosen for, unless `steps` says it. */
  seconds: number;
  steps: number | undefined;
  /** Folder for what the job writes. */
  out: string;
}

export const help = `Trains a score network on rows of numbers and samples new rows like them.

  npm start                            42,049 US zip codes (longitude, latitude)
  npm start -- rows.csv                the numeric columns of any CSV file
  npm start -- rows.csv --seed 7

  --seed N       of everything random (default 1)
  --samples N    rows to sample (default 20000)
  --seconds N    training time, about; it decides the number of steps (default 35)
  --steps N      training steps instead: with the same seed, the same samples on every machine
  --out FOLDER   for the picture and the samples (default out)
  --help         this text
`;

/** A mistake in the command line, in one sentence. */
export class UsageError extends Error {}

/** @returns the options, or undefined if the help is asked for */
export function parseOptions(args: string[]): Options | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  if (positionals.length > 1) throw new UsageError(`One CSV file at a time, not ${positionals.length}.`);
  return {
    csv: positionals[0],
    seed: readNumber("seed", values.seed, 0, Number.MAX_SAFE_INTEGER),
    samples: readNumber("samples", values.samples, 1, 10_000_000),
    seconds: readNumber("seconds", values.seconds, 1, 1_000_000),
    steps: values.steps === undefined ? undefined : readNumber("steps", values.steps, 1, 100_000_000),
    out: values.out,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { type: "boolean", short: "h" },
        seed: { type: "string", default: "1" },
        samples: { type: "string", default: "20000" },
        seconds: { type: "string", default: "35" },
        steps: { type: "string" },
        out: { type: "string", default: "out" },
      },
    });
  } catch (error) {
    const [sentence] = (error as Error).message.split(". ");
    throw new UsageError(`${sentence}.`, { cause: error });
  }
}

function readNumber(name: string, text: string, min: number, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= min && value <= max))
    throw new UsageError(`--${name} takes a whole number from ${min} to ${max}, not "${text}".`);
  return value;
}
