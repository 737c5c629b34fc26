import { parseArgs } from "node:util";
import { cpuMillis, type CompareOptions } from "./kit/harness.ts";
import { describeMachine } from "./kit/machine.ts";
import { formatTable, print } from "./kit/print.ts";
import { CASES as LANGEVIN_CASES } from "./langevin/cases.ts";
import { CASES as TABLE_CASES } from "./tables/cases.ts";

interface Result {
  /** What `--json` prints. */
  rows: readonly object[];
  /** The same for people. */
  table: string;
}

interface Options extends Omit<CompareOptions, "contenders"> {
  /** Only cases whose name contains this; of "speed", "quality" and "auto". */
  only: string;
  /** Short training, few rows; of "quality", "langevin" and "tables". */
  quick: boolean;
  /** Cases by their whole names, none for all; of "langevin" and "tables". */
  cases: readonly string[];
  /** Training of every case, instead of its own time; of "tables". */
  seconds?: number;
  /** Longest wait for an idle machine before a sample; of "speed". */
  quietMillis: number;
}

type Benchmark = (options: Options) => Promise<Result>;

interface Entry {
  summary: string;
  load: () => Promise<Benchmark>;
  /** Names of its cases, which may follow its own. */
  cases?: readonly string[];
}

/** Loaded on demand: asking for help, or for one of them, must not wait for the others. */
const BENCHMARKS: Record<string, Entry> = {
  auto: {
    summary: "what annealed Langevin dynamics loses by sigmas auto against a search; an hour, --only <case> for one",
    load: async () => {
      const { benchmarkAuto, formatAuto } = await import("./quality/auto.ts");
      return async (options) => {
        const rows = await benchmarkAuto(options);
        return { rows, table: formatAuto(rows) };
      };
    },
  },
  baseline: {
    summary: "the pure-TypeScript network alone: a training step and a Langevin step",
    load: async () => {
      const { benchmarkBaseline } = await import("./speed/baseline/benchmark.ts");
      return async (options) => {
        const rows = benchmarkBaseline(options);
        return { rows, table: formatTable(rows) };
      };
    },
  },
  core: {
    summary: "the kernels against the pure-TypeScript network: a training step and a Langevin step",
    load: async () => {
      const { benchmarkCore, formatCore } = await import("./speed/core.ts");
      return async (options) => {
        const rows = await benchmarkCore(options);
        return { rows, table: formatCore(rows) };
      };
    },
  },
  langevin: {
    summary: `samplers beside known laws, each figure with what is wanted; cases: ${Object.keys(LANGEVIN_CASES).join(", ")}`,
    cases: Object.keys(LANGEVIN_CASES),
    load: async () => {
      const { benchmarkLangevin } = await import("./langevin/benchmark.ts");
      const { formatLangevin } = await import("./langevin/row.ts");
      return async (options) => {
        refuseProcessorTime("langevin", options);
        const machine = describeMachine();
        const rows = await benchmarkLangevin(options);
        return { rows, table: `${machine}\n${formatLangevin(rows)}` };
      };
    },
  },
  speed: {
    summary: "ours against every peer in bench/speed/peers and PyTorch: a training step and a Langevin step",
    load: async () => {
      const { benchmarkSpeed } = await import("./speed/benchmark.ts");
      const { formatSpeed } = await import("./speed/table.ts");
      return async (options) => {
        refuseProcessorTime("speed", options);
        const machine = describeMachine();
        const result = await benchmarkSpeed(options);
        return { rows: result.rows, table: `${machine}\n${formatSpeed(result)}` };
      };
    },
  },
  scaling: {
    summary: "a training step from 16 to 1,024 wide and 64 to 65,536 rows, with one thread and all",
    load: async () => {
      const { benchmarkScaling, formatScaling } = await import("./speed/scaling.ts");
      return async (options) => {
        refuseProcessorTime("scaling", options);
        const machine = describeMachine();
        const rows = await benchmarkScaling(options);
        return { rows, table: `${machine}\n${formatScaling(rows)}` };
      };
    },
  },
  tables: {
    summary: `tables with categories and gaps, learned whole, beside published figures; an hour; cases: ${Object.keys(TABLE_CASES).join(", ")}`,
    cases: Object.keys(TABLE_CASES),
    load: async () => {
      const { benchmarkTables } = await import("./tables/benchmark.ts");
      const { formatTables } = await import("./tables/row.ts");
      const { fitOurs } = await import("./tables/ours.ts");
      return async (options) => {
        refuseProcessorTime("tables", options);
        const machine = describeMachine();
        const rows = await benchmarkTables(options, fitOurs);
        return { rows, table: `${machine}\n${formatTables(rows)}` };
      };
    },
  },
  page: {
    summary: "the main thread's tasks in Chromium while a page trains: in the page, in a worker, in the playground",
    load: async () => {
      const { benchmarkPage, formatPage } = await import("./page/benchmark.ts");
      return async (options) => {
        refuseProcessorTime("page", options);
        const rows = await benchmarkPage();
        return { rows, table: formatPage(rows) };
      };
    },
  },
  quality: {
    summary: "how good the defaults are: densities, digits, nine tables beside published results, samplers",
    load: async () => {
      const { benchmarkQuality } = await import("./quality/benchmark.ts");
      const { formatQuality } = await import("./quality/row.ts");
      return async (options) => {
        refuseProcessorTime("quality", options);
        const machine = describeMachine();
        const rows = await benchmarkQuality(options);
        return { rows, table: `${machine}\n${formatQuality(rows)}` };
      };
    },
  },
};

/** Threads add up in processor time. */
function refuseProcessorTime(name: string, { clock }: Options): void {
  if (clock) throw new UsageError(`${name}: expected no --cpu, for it measures several threads`);
}

const HELP = `Usage: npm run bench -- <name>… [case…] [options]

Benchmarks:
${Object.entries(BENCHMARKS)
  .map(([name, { summary }]) => `  ${name.padEnd(14)} ${summary}`)
  .join("\n")}

Options:
  --rounds <n>   samples of each contender (15)
  --millis <n>   shortest sample, in milliseconds (50)
  --cpu          processor time instead of wall-clock time: for a machine shared with others
  --only <text>  of "speed", "quality" and "auto", only the cases whose name contains the text: "128×3", "rings", "forest"
  --quick        of "quality", "langevin" and "tables", train for so short and draw so few rows that it tells only whether all of it runs
  --seconds <n>  of "tables", train for so long in every case, instead of its own time
  --quiet        of "speed", wait before every sample until the machine is idle, 10 s at most
  --json         print one JSON array and nothing else
  --help         print this

The peers of "speed" are installed by "npm install" in bench/speed/peers; PyTorch is /usr/bin/python3's, the classifiers of
"tables" (python3-sklearn, python3-xgboost) are those of python3 or /usr/bin/python3, whichever has them; BENCH_PYTHON names
another Python for both. Node 20 fuses multiply and add behind a flag, which "speed" sets. The same in Node 24:
  npx -y -p node@24 node --import tsx bench/main.ts speed
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
        only: { type: "string", default: "" },
        seconds: { type: "string" },
        quiet: { type: "boolean", default: false },
        quick: { type: "boolean", default: false },
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

/** The benchmarks named, each with the cases of its own that follow it. */
function chooseBenchmarks(positionals: readonly string[]): { name: string; cases: string[] }[] {
  const known = Object.keys(BENCHMARKS).join(", ");
  if (positionals.length === 0) throw new UsageError(`expected the name of a benchmark: ${known}`);
  const chosen: { name: string; cases: string[] }[] = [];
  for (const word of positionals) {
    const last = chosen.at(-1);
    const own = last && BENCHMARKS[last.name].cases;
    if (Object.hasOwn(BENCHMARKS, word)) chosen.push({ name: word, cases: [] });
    else if (last && own?.includes(word)) last.cases.push(word);
    else throw new UsageError(`expected one of ${own ? `${own.join(", ")}, or of ${known}` : known}, got "${word}"`);
  }
  return chosen;
}

async function main(args: string[]): Promise<void> {
  const { values, positionals } = readArguments(args);
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const chosen = chooseBenchmarks(positionals);
  const options = {
    rounds: positive("rounds", values.rounds),
    minMillis: positive("millis", values.millis),
    only: values.only,
    quick: values.quick,
    quietMillis: values.quiet ? 10_000 : 0,
    ...(values.seconds !== undefined ? { seconds: positive("seconds", values.seconds) } : {}),
    ...(values.cpu ? { clock: cpuMillis } : {}),
  };
  const results: Result[] = [];
  for (const { name, cases } of chosen) results.push(await (await BENCHMARKS[name].load())({ ...options, cases }));
  print(results, { json: values.json });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`bench: ${error.message}\nbench: --help lists what there is\n`);
  process.exitCode = 2;
});
