import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { resolve } from "node:path";
import type { RangedFile } from "../data/ranged-file.ts";
import { toPath } from "../node/path.ts";
import { codeOf } from "../node/write-part.ts";
import { invalid, LangevinError } from "../support/errors.ts";
import { hideSecrets } from "./hide-secrets.ts";
import { checkUnderRoots, isUrl } from "./roots.ts";
import { readRange } from "./stores/folder-store.ts";
import { hasSecrets, objectPlace, objectUrl, shownUrl } from "./stores/object-place.ts";
import { readObject } from "./stores/read-object.ts";
import { Requests, type Fetch } from "./stores/requests.ts";
import { fetchFor } from "./stores/signing-fetch.ts";

/** What may be read, and how. */
export interface Access {
  /** What the addresses of files must begin with: folders or URLs. @default any */
  roots?: readonly string[] | undefined;
  /** What sends requests in the place of the global `fetch`. @default the global fetch */
  fetch?: Fetch | undefined;
  /** Ends what is under way with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
}

/**
 * A file at a path or address, to be read in any part. Where it lies is checked before anything is opened or fetched.
 *
 * @throws LangevinError "invalid-argument" for a place that may not be read, "invalid-file" where no file is, "unavailable"
 */
export async function openPlace(where: string, place: string, access: Access): Promise<RangedFile> {
  await checkUnderRoots(where, place, access.roots);
  const url = urlOf(where, place);
  if (url === undefined || url.protocol === "file:") {
    // The place that was checked, not what a link has become since
    const path = await whereItIs(where, place, toPath(where, url ?? place));
    await checkUnderRoots(where, path, access.roots);
    return openPath(where, path);
  }
  return openAddress(where, url, access);
}

/** A path made whole, for other machines with the same folders; an address as it is. */
export function wholePlace(where: string, place: string): string {
  return urlOf(where, place) === undefined ? resolve(place) : place;
}

function urlOf(where: string, place: unknown): URL | undefined {
  if (typeof place !== "string" || place === "" || place.includes("\0")) throw invalid(where, "a path or an address", place); // prettier-ignore
  if (!isUrl(place)) return undefined;
  const url = URL.canParse(place) ? new URL(place) : undefined;
  if (url && !hasSecrets(url) && ["file:", "s3:", "https:", "http:"].includes(url.protocol)) return url;
  throw invalid(where, "a path, or an address (file:, s3:, https:, http:) without a user, a password and a query", hideSecrets(place)); // prettier-ignore
}

async function whereItIs(where: string, place: string, path: string): Promise<string> {
  return realpath(path).catch((error: unknown) => {
    if (!["ENOENT", "ENOTDIR"].includes(codeOf(error) ?? "")) throw error;
    throw noFile(where, place, error);
  });
}

async function openPath(where: string, path: string): Promise<RangedFile> {
  const opened = async () => {
    // A pipe does not keep it waiting
    const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const found = await file.stat();
    if (found.isFile()) return { file, size: found.size };
    await file.close();
    throw noFile(where, path);
  };
  const { file: first, size } = await opened();
  await first.close();
  return {
    size,
    async read(begin, end) {
      const { file } = await opened();
      try {
        return await readRange(file, begin, end);
      } finally {
        await file.close();
      }
    },
  };
}

async function openAddress(where: string, url: URL, { fetch: own, signal }: Access): Promise<RangedFile> {
  const object = objectPlace(where, url, process.env);
  const address = url.protocol === "s3:" ? objectUrl(object.bucket, object.key) : url;
  const file = { url: address, shown: shownUrl(url) };
  const requests = new Requests(where, fetchFor(object, own, process.env), signal);
  const first = await readObject(requests, file, 0, 1);
  if (!first) throw noFile(where, file.shown);
  return {
    size: first.size,
    async read(begin, end) {
      if (begin >= end) return new Uint8Array(0);
      const found = await readObject(requests, file, begin, end);
      if (!found) throw noFile(where, file.shown);
      return found.bytes;
    },
  };
}

function noFile(where: string, place: string, cause?: unknown): LangevinError {
  return new LangevinError("invalid-file", `${where}: expected a file at ${JSON.stringify(place)}, got none`, {
    cause,
  });
}
