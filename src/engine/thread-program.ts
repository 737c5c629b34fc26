/** What a worker is started with. */
export interface WorkerStart {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** Index of this thread, 1…; the host is 0. */
  thread: number;
  /** Byte offset of the control block. */
  control: number;
}

/** Where the fields of the control block are, in i32 words; its arguments (f64) start at byte 128. */
export const controlWords = {
  /** Odd while the host writes the next job, even once it may be taken; workers sleep on it. */
  generation: 0,
  /** Next unit nobody has taken yet. */
  next: 1,
  units: 2,
  /** Units taken at a time. */
  chunk: 3,
  /** Workers that have finished the current job. */
  done: 4,
  /** Bit t: worker t takes part in the current job. */
  participants: 5,
  kernel: 6,
  argumentCount: 7,
  /** Which arguments are the first and the last unit. */
  begin: 8,
  end: 9,
  /** Which arguments are a thread's own memory (−1: none), and bytes from one thread's to the next one's. */
  own: 10,
  ownBytes: 13,
  /** Bit t: worker t has started. */
  ready: 16,
  /** Where the bytes of a second module are, and how many; its kernels' numbers follow those of the first. */
  moreAt: 17,
  moreBytes: 18,
} as const;

/**
 * A worker's whole program. It is started from its source text, so it refers to nothing but its arguments and globals.
 *
 * It waits for a job, takes units of it until none is left, says so, and waits again. All synchronization is here, in
 * Atomics: the kernels know nothing of threads.
 */
export async function workerMain(
  { module, memory, thread, control }: WorkerStart,
  word: typeof controlWords,
): Promise<void> {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  const kernels = WebAssembly.Module.exports(module).map(({ name }) => exports[name] as (...args: number[]) => void);
  const words = new Int32Array(memory.buffer, control, 32);
  const shared = new Float64Array(memory.buffer, control + 128, 32);
  let seen = Atomics.load(words, word.generation);
  Atomics.or(words, word.ready, 1 << thread);
  for (;;) {
    // A job often follows at once: look a while before sleeping
    for (let i = 0; i < 10_000 && Atomics.load(words, word.generation) === seen; i++);
    Atomics.wait(words, word.generation, seen);
    const generation = Atomics.load(words, word.generation);
    // Woken by a late notification of the last job, or between jobs
    if (generation === seen || generation % 2 !== 0) continue;
    seen = generation;
    const takesPart = (Atomics.load(words, word.participants) & (1 << thread)) !== 0;
    // Whoever takes part holds the generation still. If it has moved on, those were the next job's participants
    if (!takesPart || Atomics.load(words, word.generation) !== seen) continue;
    if (words[word.kernel] >= kernels.length) {
      const bytes = new Uint8Array(memory.buffer, words[word.moreAt], words[word.moreBytes]).slice();
      const more = new WebAssembly.Module(bytes);
      const { exports } = new WebAssembly.Instance(more, { env: { memory } });
      for (const { name } of WebAssembly.Module.exports(more))
        kernels.push(exports[name] as (...args: number[]) => void);
    }
    const kernel = kernels[words[word.kernel]];
    const args = Array.from(shared.subarray(0, words[word.argumentCount]));
    for (let i = 0; i < 3; i++)
      if (words[word.own + i] >= 0) args[words[word.own + i]] += thread * words[word.ownBytes + i];
    const units = words[word.units];
    const chunk = words[word.chunk];
    for (;;) {
      const unit = Atomics.add(words, word.next, chunk);
      if (unit >= units) break;
      args[words[word.begin]] = unit;
      args[words[word.end]] = Math.min(units, unit + chunk);
      kernel(...args);
    }
    Atomics.add(words, word.done, 1);
    Atomics.notify(words, word.done);
  }
}
