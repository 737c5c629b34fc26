/** Messages from callbacks, for a loop that takes them in order. */
export class Mailbox<T> {
  private readonly letters: T[] = [];
  private wake: (() => void) | undefined;
  private closed = false;

  put(letter: T): void {
    this.letters.push(letter);
    this.wake?.();
  }

  /** Ends the loop once all is taken. */
  close(): void {
    this.closed = true;
    this.wake?.();
  }

  /** What is there now. */
  take(): T[] {
    return this.letters.splice(0);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    for (;;) {
      const letter = this.letters.shift();
      if (letter !== undefined) yield letter;
      else if (this.closed) return;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
