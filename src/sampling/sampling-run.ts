/** How far a sampler has come. */
export interface SamplingProgress {
  /** Level being sampled, 0 the noisiest, and how many there are. */
  level: number;
  levels: number;
  sigma: number;
  /** Of all the work, 0…1. */
  fraction: number;
  secondsLeft: number;
  /** A copy of all particles as they are now, (count, dim) row-major in the user's units. */
  current(): Float32Array;
}

/**
 * A sampler at work: `await run` gives the samples, `for await (const progress of run)` watches it on the way (and
 * `await run` afterwards gives the samples). Work starts with the first of either; leaving the loop ends it.
 */
export class SamplingRun implements PromiseLike<Float32Array>, AsyncIterable<SamplingProgress> {
  private readonly work: AsyncGenerator<SamplingProgress, Float32Array, void>;
  private readonly samples: Promise<Float32Array>;
  private settle!: { resolve: (samples: Float32Array) => void; reject: (reason: unknown) => void };
  private started = false;

  /** @internal */
  constructor(work: AsyncGenerator<SamplingProgress, Float32Array, void>) {
    this.work = work;
    this.samples = new Promise((resolve, reject) => (this.settle = { resolve, reject }));
    // The error reaches whoever iterates or awaits; a run that is only iterated must not be an unhandled rejection
    this.samples.catch(() => undefined);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SamplingProgress, void, void> {
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
        await this.work.return(new Float32Array(0));
        this.settle.reject(new DOMException("The sampler was left before its end", "AbortError"));
      }
    }
  }

  then<A = Float32Array, B = never>(
    onFulfilled?: ((samples: Float32Array) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    if (!this.started) void this.runToEnd();
    return this.samples.then(onFulfilled, onRejected);
  }

  private async runToEnd(): Promise<void> {
    try {
      for await (const progress of this) void progress;
    } catch {
      // `samples` carries the error
    }
  }
}
