import type { Store, Work } from "../../shards/index.ts";
import { formatCount } from "../../support/show.ts";
import { CommandError, exitCodes } from "../command-error.ts";
import type { Session } from "../session.ts";

/** Parts that a message names. */
const NAMED = 10;

/** Checks that all parts are there and right, says so in the folder, and tells the hash of all rows. */
export async function finishWork(
  { talk }: Session,
  store: Store,
  work: Work,
  signal: AbortSignal,
): Promise<{ rowsSha256?: string }> {
  const missing = await work.missing();
  if (missing.length > 0) {
    const names = missing.slice(0, NAMED).map((index) => work.nameOf(index));
    const more = missing.length > NAMED ? ` and ${formatCount(missing.length - NAMED)} more` : "";
    throw new CommandError(
      exitCodes.failure,
      `${store.url} is not whole: ${formatCount(missing.length)} of ${formatCount(work.count)} parts are missing, ${names.join("; ")}${more}. The command that made the folder computes them.`,
    );
  }
  await work.finish({ signal });
  const bytes = await store.read("_manifest.json");
  const { rowsSha256 } = JSON.parse(new TextDecoder().decode(bytes)) as { rowsSha256?: string };
  const hash = rowsSha256 === undefined ? "" : `; SHA-256 of the rows ${rowsSha256}`;
  talk.say(`${store.url} is whole${hash}`);
  return rowsSha256 === undefined ? {} : { rowsSha256 };
}
