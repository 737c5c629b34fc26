import type { LogNormalNoise } from "../../recipe/noise-distribution.ts";

/** What a table is to the recipe. */
export interface RecipeNeeds {
  /** Rows to learn from. */
  rows: number;
  /** Coordinates of numbers. */
  plain: number;
  /** Coordinates of all blocks of categories, and how many blocks there are. */
  blockWidth: number;
  blocks: number;
  /** Time to train for. */
  seconds: number;
}

/** How a table is learned and sampled. */
export interface Recipe {
  hidden: readonly number[];
  coordinateFrequencies: number;
  batchSize: number;
  learningRate: number;
  emaDecay: number;
  /** Share of rows trained on with some of their cells known. */
  maskShare: number;
  sigmaMax: number;
  sigmaMin: number;
  noiseDistribution: LogNormalNoise;
  /** Rows at most; a larger table is drawn from. */
  mostRows: number;
  /** Copies of each row, each with its own place within the roundings. */
  copies: number;
  /** Rows held out, whose loss says when to stop; 0: none. */
  holdout: number;
  validateEvery: number;
  /** Validations without a better one after which training stops. */
  patience: number;
  /** Steps beyond which a table of this size learns nothing new. */
  mostSteps: number;
  /** Scores for each sampled row. */
  evaluations: number;
}

/** Numbers in memory that the training rows may take. */
const MOST_NUMBERS = 200_000_000;
/** Rows that small tables are copied up to. */
const COPIED_ROWS = 40_000;
/** Rows from which on a tenth is held out: even five rows say when a network begins to copy. */
const LEAST_HOLDOUT = 50;
/** Rows below which steps are plenty, so that most may go into rows with known cells. */
const FEW_ROWS = 5000;
/** Passes over the rows after which nothing is left to learn. */
const MOST_PASSES = 4000;

/** The recipe for a table: the one place where its numbers are. */
export function recipeFor({ rows, plain, blockWidth, blocks }: RecipeNeeds): Recipe {
  const width = plain + blockWidth;
  const holdout = rows < LEAST_HOLDOUT ? 0 : Math.min(4096, Math.floor(rows / 10));
  const training = rows - holdout;
  const side = width > 256 ? 256 : 128;
  const batchSize = Math.min(512, Math.max(64, powerOfTwo(training)));
  // Levels are decided at σ near 0.5 to 2, numbers' detail below
  const numbers = plain / Math.max(1, plain + blocks);
  return {
    hidden: [side, side, side],
    coordinateFrequencies: plain <= 3 ? 8 : plain <= 64 ? 4 : 0,
    batchSize,
    learningRate: 0.004,
    emaDecay: 0.999,
    maskShare: training < FEW_ROWS ? 0.75 : 0.3,
    sigmaMax: 20,
    sigmaMin: 0.02,
    noiseDistribution: { kind: "log-normal", logMean: -0.2 - 0.6 * numbers, logStd: 1.2 + 0.2 * numbers },
    mostRows: Math.max(1000, Math.floor(MOST_NUMBERS / Math.max(1, width))),
    copies: Math.max(1, Math.min(64, Math.floor(COPIED_ROWS / Math.max(1, training)))),
    holdout,
    validateEvery: 200,
    patience: 15,
    mostSteps: Math.max(1000, Math.ceil((MOST_PASSES * training) / batchSize)),
    evaluations: 30,
  };
}

/** Seconds that a table of this size is worth: told at the start, at most five minutes. */
export function usualSeconds({ rows, plain, blockWidth }: Omit<RecipeNeeds, "seconds">): number {
  return Math.max(20, Math.min(300, Math.round((rows * (plain + blockWidth)) / 8000)));
}

/** The largest power of two up to n. */
function powerOfTwo(n: number): number {
  let power = 1;
  while (2 * power <= n) power *= 2;
  return power;
}
