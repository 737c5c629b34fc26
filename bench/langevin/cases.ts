import type { LangevinRow } from "./row.ts";

export interface CaseOptions {
  /** Fewer rows and sets: whether it runs, and figures for orientation. */
  quick: boolean;
}

/** Yields its figures one by one. */
export type LangevinCase = (options: CaseOptions) => AsyncGenerator<LangevinRow, void, void>;

/** Loaded on demand, so that one case does not wait for the others. */
export const CASES: Record<string, { summary: string; load: () => Promise<LangevinCase> }> = {
  "eight-gaussians": {
    summary: "shares and widths of eight Gaussians of unequal weights, 50 to 1,000 evaluations",
    load: async () => (await import("./eight-gaussians.ts")).eightGaussians,
  },
  "small-mode": {
    summary: "a narrow mode of weight 0.05 beside a wide one, 40 to 320 evaluations",
    load: async () => (await import("./small-mode.ts")).smallMode,
  },
  "ncsn-mixture": {
    summary: "the mixture of 0.8 and 0.2 of Song & Ermon 2019, section 3.2.2",
    load: async () => (await import("./ncsn-mixture.ts")).ncsnMixture,
  },
  "auto-models": {
    summary: 'sigmas "auto" on exact models far from 0 and of other scales, and on models that tell their moments',
    load: async () => (await import("./auto-models.ts")).autoModels,
  },
  "independent-observations": {
    summary: "posterior variance given 2, 10 and 100 observations, 300 and 1,000 evaluations",
    load: async () => (await import("./independent-observations.ts")).observations,
  },
  chains: {
    summary: "langevinDynamics: stationary moments of its integrators, MALA on a quartic, acceptance",
    load: async () => (await import("./chains.ts")).chains,
  },
  oracles: {
    summary: "known answers on normal laws: few-step errors, stationary variances",
    load: async () => (await import("./oracles.ts")).oracles,
  },
  "class-start": {
    summary: "a class N(1, ¼) of two by guidance, every sampler, three σ_max",
    load: async () => (await import("./class-start.ts")).classStart,
  },
  networks: {
    summary: "sliced W2 of samplers with networks trained on the eight densities; these are kept in out/networks",
    load: async () => (await import("./networks.ts")).networks,
  },
};
