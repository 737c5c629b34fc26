/** What a worker is started with. */
export interface WorkerStart {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  /** Index of this thread, 1…; the host is 0. */
  thread: number;
  /** Byte offset of the control block. */
  control: number;
}

/**
 * Where the fields of the control block are, in i32 words. Those that are written while a job goes on have a cache line, 16
 * words, each.
 */
export const controlWords = {
  /** One more with every job; workers sleep on it. */
  generation: 0,
  /** Next unit nobody has taken yet. */
  next: 16,
  /** Bit t: worker t is at the current job; bit 0: more may join. The job is done, and may be written over, when it is 0. */
  joined: 32,
  units: 48,
  /** Units taken at a time. */
  chunk: 49,
  kernel: 50,
  argumentCount: 51,
  /** Which arguments are the first and the last unit. */
  begin: 52,
  end: 53,
  /** Which arguments are a thread's own memory (−1: none), and bytes from one thread's to the next one's. */
  own: 54,
  ownBytes: 57,
  /** How often workers look for the next job before they sleep. */
  polls: 60,
  /** Bit t: worker t has started. */
  ready: 61,
  /** Where the bytes of a second module are, and how many; its kernels' numbers follow those of the first. */
  moreAt: 62,
  moreBytes: 63,
  /** A job's arguments, f64. */
  arguments: 64,
} as const;

/** Arguments a job may have. */
export const MOST_ARGUMENTS = 32;

/**
 * A worker's whole program. It is started from its source text, so it refers to nothing but its arguments and globals.
 *
 * It waits for a job, joins it while it is open, takes units of it until none is left, leaves it, and waits again. All
 * synchronization is here, in Atomics: the kernels know nothing of threads.
 */
export async function workerMain(
  { module, memory, thread, control }: WorkerStart,
  word: typeof controlWords,
): Promise<void> {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  const kernels = WebAssembly.Module.exports(module).map(({ name }) => exports[name] as (...args: number[]) => void);
  const words = new Int32Array(memory.buffer, control, word.arguments);
  const shared = new Float64Array(memory.buffer, control + 4 * word.arguments);
  const me = 1 << thread;
  let seen = Atomics.load(words, word.generation);
  Atomics.or(words, word.ready, me);
  for (;;) {
    // A job often follows at once: look a while before sleeping
    for (let i = Atomics.load(words, word.polls); i > 0 && Atomics.load(words, word.generation) === seen; i--);
    Atomics.wait(words, word.generation, seen);
    const generation = Atomics.load(words, word.generation);
    if (generation === seen) continue; // woken by a late notification
    let joined = Atomics.load(words, word.joined);
    while ((joined & 1) !== 0) {
      const found = Atomics.compareExchange(words, word.joined, joined, joined | me);
      if (found === joined) break;
      joined = found;
    }
    // Too late: the others have done it
    seen = generation;
    if ((joined & 1) === 0) continue;
    // From here to where this thread leaves it the job stays; it may be a later one than was seen above
    seen = Atomics.load(words, word.generation);
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
    if (Atomics.and(words, word.joined, ~me) === me) Atomics.notify(words, word.joined);
  }
}
