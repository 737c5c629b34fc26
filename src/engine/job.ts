import type { Kernel, Kernels, Pointer } from "./generated/kernels.ts";

/** Stand for the first of the units that a call is to do, for the end of them, and for a step that is not known yet. */
export const FROM = Symbol("first unit");
export const TO = Symbol("end of units");
export const STEP = Symbol("step");

/** Memory of each thread's own: thread t's begins t·bytes after the first one's. */
export interface PerThread {
  readonly at: Pointer;
  readonly bytes: number;
}

/** A string stands for a value that is set later, under that name. */
type Given = number | PerThread | typeof FROM | typeof TO | typeof STEP | string;

/** A kernel call that can be cut into units: its arguments, and which of them say which units. */
export interface Job {
  kernel: keyof Kernels;
  args: number[];
  /** Indices of the arguments "first unit" and "end of units", and of the step; −1 for none. */
  begin: number;
  end: number;
  step: number;
  units: number;
  /** Units taken at a time. */
  chunk: number;
  /** Arguments that point to memory of each thread's own, at most three: index, bytes a thread. */
  own: { index: number; bytes: number }[];
  /** Indices of the arguments that are set later. */
  later: Record<string, number>;
  /** Whether another job follows at once, for which workers stay awake. */
  followed: boolean;
}

/** A job from a kernel's arguments by name, two of them FROM and TO. */
export function job<A extends string>(
  { name, inOrder }: Kernel<keyof Kernels, A>,
  given: Readonly<Record<A, Given>>,
  units: number,
  { chunk = 1, followed = false }: { chunk?: number | undefined; followed?: boolean } = {},
): Job {
  const made: Job = {
    kernel: name,
    args: [],
    begin: -1,
    end: -1,
    step: -1,
    units,
    chunk,
    own: [],
    later: {},
    followed,
  };
  const values = inOrder(given);
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (value === FROM) made.begin = index;
    else if (value === TO) made.end = index;
    else if (value === STEP) made.step = index;
    else if (typeof value === "string") made.later[value] = index;
    else if (typeof value === "object") made.own.push({ index, bytes: value.bytes });
    made.args.push(typeof value === "number" ? value : typeof value === "object" ? value.at : 0);
  }
  return made;
}

/** Named words in the order that kernels read them in. */
export function wordsInOrder<Name extends string>(names: readonly Name[], values: Readonly<Record<Name, number>>) {
  return names.map((name) => values[name]);
}
