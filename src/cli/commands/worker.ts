import { Command } from "commander";
import { runWorker, type WorkerNews } from "../../bullmq/index.ts";
import { counted, formatCount } from "../../support/show.ts";
import { usageError } from "../command-error.ts";
import { formatSeconds } from "../format-numbers.ts";
import { addCommon, type CommonOptions } from "../options/groups.ts";
import { addServer, requireServer, type ServerOptions } from "../options/server.ts";
import { listed, numberBetween, wholeNumber } from "../options/values.ts";
import type { OpenSession } from "../session.ts";
import type { Talk } from "../talk.ts";

interface WorkerOptions extends ServerOptions, CommonOptions {
  root?: string[];
  threads?: number;
  lock?: number;
  check?: number;
  grace?: number;
}

export function workerCommand(open: OpenSession): Command {
  const command = new Command("worker")
    .summary("does the tasks of a queue")
    .description(
      "Does the tasks that a queue hands out, one at a time with all threads, until it is stopped: by Ctrl-C or SIGTERM, when the task under way has --grace seconds to end and is given back then. One worker a machine.",
    )
    .option(
      "--root <folder>",
      "a folder or address below which work, models and inputs may lie; others are refused; may be given several times",
      listed,
    )
    .option("--threads <n>", "threads that compute (default: one a core)", wholeNumber(1, 256));
  addServer(command)
    .option("--grace <seconds>", "for the task under way when it is stopped (default: 20)", numberBetween(0, 86_400))
    .option(
      "--lock <seconds>",
      "of silence after which a task is another worker's (default: 7)",
      numberBetween(0.5, 3600),
    )
    .option("--check <seconds>", "between two looks for such tasks (default: 2)", numberBetween(0.1, 3600));
  return addCommon(command).action(async (options: WorkerOptions) => {
    const { root, threads, lock, check, grace } = options;
    const session = open(options);
    const { talk, signal } = session;
    const queue = requireServer(options);
    if (root === undefined) throw usageError("No root is named: give --root FOLDER, below which all work lies.");
    const worker = runWorker({
      ...queue,
      roots: root,
      signal,
      ...(threads !== undefined && { threads }),
      ...(lock !== undefined && { lockSeconds: lock }),
      ...(check !== undefined && { checkSeconds: check }),
      ...(grace !== undefined && { graceSeconds: grace }),
    });
    for await (const news of worker) {
      if (options.json) session.tell(news);
      tellNews(talk, news);
    }
    const { written, there, amount, seconds } = await worker;
    talk.say(
      `${counted(written, "task")} computed (${formatCount(amount)} rows or steps, ${formatSeconds(seconds)}), ${formatCount(there)} there already`,
    );
    session.finish({ command: "worker", written, there, amount, seconds });
  });
}

function tellNews(talk: Talk, news: WorkerNews): void {
  if (news.type === "ready") talk.say("waiting for tasks");
  else if (news.type === "trouble") talk.warn(news.reason);
  else if (news.type === "failed") talk.warn(`${news.task}: ${news.reason}`);
  else if (news.type === "cancelled") talk.say(`${news.task} of ${news.store}: cancelled`);
  else if (news.type === "done")
    talk.say(
      `${news.task} of ${news.store}: ${news.status === "there" ? "there already" : formatSeconds(news.seconds)}`,
    );
}
