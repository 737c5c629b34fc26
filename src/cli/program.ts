import { Command } from "commander";
import { cancelCommand } from "./commands/cancel.ts";
import { describeCommand } from "./commands/describe.ts";
import { evaluateCommand } from "./commands/evaluate.ts";
import { finishCommand } from "./commands/finish.ts";
import { fitCommand } from "./commands/fit.ts";
import { imputeCommand } from "./commands/impute.ts";
import { sampleCommand } from "./commands/sample.ts";
import { scoreCommand } from "./commands/score.ts";
import { serveTasksCommand } from "./commands/serve-tasks.ts";
import { sweepCommand } from "./commands/sweep.ts";
import { statusCommand } from "./commands/status.ts";
import { submitCommand } from "./commands/submit.ts";
import { synthesizeCommand } from "./commands/synthesize.ts";
import { verifyCommand } from "./commands/verify.ts";
import { workerCommand } from "./commands/worker.ts";
import type { OpenSession } from "./session.ts";
import { readVersion } from "./version.ts";

const examples = `
Examples:
  langevin describe people.csv                    how every column is understood
  langevin synthesize people.csv -o more.csv      rows of the same kind, in one go
  langevin fit people.csv -o people.langevin      or in two: a model first,
  langevin sample people.langevin -n 10000 --where "income=>50K"
  langevin impute people.langevin gaps.csv        fills what is missing
  langevin evaluate people.csv more.csv -o report.html   how good the rows are
  langevin sample people.langevin --rows 1e9 --out rows --shard 3/200   a machine of many: one task of 200

"-" is the standard input or output. Rows alone go to the standard output, all talk to the standard error.
Exit codes: 0 done, 1 failure, 2 usage, 3 invalid data, 4 a gate failed, 42 parts of --out that fail every time,
130 stopped by Ctrl-C.`;

const commands = [
  describeCommand,
  fitCommand,
  sampleCommand,
  imputeCommand,
  scoreCommand,
  evaluateCommand,
  synthesizeCommand,
  finishCommand,
  verifyCommand,
  sweepCommand,
  workerCommand,
  submitCommand,
  statusCommand,
  cancelCommand,
];

/** The command line: every command, its options and its help. */
export function createProgram(name: string, open: OpenSession): Command {
  const program = new Command(name)
    .description("Learns a table and makes rows of the same kind: categories, numbers, dates, gaps and ids.")
    .version(readVersion(), "-V, --version", "the version")
    .helpOption("-h, --help", "this text; behind a command, what it takes")
    .addHelpText("after", examples);
  for (const command of commands) program.addCommand(command(open).helpOption("-h, --help", "this text"));
  program.addCommand(serveTasksCommand(), { hidden: true });
  for (const each of [program, ...program.commands])
    each.exitOverride().configureOutput({
      outputError: (text, write) => write(text.replace(/^error: /, `${name}: `)),
    });
  return program;
}
