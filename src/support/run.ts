import { LangevinError } from "./errors.ts";

/**
 * Work under way: `await run` does all of it and gives its result; `for await (const progress of run)` watches it on the
 * way, and `await run` after that loop gives the result. Nothing is done before the first of either, so a run that is
 * neither awaited nor iterated does nothing. Leaving the loop ends the work: whoever awaits the run then gets a
 * LangevinError of code "stopped". A second loop is refused, as it would see nothing.
 */
export class Run<Result, Progress> implements Promise<Result>, AsyncIterable<Progress> {
  /** The class's name. */
  readonly [Symbol.toStringTag] = "Run";
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

  /** Progress on the way; leaving the loop ends the work. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Progress, void, void> {
    if (this.started)
      throw new LangevinError(
        "invalid-argument",
        "for await: expected a run that has not begun, got one under way or at its end; watch a run in one loop",
      );
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
      if (!finished) await this.stop();
    }
  }

  then<A = Result, B = never>(
    onFulfilled?: ((result: Result) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    if (!this.started) void this.runToEnd();
    return this.result.then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<Result | B> {
    return this.then(undefined, onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<Result> {
    return this.then().finally(onFinally);
  }

  private async stop(): Promise<void> {
    try {
      await this.work.return(undefined as never); // nobody sees this value: `result` is rejected
    } finally {
      this.settle.reject(
        new LangevinError(
          "stopped",
          "await: expected a run that goes on to its end, got one whose loop was left; call again for another",
        ),
      );
    }
  }

  private async runToEnd(): Promise<void> {
    try {
      for await (const progress of this) void progress;
    } catch {
      // `result` carries the error
    }
  }
}
