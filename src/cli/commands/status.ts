import { Command } from "commander";
import { queueStatus, type QueueStatus } from "../../bullmq/index.ts";
import { workKinds } from "../../bullmq/work-kinds.ts";
import { isCancelled, openWork } from "../../shards/index.ts";
import { counted, formatCount } from "../../support/show.ts";
import { openStore } from "../../work/stores/open-store.ts";
import { usageError } from "../command-error.ts";
import { addCommon, type CommonOptions } from "../options/groups.ts";
import { addServer, SERVER, serverOf, type ServerOptions } from "../options/server.ts";
import type { OpenSession } from "../session.ts";

/** Failed tasks that are named. */
const NAMED = 10;

export function statusCommand(open: OpenSession): Command {
  const command = new Command("status")
    .summary("how far a folder is, and what a queue holds")
    .description(
      "Says how much of a folder's work is done, whoever does it, and of a queue its workers, its tasks and those that failed.",
    )
    .argument("[folder]", "the folder or address that --out named");
  return addCommon(addServer(command)).action(
    async (folder: string | undefined, options: ServerOptions & CommonOptions) => {
      const session = open(options);
      const server = serverOf(options);
      if (folder === undefined && !server) throw usageError(`Give a folder, or a queue by --server or ${SERVER}.`);
      const work = folder === undefined ? undefined : await workStatus(folder);
      if (work) {
        const { store, done, total, parts, missing, isFinished, isStopped } = work;
        const state = isFinished
          ? "finished"
          : isStopped
            ? "cancelled"
            : `${formatCount(missing)} of ${counted(parts, "part")} missing`;
        session.talk.say(`${store}: ${formatCount(done)} of ${formatCount(total)} done, ${state}`);
      }
      const queue = server && (await queueStatus(server));
      if (queue) for (const line of linesOf(queue)) session.talk.say(line);
      session.finish({ command: "status", ...(work && { work }), ...(queue && { queue }) });
    },
  );
}

async function workStatus(folder: string) {
  const store = openStore(folder);
  const work = await openWork(store, workKinds);
  try {
    const [done, missing, isStopped] = await Promise.all([work.done(), work.missing(), isCancelled(store)]);
    const isFinished = (await store.read("_SUCCESS")) !== undefined;
    return {
      store: store.url,
      done,
      total: work.amount,
      parts: work.count,
      missing: missing.length,
      isFinished,
      isStopped,
    };
  } finally {
    work.dispose();
  }
}

function linesOf({ workers, waiting, active, failed }: QueueStatus): string[] {
  const there = workers === undefined ? "workers unknown" : counted(workers, "worker");
  const lines = [
    `queue: ${there}, ${counted(active, "task")} under way, ${formatCount(waiting)} waiting, ${formatCount(failed.length)} failed`,
  ];
  for (const { store, index, reason } of failed.slice(0, NAMED)) lines.push(`  task ${index} of ${store}: ${reason}`);
  if (failed.length > NAMED) lines.push(`  and ${formatCount(failed.length - NAMED)} more`);
  return lines;
}
