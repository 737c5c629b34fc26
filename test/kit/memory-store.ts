import type { Store, StoredFile } from "../../src/work/store.ts";

/** A store in memory. */
export class MemoryStore implements Store {
  readonly url = "memory";
  readonly files = new Map<string, Uint8Array>();
  /** What was written, in order. */
  readonly writes: string[] = [];

  list(): Promise<StoredFile[]> {
    const files = [...this.files].map(([name, { length: size }]) => ({ name, size, time: 0 }));
    return Promise.resolve(files.sort((a, b) => (a.name < b.name ? -1 : 1)));
  }

  read(name: string, begin = 0, end?: number): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.files.get(name)?.slice(begin, end));
  }

  putNew(name: string, bytes: Uint8Array): Promise<"written" | "exists"> {
    if (this.files.has(name)) return Promise.resolve("exists");
    return this.replace(name, bytes).then(() => "written");
  }

  replace(name: string, bytes: Uint8Array): Promise<void> {
    this.files.set(name, Uint8Array.from(bytes));
    this.writes.push(name);
    return Promise.resolve();
  }

  remove(name: string): Promise<void> {
    this.files.delete(name);
    return Promise.resolve();
  }

  tidy(): Promise<void> {
    return Promise.resolve();
  }
}
