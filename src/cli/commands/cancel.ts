import { Command } from "commander";
import { cancelWork, readSpec } from "../../shards/index.ts";
import { openStore } from "../../work/stores/open-store.ts";
import { usageError } from "../command-error.ts";
import { addCommon, type CommonOptions } from "../options/groups.ts";
import type { OpenSession } from "../session.ts";

export function cancelCommand(open: OpenSession): Command {
  const command = new Command("cancel")
    .summary("the work in a folder ends within seconds")
    .description(
      "Marks the work in a folder as cancelled: workers and tasks everywhere leave it within seconds. What is done stays, and submit takes it up again.",
    )
    .argument("<folder>", "the folder or address that --out named");
  return addCommon(command).action(async (folder: string, options: CommonOptions) => {
    const session = open(options);
    const store = openStore(folder);
    if ((await readSpec(store)) === undefined) throw usageError(`${store.url} holds no work.`);
    await cancelWork(store);
    session.talk.say(`${store.url} is cancelled; what is done stays`);
    session.finish({ command: "cancel", output: store.url });
  });
}
