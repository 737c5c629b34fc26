import type { Store } from "../store.ts";
import { checkName } from "./file-name.ts";
import { rangeOf } from "./range.ts";

/** A store in memory: of one process, and gone with it. */
export function memoryStore(): Store {
  const files = new Map<string, { bytes: Uint8Array; time: number }>();
  const write = (name: string, bytes: Uint8Array): void =>
    void files.set(checkName("memoryStore", name), { bytes: bytes.slice(), time: Date.now() });
  return {
    url: "memory",
    list: () =>
      Promise.resolve(
        [...files.keys()].sort().map((name) => {
          const { bytes, time } = files.get(name)!;
          return { name, size: bytes.length, time };
        }),
      ),
    read: (name, begin = 0, end) => {
      const bytes = files.get(name)?.bytes;
      return Promise.resolve(bytes?.slice(...rangeOf(bytes.length, begin, end)));
    },
    putNew: (name, bytes) => {
      if (files.has(name)) return Promise.resolve("exists");
      write(name, bytes);
      return Promise.resolve("written");
    },
    replace: (name, bytes) => Promise.resolve(write(name, bytes)),
    remove: (name) => Promise.resolve(void files.delete(name)),
    tidy: () => Promise.resolve(),
  };
}
