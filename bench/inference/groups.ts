import type { Figure } from "./row.ts";

export interface CaseOptions {
  /** Short training, few rows: whether it runs, and figures for orientation. */
  quick: boolean;
}

/** Yields its figures one by one; needs no other case to have run. */
export type InferenceCase = (options: CaseOptions) => AsyncIterable<Figure>;

/** Cases by name, in the order in which they run. */
export type InferenceCases = Readonly<Record<string, InferenceCase>>;

/** One file of cases each; loaded on demand, so that asking for help waits for none. */
export const GROUPS: Record<string, { summary: string; load: () => Promise<InferenceCases> }> = {
  posteriors: {
    summary: "C2ST and coverage of learned posteriors beside exact ones",
    load: async () => (await import("./posteriors.ts")).posteriors,
  },
  classifier: {
    summary: "what the C2ST of the posteriors sees of known differences",
    load: async () => (await import("./classifier.ts")).classifier,
  },
  nats: {
    summary: "losses in nats beside NLLs, and what stopping early keeps and costs",
    load: async () => (await import("./nats.ts")).nats,
  },
  reflow: {
    summary: "students that need one evaluation beside their teachers, and frames of a page",
    load: async () => (await import("./reflow.ts")).oneStep,
  },
  imputation: {
    summary: "gaps and observations whose law is known, with masks, particles and RePaint",
    load: async () => (await import("./imputation.ts")).imputation,
  },
  "conditional-density": {
    summary: "ln p of some columns given the others, beside the exact one",
    load: async () => (await import("./conditional-density.ts")).conditionalDensity,
  },
};
