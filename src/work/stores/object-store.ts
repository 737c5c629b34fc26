import { createHash } from "node:crypto";
import { LangevinError } from "../../support/errors.ts";
import type { Store, StoredFile } from "../store.ts";
import { checkName, isPlainName } from "./file-name.ts";
import { byCodeUnits } from "./folder-store.ts";
import { readListResult } from "./list-result.ts";
import { objectPlace, objectUrl, type ObjectEnvironment, type ObjectPlace } from "./object-place.ts";
import { readObject } from "./read-object.ts";
import { Requests, textOf, type Asked, type Fetch, type Patience } from "./requests.ts";
import { fetchFor } from "./signing-fetch.ts";

/** Characters of a page of the list at most: 1,000 names of 1,024 bytes, and what is around them. */
const MOST_LIST = 1 << 24;

/** How an object store is reached. */
export interface ObjectStoreOptions {
  fetch?: Fetch | undefined;
  environment?: ObjectEnvironment;
  patience?: Patience;
  signal?: AbortSignal | undefined;
}

/**
 * A prefix of an object store that speaks S3's protocol. A new file is one PUT with `If-None-Match: *`, which a server
 * answers with 412 where the name is taken; nothing is copied or renamed. Google's Cloud Storage has
 * `x-goog-if-generation-match: 0` for the same.
 *
 * @throws LangevinError "invalid-argument"
 */
export function objectStore(where: string, url: URL, options: ObjectStoreOptions = {}): Store {
  const { environment = process.env, signal, patience } = options;
  const place = objectPlace(where, url, environment);
  return new ObjectStore(place, new Requests(where, fetchFor(place, options.fetch, environment), signal, patience));
}

class ObjectStore implements Store {
  readonly url: string;
  private readonly place: ObjectPlace;
  private readonly requests: Requests;
  /** What all names begin with. */
  private readonly prefix: string;

  constructor(place: ObjectPlace, requests: Requests) {
    this.url = place.shown;
    this.place = place;
    this.requests = requests;
    this.prefix = place.key === "" ? "" : `${place.key}/`;
  }

  async list(): Promise<StoredFile[]> {
    const files: StoredFile[] = [];
    const seen = new Set<string>();
    let next: string | undefined;
    do {
      const page = await this.listPage(next);
      for (const { key, size, time } of page.files) {
        const name = key.startsWith(this.prefix) ? key.slice(this.prefix.length) : "";
        if (isPlainName(name)) files.push({ name, size, time });
      }
      next = page.next;
      if (next !== undefined && seen.has(next)) throw this.unavailable("pages of a list that end", "one page again");
      if (next !== undefined) seen.add(next);
    } while (next !== undefined);
    return files.sort((a, b) => byCodeUnits(a.name, b.name));
  }

  async read(name: string, begin = 0, end?: number): Promise<Uint8Array | undefined> {
    const file = this.fileOf("read", name);
    if (end === undefined || (begin >= 0 && end >= 0)) {
      if (end !== undefined && end <= begin) return (await this.sizeOf(file)) === undefined ? undefined : new Uint8Array(0); // prettier-ignore
      return (await readObject(this.requests, file, begin, end))?.bytes;
    }
    // Only its size says where such a range begins and ends
    const size = await this.sizeOf(file);
    if (size === undefined) return undefined;
    const at = (place: number) => Math.max(0, place < 0 ? size + place : place);
    return this.read(name, at(begin), at(end));
  }

  async putNew(name: string, bytes: Uint8Array): Promise<"written" | "exists"> {
    const isGoogle = /(^|\.)storage\.googleapis\.com$/.test(this.place.bucket.hostname);
    const condition: Record<string, string> = isGoogle
      ? { "x-goog-if-generation-match": "0" }
      : { "if-none-match": "*" };
    return this.put(this.fileOf("putNew", name), bytes, condition);
  }

  async replace(name: string, bytes: Uint8Array): Promise<void> {
    await this.put(this.fileOf("replace", name), bytes, {});
  }

  async remove(name: string): Promise<void> {
    const asked: Asked = { ...this.fileOf("remove", name), method: "DELETE" };
    await this.requests.send(asked, async (response) => {
      if (!response.ok && response.status !== 404) throw await this.requests.refuse(asked, response);
      await response.body?.cancel();
    });
  }

  /** Nothing: a PUT that was not finished leaves nothing. */
  tidy(): Promise<void> {
    return Promise.resolve();
  }

  private async put(
    file: { url: URL; shown: string },
    bytes: Uint8Array,
    condition: Record<string, string>,
  ): Promise<"written" | "exists"> {
    const sha256 = createHash("sha256").update(bytes).digest();
    const headers = {
      ...condition,
      "content-type": "application/octet-stream",
      "x-amz-checksum-sha256": sha256.toString("base64"),
      "x-amz-content-sha256": sha256.toString("hex"),
    };
    const asked: Asked = { ...file, method: "PUT", headers, body: bytes };
    return this.requests.send(asked, async (response) => {
      if (response.status === 412 && Object.keys(condition).length > 0) {
        await response.body?.cancel();
        return "exists";
      }
      if (response.status === 501)
        throw new LangevinError("unsupported", `${file.shown}: expected a store with conditional writes (If-None-Match), got one without`); // prettier-ignore
      if (!response.ok) throw await this.requests.refuse(asked, response);
      await response.body?.cancel();
      return "written";
    });
  }

  private async listPage(token: string | undefined) {
    const url = new URL(this.place.bucket);
    url.searchParams.set("list-type", "2");
    url.searchParams.set("delimiter", "/");
    url.searchParams.set("prefix", this.prefix);
    if (token !== undefined) url.searchParams.set("continuation-token", token);
    const asked: Asked = { url, shown: this.url, method: "GET" };
    return this.requests.send(asked, async (response) => {
      if (response.status !== 200) throw await this.requests.refuse(asked, response);
      return readListResult(this.url, await textOf(response, MOST_LIST));
    });
  }

  private async sizeOf(file: { url: URL; shown: string }): Promise<number | undefined> {
    const asked: Asked = { ...file, method: "HEAD" };
    return this.requests.send(asked, async (response) => {
      if (response.status === 404) return undefined;
      const size = response.headers.get("content-length");
      if (!response.ok || size === null) throw await this.requests.refuse(asked, response);
      return Number(size);
    });
  }

  private fileOf(where: string, name: string): { url: URL; shown: string } {
    const url = objectUrl(this.place.bucket, this.prefix + checkName(where, name));
    return { url, shown: `${this.url}/${name}` };
  }

  private unavailable(expected: string, got: string): LangevinError {
    return new LangevinError("unavailable", `${this.url}: expected ${expected}, got ${got}`);
  }
}
