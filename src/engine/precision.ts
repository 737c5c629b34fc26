import type { Int16Kernel, Kernel } from "./generated/kernels.ts";

/**
 * What a network's products are computed in. `"f32"` is single precision, as the engine's arithmetic rounds it. `"int16"` is
 * sums of products of 16-bit integers, which are exact, but for those of the plain coordinates and of σ; all else is f32 as
 * `"strict"` rounds it.
 */
export type Precision = "f32" | "int16";

/** The kernel of this name and these arguments in another precision, as the core knows it; `loadInt16` comes first. */
export function inPrecision<Name extends Int16Kernel, Argument extends string>(
  kernel: Kernel<Name, Argument>,
  precision: Precision,
): Kernel<Name, Argument> {
  return precision === "f32" ? kernel : { ...kernel, name: int16Name(kernel.name) as Name };
}

/** What the core knows a kernel of the second module by. */
export function int16Name(name: string): string {
  return `int16.${name}`;
}
