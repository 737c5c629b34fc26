import type { Store } from "../../src/work/store.ts";
import { memoryStore } from "../../src/work/stores/memory-store.ts";

/** A store in memory whose files are at hand. */
export interface WatchedStore extends Store {
  readonly files: Map<string, Uint8Array>;
  /** What was written, in order. */
  readonly writes: string[];
}

export function watchedStore(): WatchedStore {
  const files = new Map<string, Uint8Array>();
  const writes: string[] = [];
  const store = memoryStore(files);
  return {
    ...store,
    files,
    writes,
    async putNew(name, bytes) {
      const outcome = await store.putNew(name, bytes);
      if (outcome === "written") writes.push(name);
      return outcome;
    },
    replace(name, bytes) {
      writes.push(name);
      return store.replace(name, bytes);
    },
  };
}
