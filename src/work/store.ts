/** A file in a store. */
export interface StoredFile {
  /** Its plain name. */
  readonly name: string;
  /** Its bytes. */
  readonly size: number;
  /** When it was written, in milliseconds since 1970. */
  readonly time: number;
}

/**
 * Where a work's specification and results lie: a folder, or a prefix of an object store. Files are written whole or not
 * at all. Names are plain: letters, digits, "-", "_" and ".", no folders.
 */
export interface Store {
  /** What it is called in messages, without secrets. */
  readonly url: string;
  /** Its files, in order of name; parts of unfinished writes are not among them. */
  list(): Promise<StoredFile[]>;
  /** A file's bytes, or those from `begin` to before `end` (negative: from its end); undefined where there is no such file. */
  read(name: string, begin?: number, end?: number): Promise<Uint8Array | undefined>;
  /** Writes a file where none of that name is; "exists" where there is one, which stays. */
  putNew(name: string, bytes: Uint8Array): Promise<"written" | "exists">;
  /** Writes a file in the place of any. */
  replace(name: string, bytes: Uint8Array): Promise<void>;
  /** Removes a file, if there is one. */
  remove(name: string): Promise<void>;
  /** Removes what writers left that died, older than an hour. */
  tidy(): Promise<void>;
}
