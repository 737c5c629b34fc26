/** A file by its place and its content, so that whoever reads it knows whether it is the one that was meant. */
export interface FileReference {
  /** A path, or an address: file:, http:, https:, s3:. Without secrets. */
  readonly url: string;
  /** SHA-256 of its bytes, as 64 hexadecimal digits. */
  readonly sha256: string;
  /** Its bytes. */
  readonly size: number;
  /** Hashes of its pieces, for files that are read in parts. */
  readonly pieces?: FilePieces | undefined;
}

/** A file's pieces, all of the same size but the last. */
export interface FilePieces {
  /** Bytes of a piece. */
  readonly size: number;
  /** SHA-256 of each, in order. */
  readonly sha256: readonly string[];
}

/** A reference with the hashes of the file's pieces. */
export interface PiecedReference extends FileReference {
  /** Hashes of all pieces. */
  readonly pieces: FilePieces;
}
