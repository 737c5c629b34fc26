import type { OutputFactors } from "../parameterization.ts";

export const velocity: OutputFactors = (sigma) => {
  const total = sigma * sigma + 1;
  return { cNoisy: sigma / total, cOut: 1 / Math.sqrt(total) };
};
