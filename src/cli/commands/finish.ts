import { Command } from "commander";
import { openWork } from "../../shards/index.ts";
import { openStore } from "../../work/stores/open-store.ts";
import { addCommon, type CommonOptions } from "../options/groups.ts";
import { finishWork } from "../parts/finish-work.ts";
import { workKinds } from "../../bullmq/work-kinds.ts";
import type { OpenSession } from "../session.ts";

export function finishCommand(open: OpenSession): Command {
  const command = new Command("finish")
    .summary("all parts of a folder are there and right")
    .description(
      "Checks a folder of parts: all are there, none is of another run, every row has its hash. Writes _manifest.json, then _SUCCESS.",
    )
    .argument("<folder>", "the folder or address that --out named");
  return addCommon(command).action(async (folder: string, options: CommonOptions) => {
    const session = open(options);
    const store = openStore(folder);
    const work = await openWork(store, workKinds, { signal: session.signal });
    try {
      const told = await finishWork(session, store, work, session.signal);
      session.finish({ command: "finish", output: store.url, rows: work.amount, parts: work.count, ...told });
    } finally {
      work.dispose();
    }
  });
}
