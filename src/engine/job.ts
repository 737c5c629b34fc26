import { kernelArguments, type Kernels, type Pointer } from "./generated/contract.ts";

export type KernelName = keyof Kernels;

/** The names of a kernel's arguments. */
export type ArgumentOf<K extends KernelName> = (typeof kernelArguments)[K][number];

/** Stand for the first of the units that a call is to do, and for the end of them. */
export const FROM = Symbol("first unit");
export const TO = Symbol("end of units");

/** Memory of each thread's own: thread t's begins t·bytes after the first one's. */
export interface PerThread {
  at: Pointer;
  bytes: number;
}

type Given = number | PerThread | typeof FROM | typeof TO;

/** A kernel call that can be cut into units: its arguments, and which of them say which units. */
export interface Job {
  kernel: KernelName;
  args: number[];
  /** Indices of the arguments "first unit" and "end of units". */
  begin: number;
  end: number;
  units: number;
  /** Units taken at a time. */
  chunk: number;
  /** Arguments that point to memory of each thread's own, at most three: index, bytes a thread. */
  own: readonly { index: number; bytes: number }[];
}

/** A job from a kernel's arguments by name, two of them FROM and TO. */
export function job<K extends KernelName>(
  kernel: K,
  given: Readonly<Record<ArgumentOf<K>, Given>>,
  { units, chunk = 1 }: { units: number; chunk?: number },
): Job {
  const values = inOrder<ArgumentOf<K>, Given>(kernelArguments[kernel], given);
  const own = values.flatMap((value, index) => (typeof value === "object" ? [{ index, bytes: value.bytes }] : []));
  const args = values.map((value) => (typeof value === "object" ? value.at : typeof value === "number" ? value : 0));
  return { kernel, args, begin: values.indexOf(FROM), end: values.indexOf(TO), units, chunk, own };
}

/** The index of a kernel's argument, for what changes from call to call. */
export function argumentIndex<K extends KernelName>(kernel: K, name: ArgumentOf<K>): number {
  return (kernelArguments[kernel] as readonly string[]).indexOf(name);
}

/** Named values in the order that kernels read them in. */
export function inOrder<Name extends string, T>(names: readonly Name[], values: Readonly<Record<Name, T>>): T[] {
  return names.map((name) => values[name]);
}
