/**
 * Work under way: `await run` gives its result, `for await (const progress of run)` watches it on the way (and
 * `await run` afterwards gives the result). Work starts with the first of either; leaving the loop ends it.
 */
export class Run<Result, Progress> implements PromiseLike<Result>, AsyncIterable<Progress> {
  private readonly work: AsyncGenerator<Progress, Result, void>;
  private readonly result: Promise<Result>;
  private settle!: { resolve: (result: Result) => void; reject: (reason: unknown) => void };
  private started = false;

  /** @internal */
  constructor(work: AsyncGenerator<Progress, Result, void>) {
    this.work = work;
    this.result = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
    // The error reaches whoever iterates or awaits; a run that is only iterated must not be an unhandled rejection
    this.result.catch(() => undefined);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Progress, void, void> {
    if (this.started) return;
    this.started = true;
    let finished = false;
    try {
      for (;;) {
        const next = await this.work.next();
        if (next.done) {
          this.settle.resolve(next.value);
          finished = true;
          return;
        }
        yield next.value;
      }
    } catch (error) {
      this.settle.reject(error);
      finished = true;
      throw error;
    } finally {
      if (!finished) {
        await this.work.return(undefined as never); // nobody sees this value: `result` is rejected
        this.settle.reject(new DOMException("The run was left before its end", "AbortError"));
      }
    }
  }

  then<A = Result, B = never>(
    onFulfilled?: ((result: Result) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    if (!this.started) void this.runToEnd();
    return this.result.then(onFulfilled, onRejected);
  }

  private async runToEnd(): Promise<void> {
    try {
      for await (const progress of this) void progress;
    } catch {
      // `result` carries the error
    }
  }
}
