import type { OutputFactors } from "../parameterization.ts";

export const score: OutputFactors = (sigma) => ({ cNoisy: 0, cOut: -sigma });
