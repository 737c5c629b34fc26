/** A figure of a synthetic table, between what independent columns and what real rows of their own would get. */
export interface Score {
  /** What it is called in reports. */
  title: string;
  /** The figure; null where it is not defined for this table. */
  value: number | null;
  /** Its standard error, by subsamples or by what each row adds; null where unknown. */
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
  /** The column's name. */
  name: string;
  /** What its values are: "number" for numbers and moments, "category" for levels. */
  kind: "number" | "category";
  /** The complement of the Kolmogorov–Smirnov or total-variation distance. */
  shape: Score;
  /** Shares of missing cells. */
  missing: {
    /** Among real rows. */
    real: number;
    /** Among synthetic rows. */
    synthetic: number;
  };
  /** Shares of at most 50 bins of numbers, by edges (one more than bins, as texts), or of at most 15 levels and "others". */
  bars: {
    /** Edges of bins, or names of levels. */
    labels: string[];
    /** Shares of the real rows. */
    real: number[];
    /** Shares of the synthetic rows. */
    synthetic: number[];
  };
}

/** Two columns together. */
export interface PairComparison {
  /** Their names. */
  columns: [string, string];
  /** The score of "trend" for this pair. */
  score: number | null;
  /** Its standard error by subsamples; null where unknown. */
  error: number | null;
  /** What the two columns get when they are drawn independently of each other. */
  floor: number | null;
  /** What as many real rows get on average, by the sampling noise of their counts. */
  ceiling: number | null;
  /** Shares of the cells of both tables' contingency tables; rows by the first column. Only of the worst pairs and of giveaways. */
  table?: {
    /** Levels or bins of the first column. */
    rows: string[];
    /** Levels or bins of the second column. */
    columns: string[];
    /** Shares of the real rows, by rows. */
    real: number[][];
    /** Shares of the synthetic rows, by rows. */
    synthetic: number[][];
  };
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
  /** The name of the column that is predicted. */
  target: string;
  /** "AUC" of two levels, "macro AUC" of more, "R²" of numbers. */
  metric: "AUC" | "macro AUC" | "R²";
  /** The metric on held-out rows, by the rows that were learned from. */
  learnedFrom: {
    /** Real rows. */
    real: number;
    /** Synthetic rows. */
    synthetic: number;
    /** Real columns, each shuffled by itself. */
    independent: number;
  };
  /** The standard errors of these, by the held-out rows. */
  errors: Usefulness["learnedFrom"];
}

/** An attack that guesses which rows were learned from. */
export interface Attack {
  /** What it is called in reports. */
  name: string;
  /** Whether it looks into the model, or at the synthetic rows only. */
  needs: "model" | "rows";
  /** Probability that a training row scores higher than a held-out one; ½ by guessing. */
  auc: number;
  /** The standard error of `auc`. */
  error: number;
  /** Shares of training rows that are found when 1 % and 10 % of the held-out rows are suspected. */
  found: {
    /** With 1 % suspected. */
    at1: number;
    /** With 10 % suspected. */
    at10: number;
  };
  /** Points (suspected held-out rows, found training rows), at most 50. */
  curve: [number, number][];
}

/** What a table gives away about the rows it was learned from. Nothing here proves privacy. */
export interface PrivacyComparison {
  /** Rows that are equal, in every cell, to a training row. */
  copies: {
    /**
     * Whether only parts of the tables were at hand: the copies in them are scaled to all rows, and rows that occur several
     * times count too often.
     */
    estimated: boolean;
    /** Synthetic rows. */
    synthetic: number;
    /** Held-out rows; null without any. */
    heldOut: number | null;
    /** Synthetic rows equal to a training row that occurs once. */
    rare: number;
    /** Shares of the rows that have two cells together as a single training row has them, means over pairs of columns. */
    combinations: {
      /** Among synthetic rows; null of a single column. */
      synthetic: number | null;
      /** Among held-out rows; null without any. */
      heldOut: number | null;
    };
  };
  /** How near synthetic rows come to training rows; null without held-out rows. */
  distances: {
    /** Share of rows nearer to a training row than to a held-out one; ½ without a pull. */
    share: number | null;
    /** Share of rows nearer to a training row than 2 % of the held-out rows are. */
    below2: number | null;
    /** Share of rows nearer to a training row than 5 % of the held-out rows are. */
    below5: number | null;
    /** z of the copying test, N(0, 1) without copies, far below 0 with many. */
    copyingZ: number | null;
  };
  /** The strongest first. */
  attacks: Attack[];
  /** Guessing one column from the others: risk left above what held-out rows explain. */
  attributes: {
    /** The name of the column that is guessed. */
    column: string;
    /** Share of training rows whose cell is guessed. */
    success: number;
    /** Share of held-out rows whose cell is guessed. */
    control: number;
    /** (success − control)/(1 − control) */
    risk: number;
    /** The standard error of `risk`. */
    error: number;
  }[];
}

/** What real rows obey, and the share of synthetic rows that do. */
export interface ValidityComparison {
  /** "range", "levels", "dependency", or "constraint": an order, a sum or a combination of columns. */
  kind: string;
  /** In words: “age within the real range”, “education tells education-num”, “start ≤ end”. */
  rule: string;
  /** Share of the real rows: 1 of what was found in them, less where rows break what the schema says. */
  real: number;
  /** Share of the synthetic rows. */
  synthetic: number;
  /** Share of the held-out rows; null without any. */
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
  /** How many rows there are, and how many of each table the subsamples of the slowest scores have. */
  rows: {
    /** Real rows, those held out aside. */
    real: number;
    /** Synthetic rows. */
    synthetic: number;
    /** Held-out rows. */
    holdout: number;
    /** Rows that were looked at. */
    used: number;
  };
  /** One comparison for each column, in the table's order. */
  columns: ColumnComparison[];
  /** All pairs in the order of columns; the worst six and those among the giveaways with their tables. */
  pairs: PairComparison[];
  /** The most telling columns first. */
  giveaways: Giveaway[];
  /** One entry for each column that was predicted. */
  usefulness: Usefulness[];
  /** What the table gives away about training rows. */
  privacy: PrivacyComparison;
  /** What real rows obey, and how many synthetic rows do. */
  validity: ValidityComparison[];
  /** What limits all of this: few rows, subsamples, no held-out rows. */
  warnings: string[];
  /** Options, seeds and sizes that give the same figures again. */
  settings: Record<string, string | number | boolean | null>;
}
