import { type Weighting, weightings } from "../engine/index.ts";
import { invalid } from "../support/errors.ts";
import { integer, number, oneOf, type Spec } from "../support/options.ts";

export type { Weighting };

/** Kinds of {@link Coupling}. */
export const couplings = ["independent", "optimal-transport"] as const;

/**
 * How rows x of a batch are paired with noises z: at random, or, within groups of the batch, so that Σ ‖x − z‖² is least
 * (minibatch optimal transport: Tong et al. 2023, arXiv:2302.00482; Pooladian et al. 2023, arXiv:2304.14772).
 */
export type Coupling = (typeof couplings)[number];

/** What pairs rows with noises where it is not chance: transport within a batch, or `reflow`, which draws the pairs. */
export type Coupled = Exclude<Coupling, "independent"> | "reflow";

/** What is minimized: how errors count, how rows and noises are paired, and what a noised row's target is. */
export interface ObjectiveSettings {
  /** How errors at different σ count. @default "edm" */
  weighting?: Weighting | undefined;
  /**
   * How rows are paired with noises. With "optimal-transport" the network's ẑ is the velocity of an ODE that ends at the
   * data, but −ẑ/σ is no score: samplers that draw noise on the way refuse it.
   *
   * @default "independent"
   */
  coupling?: Coupling | undefined;
  /** Rows paired with each other by optimal transport, 2…1024. Time grows faster than its square. @default 64 */
  couplingRows?: number | undefined;
  /**
   * Rows over which a noised row's target is averaged, about; 1: its own noise. The target is E[z | x̃] over rows of the data
   * spread evenly around x̃, each as likely as it is to have become x̃ (stable targets: Xu et al. 2023, arXiv:2302.00670): the
   * same minimum, with far less variance where rows lie closer than σ. Takes time in proportion to batchSize·referenceRows·dim.
   *
   * @default 1; with sigmas "auto" and up to 16 columns 512
   */
  referenceRows?: number | undefined;
  /** Share of rows trained without their label, so that the network learns the density of all rows too. @default 0.1 */
  labelDropout?: number | undefined;
  /**
   * Share of rows trained without their conditions, for a network with `conditions`, so that it learns the density of all rows
   * too: what guidance and compositions take.
   *
   * @default 0.1 for a network with conditions
   */
  conditionDropout?: number | undefined;
  /**
   * Share of rows of which some values are known, for a network with masks: each column with a chance that is drawn for the
   * row, uniform in 0…1. The others teach the law of whole rows.
   *
   * @default 0.5 for a network with masks
   */
  maskShare?: number | undefined;
}

/** Rows of a step, or behind its targets, at most: a larger step holds up its caller for minutes. */
export const MOST_BATCH_ROWS = 1 << 20;

/** Pairs of a batch's rows and reference rows: beyond it a step takes more than seconds. */
const MOST_PAIRS = 1 << 28;

/** What options of the objective are checked against, but for the weighting, which flow matching decides. */
export const objectiveSpec = {
  coupling: oneOf(couplings, { default: "independent" }),
  couplingRows: integer(2, 1024, { default: 64 }),
  referenceRows: integer(1, MOST_BATCH_ROWS),
  labelDropout: number(0, 1, { default: 0.1 }),
  conditionDropout: number(0, 1),
  maskShare: number(0, 1),
} satisfies Spec<Omit<ObjectiveSettings, "weighting">>;

export const weightingOption = oneOf(weightings, { default: "edm" });

/** Columns up to which rows lie close enough for their targets to be worth averaging. */
const STABLE_COLUMNS = 16;
const STABLE_ROWS = 512;

/** Default `referenceRows` with sigmas "auto". */
export function autoReferenceRows(dim: number, coupling: Coupling): number {
  return dim <= STABLE_COLUMNS && coupling === "independent" ? STABLE_ROWS : 1;
}

/** Refuses `referenceRows` that take too long, or that the coupling leaves no room for. */
export function checkReferenceRows(
  where: string,
  referenceRows: number,
  { batchSize, coupling }: { batchSize: number; coupling: Coupling | Coupled },
): void {
  if (referenceRows === 1) return;
  if (referenceRows * batchSize > MOST_PAIRS) {
    const most = Math.floor(MOST_PAIRS / batchSize);
    const expected = `referenceRows up to ${most} with batchSize ${batchSize}, pairs of which a step may compare`;
    throw invalid(where, expected, referenceRows);
  }
  if (coupling !== "independent") {
    const expected = `referenceRows 1 with coupling "${coupling}", whose targets are the coupled noises`;
    throw invalid(where, expected, referenceRows);
  }
}
