import type { Store } from "./store.ts";

/** Name of the marker that ends a work, whatever hands out its tasks. */
export const CANCELLED = "_CANCELLED";

/**
 * Marks a work as cancelled: whatever does its tasks ends within seconds and leaves what is done, so that it can be resumed.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { cancelWork, folderStore, isCancelled, resumeWork } from "langevin/shards";
 *
 * const store = folderStore(await mkdtemp(join(tmpdir(), "example-")));
 * await cancelWork(store);
 * console.log(await isCancelled(store)); // true
 * await resumeWork(store);
 * console.log(await isCancelled(store)); // false
 * ```
 */
export async function cancelWork(store: Store): Promise<void> {
  await store.putNew(CANCELLED, new Uint8Array(0));
}

/**
 * Whether a work is marked as cancelled.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { cancelWork, folderStore, isCancelled, resumeWork } from "langevin/shards";
 *
 * const store = folderStore(await mkdtemp(join(tmpdir(), "example-")));
 * await cancelWork(store);
 * await resumeWork(store);
 * console.log(await isCancelled(store)); // false
 * ```
 */
export async function isCancelled(store: Store): Promise<boolean> {
  return (await store.read(CANCELLED)) !== undefined;
}

/**
 * Takes the mark of cancelling away.
 *
 * @example
 * ```ts
 * import { mkdtemp } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { cancelWork, folderStore, isCancelled, resumeWork } from "langevin/shards";
 *
 * const store = folderStore(await mkdtemp(join(tmpdir(), "example-")));
 * await cancelWork(store);
 * await resumeWork(store);
 * console.log(await isCancelled(store)); // false
 * ```
 */
export async function resumeWork(store: Store): Promise<void> {
  await store.remove(CANCELLED);
}
