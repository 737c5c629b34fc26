import { parameterizations, type Parameterization } from "../../src/engine/index.ts";

/** Factors of ẑ = cNoisy·x̃ + cOut·F at one σ. */
export type OutputFactors = (sigma: number) => { cNoisy: number; cOut: number };

/** Those of parameterizations/, one a file. */
export const PARAMETERIZATIONS = Object.fromEntries(
  await Promise.all(
    parameterizations.map(async (name) => {
      const file = (await import(`./parameterizations/${name}.ts`)) as Record<string, OutputFactors>;
      return [name, file[name]] as const;
    }),
  ),
) as Record<Parameterization, OutputFactors>;
