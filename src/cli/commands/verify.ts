import { Command } from "commander";
import { openWork, rowsKind, type RowsWork } from "../../shards/index.ts";
import { openStore } from "../../work/stores/open-store.ts";
import { counted } from "../../support/show.ts";
import { addCommon, type CommonOptions } from "../options/groups.ts";
import { wholeNumber } from "../options/values.ts";
import type { OpenSession } from "../session.ts";

interface VerifyOptions extends CommonOptions {
  sample?: number;
  threads?: number;
}

export function verifyCommand(open: OpenSession): Command {
  const command = new Command("verify")
    .summary("rows of a folder's parts, computed once more")
    .description(
      "Computes rows of every part again, at places nobody knows before, and compares: catches what hashes cannot, a computer that computed wrongly or lied.",
    )
    .argument("<folder>", "the folder or address that --out named")
    .option("--sample <n>", "rows of each part (default: 100)", wholeNumber(1, 1e9))
    .option("--threads <n>", "threads that compute (default: one a core)", wholeNumber(1, 256));
  return addCommon(command).action(async (folder: string, { sample, threads, ...options }: VerifyOptions) => {
    const session = open(options);
    const { signal, talk } = session;
    const store = openStore(folder);
    const work = (await openWork(store, [rowsKind], { threads, signal })) as RowsWork;
    const phase = talk.startPhase("verifying", work.count);
    try {
      const onProgress = (fraction: number): void => phase.update(Math.round(fraction * work.count));
      const { parts, rows } = await work.verify({ sample, signal, onProgress });
      phase.stop();
      talk.say(`${counted(rows, "row")} of ${counted(parts, "part")} are as they are computed again`);
      session.finish({ command: "verify", output: store.url, parts, rows });
    } finally {
      phase.stop();
      work.dispose();
    }
  });
}
