import type { OutputFactors } from "../parameterization.ts";

export const noise: OutputFactors = () => ({ cNoisy: 0, cOut: 1 });
