import type { OutputFactors } from "../parameterization.ts";

export const denoised: OutputFactors = (sigma) => ({ cNoisy: 1 / sigma, cOut: -1 / sigma });
