import { activations, type Activation } from "../../src/engine/index.ts";

/** An activation in f64, and what its kernel may err by. */
export interface ReferenceActivation {
  value(a: number): number;
  derivative(a: number): number;
  /** Largest errors of the kernel's value and derivative at a, derived. */
  bounds: { value(a: number): number; derivative(a: number): number };
  /** Pre-activations where the kernel goes another way. */
  boundaries: readonly number[];
}

/** Those of activations/, one a file. */
export const ACTIVATIONS = Object.fromEntries(
  await Promise.all(
    activations.map(async (name) => {
      const file = (await import(`./activations/${name}.ts`)) as Record<string, ReferenceActivation>;
      return [name, file[name]] as const;
    }),
  ),
) as Record<Activation, ReferenceActivation>;
