import { createHash } from "node:crypto";
import type { RangedFile } from "../data/ranged-file.ts";
import { LangevinError } from "../support/errors.ts";
import type { PiecedReference } from "./file-reference.ts";
import { sha256Of } from "./sha256.ts";

const LEAST_PIECE = 1 << 20;
const MOST_PIECE = 1 << 28;
/** Pieces up to which they stay as large as they are. */
const PIECES = 4096;

/** Bytes of a piece of a file of so many bytes: a power of two. */
export function pieceSizeOf(size: number): number {
  let piece = LEAST_PIECE;
  while (piece < MOST_PIECE && piece * PIECES < size) piece *= 2;
  return piece;
}

/** A file read from its beginning to its end, a piece at a time, and its hashes after that. */
export class HashedPieces {
  private readonly file: RangedFile;
  private readonly pieceSize: number;
  private readonly whole = createHash("sha256");
  private readonly pieces: string[] = [];

  constructor(file: RangedFile) {
    this.file = file;
    this.pieceSize = pieceSizeOf(file.size);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const { file, pieceSize } = this;
    for (let at = 0; at < file.size; at += pieceSize) {
      const piece = await file.read(at, Math.min(file.size, at + pieceSize));
      this.whole.update(piece);
      this.pieces.push(sha256Of(piece));
      yield piece;
    }
  }

  /** What refers to the file, when all was read. */
  reference(url: string): PiecedReference {
    const { size } = this.file;
    return { url, sha256: this.whole.digest("hex"), size, pieces: { size: this.pieceSize, sha256: this.pieces } };
  }
}

/** How many bytes of checked pieces are kept. */
const KEPT = 1 << 26;

/** A file each of whose pieces is compared with its hash when it is read. */
export class CheckedFile implements RangedFile {
  readonly size: number;
  private readonly where: string;
  private readonly file: RangedFile;
  private readonly reference: PiecedReference;
  /** Pieces read last, the latest at the end. */
  private readonly kept = new Map<number, Promise<Uint8Array>>();

  /** @throws LangevinError "invalid-argument" for hashes that are not those of a file of this size */
  constructor(where: string, file: RangedFile, reference: PiecedReference) {
    const { size, pieces } = reference;
    if (!(pieces.size >= 1 && pieces.size <= MOST_PIECE) || pieces.sha256.length !== Math.ceil(size / pieces.size))
      throw new LangevinError("invalid-argument", `${where}: expected hashes of all pieces of ${size} bytes, got ${pieces.sha256.length} of ${pieces.size} bytes`); // prettier-ignore
    this.where = where;
    this.file = file;
    this.reference = reference;
    this.size = size;
  }

  async read(begin: number, end: number): Promise<Uint8Array> {
    const { size } = this.reference.pieces;
    const bytes = new Uint8Array(Math.max(0, end - begin));
    for (let at = begin; at < end;) {
      const index = Math.floor(at / size);
      const piece = await this.piece(index);
      const part = piece.subarray(at - index * size, Math.min(piece.length, end - index * size));
      bytes.set(part, at - begin);
      at += part.length;
    }
    return bytes;
  }

  private piece(index: number): Promise<Uint8Array> {
    const { kept } = this;
    const known = kept.get(index) ?? this.load(index);
    kept.delete(index);
    kept.set(index, known);
    known.catch(() => kept.delete(index));
    const most = Math.max(2, Math.floor(KEPT / this.reference.pieces.size));
    for (const oldest of kept.keys()) {
      if (kept.size <= most) break;
      kept.delete(oldest);
    }
    return known;
  }

  private async load(index: number): Promise<Uint8Array> {
    const { pieces, url, size } = this.reference;
    const piece = await this.file.read(index * pieces.size, Math.min(size, (index + 1) * pieces.size));
    const got = sha256Of(piece);
    if (got !== pieces.sha256[index])
      throw otherContent(this.where, `piece ${index} of ${url}`, pieces.sha256[index], got);
    return piece;
  }
}

/** A file is not the one that was meant. */
export function otherContent(where: string, what: string, expected: string, got: string): LangevinError {
  return new LangevinError("invalid-file", `${where}: expected ${what} of SHA-256 ${expected}, got ${got}`);
}
