/** A figure of a synthetic table, between what independent columns and what real rows of their own would get. */
export interface Score {
  /** What it is called in reports. */
  title: string;
  /** The figure; null where it is not defined for this table. */
  value: number | null;
  /** Its standard error by resampling; null where unknown. */
  error: number | null;
  /** What columns drawn independently of each other get. */
  floor: number | null;
  /** What as many held-out or other real rows get. */
  ceiling: number | null;
  /** One sentence: what the figure measures, and where it is best. */
  meaning: string;
}

/** One column in both tables. Counts are shares of the rows; nothing names a single real row. */
export interface ColumnComparison {
  name: string;
  /** What its values are: "number" for numbers and moments, "category" for levels. */
  kind: "number" | "category";
  /** The complement of the Kolmogorov–Smirnov or total-variation distance. */
  shape: Score;
  /** Shares of missing cells. */
  missing: { real: number; synthetic: number };
  /** Shares of at most 50 bins of numbers, by edges (one more than bins, as texts), or of at most 15 levels and "others". */
  bars: { labels: string[]; real: number[]; synthetic: number[] };
}

/** Two columns together. */
export interface PairComparison {
  columns: [string, string];
  /** The score of "trend" for this pair. */
  score: number | null;
  /** Shares of the cells of both tables' contingency tables; rows by the first column. Only of the worst pairs. */
  table?: { rows: string[]; columns: string[]; real: number[][]; synthetic: number[][] };
}

/** What a classifier looked at when it told the tables apart. */
export interface Giveaway {
  /** One column, or two that were used together. */
  columns: string[];
  /** Share of the classifier's total gain, 0…1. */
  share: number;
}

/** How well a column is predicted on real held-out rows by what was learned from other rows. */
export interface Usefulness {
  target: string;
  /** "AUC" of two levels, "macro AUC" of more, "R²" of numbers. */
  metric: "AUC" | "macro AUC" | "R²";
  learnedFrom: { real: number; synthetic: number; independent: number };
}

/** An attack that guesses which rows were learned from. */
export interface Attack {
  name: string;
  /** Whether it looks into the model, or at the synthetic rows only. */
  needs: "model" | "rows";
  /** Probability that a training row scores higher than a held-out one; ½ by guessing. */
  auc: number;
  error: number;
  /** Shares of training rows that are found when 1 % and 10 % of the held-out rows are suspected. */
  found: { at1: number; at10: number };
  /** Points (suspected held-out rows, found training rows), at most 50. */
  curve: [number, number][];
}

/** What a table gives away about the rows it was learned from. Nothing here proves privacy. */
export interface PrivacyComparison {
  /** Synthetic rows equal to a training row in every cell, and the same count for held-out rows. */
  copies: { synthetic: number; heldOut: number | null; rare: number };
  distances: { share: number | null; below2: number | null; below5: number | null };
  /** The strongest first. */
  attacks: Attack[];
  /** Guessing one column from the others: risk left above what held-out rows explain. */
  attributes: { column: string; success: number; control: number; risk: number; error: number }[];
}

/** What real rows obey, and the share of synthetic rows that do. */
export interface ValidityComparison {
  /** "range", "levels", "dependency" or "constraint". */
  kind: string;
  /** In words: “age between 17 and 90”, “education tells education-num”. */
  rule: string;
  synthetic: number;
  heldOut: number | null;
}

/** Everything that was found out about a synthetic table. */
export interface TableEvaluation {
  /** One sentence for people: how good, what gives it away, and what is too small or copied. */
  verdict: string;
  /**
   * By name: "shape", "trend", "nmi" (weighted mutual information), "c2st" (booster), "c2st-linear", "alpha-precision",
   * "beta-recall", "coverage", "usefulness", "validity", "missing", "membership".
   */
  scores: Record<string, Score>;
  rows: { real: number; synthetic: number; holdout: number; used: number };
  columns: ColumnComparison[];
  /** All pairs in the order of columns; the worst six with their tables. */
  pairs: PairComparison[];
  /** The most telling columns first. */
  giveaways: Giveaway[];
  usefulness: Usefulness[];
  privacy: PrivacyComparison;
  validity: ValidityComparison[];
  /** What limits all of this: few rows, subsamples, no held-out rows. */
  warnings: string[];
  settings: Record<string, string | number | boolean | null>;
}
