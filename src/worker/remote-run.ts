import { LangevinError } from "../support/errors.ts";

/** What a call came to: a value, or a run that waits for being awaited or iterated. */
export type Opened<R> = { value: R } | { run: number };

/** The session's part of a run. */
export interface RunDriver<P, R> {
  /** One or more values, or none at the end. */
  next(run: number): Promise<readonly P[]>;
  finish(run: number): Promise<R>;
  leave(run: number): Promise<void>;
  /** Nothing more will be asked. */
  close(run: number | undefined): void;
}

/**
 * A call at work in the worker: `await` gives its result; `for await` the progress on the way, where the call has any (and
 * `await` afterwards the result). Training and sampling begin with the first of either; leaving the loop ends them, and
 * awaiting them then is an error of code "stopped". A second loop is refused, as it would see nothing.
 */
export class RemoteRun<P, R> implements Promise<R>, AsyncIterable<P> {
  /** The class's name. */
  readonly [Symbol.toStringTag] = "RemoteRun";
  private readonly opened: Promise<Opened<R>>;
  private readonly driver: RunDriver<P, R>;
  private result: Promise<R> | undefined;
  private watched = false;

  /** @internal */
  constructor(opened: Promise<Opened<R>>, driver: RunDriver<P, R>) {
    this.opened = opened;
    this.driver = driver;
    // The error reaches whoever awaits or iterates; a run that is only iterated must not be an unhandled rejection
    opened.catch(() => driver.close(undefined));
  }

  then<A = R, B = never>(
    onFulfilled?: ((result: R) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.result ??= this.finish();
    return this.result.then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<R | B> {
    return this.then(undefined, onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<R> {
    return this.then().finally(onFinally);
  }

  /** Progress on the way; leaving the loop ends the work. */
  async *[Symbol.asyncIterator](): AsyncGenerator<P, void, void> {
    const opened = await this.opened;
    if (!("run" in opened))
      throw new LangevinError(
        "invalid-argument",
        "for await: expected training or sampling, got a call without progress",
      );
    if (this.watched || this.result)
      throw new LangevinError(
        "invalid-argument",
        "for await: expected a run that has not begun, got one under way or at its end; watch a run in one loop",
      );
    this.watched = true;
    let ended = false;
    try {
      for (;;) {
        const values = await this.driver.next(opened.run);
        if (values.length === 0) break;
        yield* values;
      }
      this.result = this.finish();
      await this.result;
      ended = true;
    } finally {
      if (!ended) {
        // Also after an error, where it does nothing
        await this.driver.leave(opened.run).catch(() => undefined);
        // The run itself says why it has no result
        this.result ??= this.finish();
        await this.result.catch(() => undefined);
      }
    }
  }

  private async finish(): Promise<R> {
    const opened = await this.opened;
    if ("value" in opened) return opened.value;
    try {
      return await this.driver.finish(opened.run);
    } finally {
      this.driver.close(opened.run);
    }
  }
}
