import { parseArgs } from "node:util";

export interface Options {
  /** A model to sample from instead of training one. */
  from: string | undefined;
  /** 1, or with `from` the model's own, where none is given. */
  seed: number | undefined;
  samples: number;
  /** Scores a sample may cost; each sampler's own number where none is given. */
  evaluations: number | undefined;
  /** Training time the number of steps is chosen for, unless `steps` says it. */
  seconds: number;
  steps: number | undefined;
  /** Folder for what the job writes. */
  out: string;
}

export const help = `Trains a score network on 42,049 US zip codes (longitude, latitude) and samples new ones.

  npm start
  npm start -- --seed 7
  npm start -- --from out/zipcodes.safetensors    samples again, without training
  npm start -- rows.csv                           makes rows like those of any table:
                                                  langevin synthesize, with its options (npm start -- rows.csv --help)

  --seed N         of everything random (default 1)
  --samples N      rows to sample (default 20000)
  --evaluations N  of the network for each sample, 3 to 100000 (default: what each sampler takes by itself)
  --seconds N      training time, about; it decides the number of steps (default 35)
  --steps N        training steps instead: with the same seed, the same samples on every machine
  --from MODEL     a model that was saved before; training that was stopped goes on
  --out FOLDER     for the model, the picture, the report and the samples (default out)
  --help           this text
`;

/** A mistake in the command line, in one sentence. */
export class UsageError extends Error {}

/** @returns the options, or undefined if the help is asked for */
export function parseOptions(args: string[]): Options | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  if (positionals.length > 0)
    throw new UsageError(`A table comes first, its options behind it: npm start -- ${positionals[0]} ….`);
  for (const name of ["seconds", "steps"] as const)
    if (values.from !== undefined && values[name] !== undefined)
      throw new UsageError(`--from does not train, so --${name} does not go with it.`);
  return {
    from: values.from,
    seed: readNumber("seed", values.seed, 0, Number.MAX_SAFE_INTEGER),
    samples: readNumber("samples", values.samples, 1, 10_000_000),
    evaluations: readNumber("evaluations", values.evaluations, 3, 100_000),
    seconds: readNumber("seconds", values.seconds ?? "35", 1, 1_000_000),
    steps: readNumber("steps", values.steps, 1, 100_000_000),
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
        seed: { type: "string" },
        samples: { type: "string", default: "20000" },
        evaluations: { type: "string" },
        seconds: { type: "string" },
        steps: { type: "string" },
        from: { type: "string" },
        out: { type: "string", default: "out" },
      },
    });
  } catch (error) {
    const [sentence] = (error as Error).message.split(". ");
    throw new UsageError(`${sentence}.`, { cause: error });
  }
}

function readNumber<T extends string | undefined>(
  name: string,
  text: T,
  min: number,
  max: number,
): T extends string ? number : number | undefined;
function readNumber(name: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= min && value <= max))
    throw new UsageError(`--${name} takes a whole number from ${min} to ${max}, not "${text}".`);
  return value;
}
