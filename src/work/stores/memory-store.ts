import type { Store } from "../store.ts";
import { checkName } from "./file-name.ts";
import { rangeOf } from "./range.ts";

/** A store in memory, of one process and gone with it; it keeps no times. */
export function memoryStore(files = new Map<string, Uint8Array>()): Store {
  // A copy, which slice() of Node's buffers is not
  const write = (name: string, bytes: Uint8Array): void =>
    void files.set(checkName("memoryStore", name), Uint8Array.from(bytes));
  return {
    url: "memory",
    list: () =>
      Promise.resolve([...files.keys()].sort().map((name) => ({ name, size: files.get(name)!.length, time: 0 }))),
    read: (name, begin = 0, end) => {
      const bytes = files.get(name);
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
