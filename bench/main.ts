import { parseArgs } from "node:util";
import { cpuMillis, type CompareOptions } from "./harness.ts";
import { formatTable, formatCore, print } from "./print.ts";

interface Result {
  /** What `--json` prints. */
  rows: readonly object[];
  /** The same for people. */
  table: string;
}

type Benchmark = (options: Omit<CompareOptions, "contenders">) => Promise<Result>;

/** Loaded on demand: asking for help, or for one of them, must not wait for the others. */
const BENCHMARKS: Record<string, { summary: string; load: () => Promise<Benchmark> }> = {
  baseline: {
    summary: "the pure-TypeScript network alone: a training step and a Langevin step",
    load: async () => {
      const { benchmarkBaseline } = await import("./baseline/benchmark.ts");
      return async (options) => {
        const rows = benchmarkBaseline(options);
        return { rows, table: formatTable(rows) };
      };
    },
  },
  core: {
    summary: "the kernels against the pure-TypeScript network: a training step and a Langevin step",
    load: async () => {
      const { benchmarkCore } = await import("./core.ts");
      return async (options) => {
        const rows = await benchmarkCore(options);
        return { rows, table: formatCore(rows) };
      };
    },
  },
};

const HELP = `Usage: npm run bench -- <name>… [options]

Benchmarks:
${Object.entries(BENCHMARKS)
  .map(([name, { summary }]) => `  ${name.padEnd(14)} ${summary}`)
  .join("\n")}

Options:
  --rounds <n>   samples of each contender (15)
  --millis <n>   shortest sample, in milliseconds (50)
  --cpu          processor time instead of wall-clock time: for a machine shared with others
  --json         print one JSON array and nothing else
  --help         print this
`;

/** A mistake in the command line: told in one line, without a stack. */
class UsageError extends Error {}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        rounds: { type: "string", default: "15" },
        millis: { type: "string", default: "50" },
        cpu: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new UsageError(`--${option}: expected an integer from 1, got "${text}"`);
  return value;
}

async function main(args: string[]): Promise<void> {
  const { values, positionals } = readArguments(args);
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const known = Object.keys(BENCHMARKS).join(", ");
  if (positionals.length === 0) throw new UsageError(`expected the name of a benchmark: ${known}`);
  for (const name of positionals) {
    if (!Object.hasOwn(BENCHMARKS, name)) throw new UsageError(`expected one of ${known}, got "${name}"`);
  }
  const options = {
    rounds: positive("rounds", values.rounds),
    minMillis: positive("millis", values.millis),
    ...(values.cpu ? { clock: cpuMillis } : {}),
  };
  const results: Result[] = [];
  for (const name of positionals) results.push(await (await BENCHMARKS[name].load())(options));
  print(results, { json: values.json });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`bench: ${error.message}\nbench: --help lists what there is\n`);
  process.exitCode = 2;
});
