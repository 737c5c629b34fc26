/** Jobs one at a time: a new one ends the one before, waits until that is so, and begins. */
export class Jobs {
  private controller = new AbortController();
  private last: Promise<unknown> = Promise.resolve();

  /** Rejects with an AbortError when a later job ends this one. */
  async begin<T>(job: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.controller.abort();
    const controller = new AbortController();
    this.controller = controller;
    const before = this.last;
    const mine = (async () => {
      await before.catch(() => undefined);
      controller.signal.throwIfAborted();
      const result = await job(controller.signal);
      controller.signal.throwIfAborted();
      return result;
    })();
    this.last = mine;
    return mine;
  }
}
