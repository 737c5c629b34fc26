import { realpath } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { LangevinError } from "../support/errors.ts";
import { show } from "../support/show.ts";
import { hideSecrets } from "./hide-secrets.ts";

/** Longest place that is looked at. */
const MOST_LENGTH = 2048;

/**
 * Refuses a place, a path or a URL, that lies under none of the roots: what a queue or a store names is untrusted. Of paths
 * links are followed. URLs are compared by scheme, host and whole folders; with a user's name, a query or an escaped dot
 * or slash they are refused.
 *
 * @param roots  paths or URLs that all below is allowed of; undefined allows all
 * @throws LangevinError "invalid-argument"
 */
export async function checkUnderRoots(
  where: string,
  place: string,
  roots: readonly string[] | undefined,
): Promise<void> {
  if (roots === undefined) return;
  const found = place.length > MOST_LENGTH ? undefined : await normalized(place);
  if (found !== undefined)
    for (const root of roots) {
      const folder = await normalized(root);
      if (folder !== undefined && (found === folder || found.startsWith(withEnd(folder)))) return;
    }
  const list = roots.length === 0 ? "none" : roots.join(", ");
  throw new LangevinError(
    "invalid-argument",
    `${where}: expected a place under the roots this worker was started with (${hideSecrets(list)}), got ${show(hideSecrets(place))}`,
  );
}

function withEnd(folder: string): string {
  return /[/\\]$/.test(folder) ? folder : folder + (isUrl(folder) ? "/" : sep);
}

/** Whether it begins as a URL; a drive's letter begins a path. */
export function isUrl(place: string): boolean {
  return /^[a-z][a-z\d+.-]+:/i.test(place);
}

/** One spelling of each place; undefined of what may be another place than it looks. */
async function normalized(place: string): Promise<string | undefined> {
  if (place === "" || place.includes("\0")) return undefined;
  if (!isUrl(place)) return realPlace(resolve(place));
  if (!URL.canParse(place)) return undefined;
  const url = new URL(place);
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") return undefined;
  if (/%2e|%2f|%5c|\\/i.test(place) || place.split("/").includes("..")) return undefined;
  if (url.protocol === "file:") return url.host === "" ? realPlace(fileURLToPath(url)) : undefined;
  return url.href;
}

/** The path without links, as far as it is there. */
async function realPlace(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(await realPlace(parent), path.slice(parent.length));
  }
}
