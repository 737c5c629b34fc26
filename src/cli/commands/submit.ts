import { Command } from "commander";
import { addCommon, type CommonOptions } from "../options/groups.ts";
import { addServer, requireServer, type ServerOptions } from "../options/server.ts";
import { submitRun } from "../parts/submit-run.ts";
import type { OpenSession } from "../session.ts";
import { shellWord } from "../shell.ts";

export function submitCommand(open: OpenSession): Command {
  const command = new Command("submit")
    .summary("the work in a folder, handed out by a queue")
    .description(
      "Hands out the work that lies in a folder to the workers of a queue, until all is done and checked. The folder says what is done: the same command again goes on, and work that was cancelled is taken up again.",
    )
    .argument("<folder>", "the folder or address that --out named, which all workers see");
  return addCommon(addServer(command)).action(async (folder: string, options: ServerOptions & CommonOptions) => {
    const session = open(options);
    const queue = requireServer(options);
    session.interrupt.hint = `Workers go on with what they have. To go on:\n  ${session.program} submit ${shellWord(folder)}`;
    const outcome = await submitRun(session, folder, queue);
    session.finish({ command: "submit", output: folder, ...outcome });
  });
}
