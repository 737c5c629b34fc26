/** A file of which any part can be read. */
export interface RangedFile {
  /** Its bytes. */
  readonly size: number;
  /** The bytes from `begin` to before `end`, which is at most its size. */
  read(begin: number, end: number): Promise<Uint8Array>;
}
