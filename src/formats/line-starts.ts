/** Where lines begin in the bytes of a text whose line ends are those of ASCII: all of TextDecoder's encodings but UTF-16. */
export class LineStarts {
  /** Bytes where lines begin, from the first one that may be asked for. */
  private starts: number[] = [0];
  /** The line of the first of these, counted from 1. */
  private firstLine = 1;
  private position = 0;
  private endedWithReturn = false;

  /** The pieces as they come, looked through. */
  async *watch(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const piece of pieces) {
      this.add(piece);
      yield piece;
    }
  }

  /** The byte where a line begins. */
  byteOf(line: number): number {
    return this.starts[line - this.firstLine];
  }

  /** Lines before this one are asked for no more. */
  forget(line: number): void {
    this.starts.splice(0, line - this.firstLine);
    this.firstLine = line;
  }

  private add(piece: Uint8Array): void {
    const { starts, position } = this;
    for (let i = 0; i < piece.length; i++) {
      const byte = piece[i];
      if (byte === 10) {
        // The second half of an end that was taken for a whole one
        if (i === 0 ? this.endedWithReturn : piece[i - 1] === 13) starts[starts.length - 1]++;
        else starts.push(position + i + 1);
      } else if (byte === 13) starts.push(position + i + 1);
    }
    if (piece.length > 0) this.endedWithReturn = piece[piece.length - 1] === 13;
    this.position += piece.length;
  }
}
