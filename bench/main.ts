import { parseArgs } from "node:util";
import { BENCHMARKS, type Result } from "./benchmarks.ts";
import { cpuMillis } from "./kit/harness.ts";
import { print } from "./kit/print.ts";
import { UsageError } from "./kit/usage-error.ts";

const HELP = `Usage: npm run bench -- <name>… [case…] [options]

Benchmarks:
${Object.entries(BENCHMARKS)
  .map(([name, { summary }]) => `  ${name.padEnd(14)} ${summary}`)
  .join("\n")}

Options:
  --rounds <n>   samples of each contender (15; of "speed", of each of its processes, 5)
  --millis <n>   shortest sample, in milliseconds (50)
  --cpu          processor time instead of wall-clock time: for a machine shared with others
  --only <text>  of "speed", "quality", "auto", "integers" and "inference", only the cases whose name contains the text: "128×3", "rings",
                 "two moons"; of "builds" those that contain each of its words: "train 256x4 fused-all"
  --quick        of "quality", "langevin", "inference" and "tables", train for so short and draw so few rows that it tells only whether all of it runs
  --seconds <n>  of "tables", train for so long in every case, instead of its own time
  --quiet        of "speed", wait before every sample until the machine is idle, 10 s at most
  --processes <n>  of "speed", "builds" and "startup", fresh processes of each contender (5)
  --into <file>  of "speed", "builds" and "quality-time", a JSON file of figures to which this run adds what it lacks
  --minutes <n>  of the same three, begin nothing that would take longer: the next run into the same file goes on
  --before <folder>  of "builds", "quality-time" and "startup", a checkout that is built, to compare this one with
  --after <folder>   of the first two, a checkout in the place of this one
  --flags=<flags>    of "builds", flags of Node for the later build alone: --flags=--experimental-wasm-revectorize
  --node <version>   of the same three, the major version of a Node that npm brings, or a path
  --json         print one JSON array and nothing else
  --help         print this

The peers of "speed" are installed by "npm install" in bench/speed/peers; PyTorch is /usr/bin/python3's, the classifiers of
"tables" (python3-sklearn, python3-xgboost) are those of python3 or /usr/bin/python3, whichever has them; BENCH_PYTHON names
another Python for both. Node 20 fuses multiply and add behind a flag, which "speed" sets. The same in Node 24:
  npx -y -p node@24 node --import tsx bench/main.ts speed
`;

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        rounds: { type: "string" },
        millis: { type: "string", default: "50" },
        only: { type: "string", default: "" },
        seconds: { type: "string" },
        processes: { type: "string", default: "5" },
        into: { type: "string" },
        minutes: { type: "string" },
        before: { type: "string" },
        after: { type: "string" },
        flags: { type: "string" },
        node: { type: "string" },
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
    minMillis: positive("millis", values.millis),
    only: values.only,
    quick: values.quick,
    quietMillis: values.quiet ? 10_000 : 0,
    processes: positive("processes", values.processes),
    ...{ into: values.into, before: values.before, after: values.after, flags: values.flags, node: values.node },
    ...(values.minutes !== undefined ? { minutes: positive("minutes", values.minutes) } : {}),
    ...(values.rounds !== undefined ? { rounds: positive("rounds", values.rounds) } : {}),
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
