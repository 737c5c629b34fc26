import {
  columnPairTrends,
  columnShapes,
  functionalDependencies,
  missingSimilarity,
  precisionRecall,
  tableCoverage,
  tableValidity,
  weightedMutualInformation,
  type TableColumn,
} from "../../metrics/index.ts";
import type { Relation } from "../relations.ts";
import type { Score } from "../table-evaluation.ts";

type Columns = readonly TableColumn[];

/** A score's name and what is said of it. */
export interface ScoreName extends Pick<Score, "title" | "meaning"> {
  name: string;
}

/** What gives one score or several of a table compared with a real one. */
export interface Measure {
  scores: readonly ScoreName[];
  /** Rows of each table that it looks at, at most. */
  rows(columns: number): number;
  /**
   * Whether real rows fall short of 1 by chance alone, by √(1/n + 1/m) of n and m rows: then all rows are compared, and the
   * ceiling is that of two smaller parts of the real ones, brought to their number.
   */
  byChance: boolean;
  /** Rows of the subsamples that the standard error comes from, at most. */
  errorRows: number;
  /** One number for each score, and those of single columns or pairs behind them; NaN where it is not defined. */
  measure(reference: Columns, other: Columns, relations: readonly Relation[]): number[];
}

/** Row visits that all pairs of columns may take, and the distances of rows. */
const PAIR_WORK = 1e8;
const NEAREST_WORK = 1e8;
const MOST_ROWS = 50_000;

function pairRows(columns: number): number {
  const pairs = Math.max(1, (columns * (columns - 1)) / 2);
  return Math.max(500, Math.min(MOST_ROWS, Math.floor(PAIR_WORK / (2 * pairs))));
}

function nearestRows(columns: number): number {
  return Math.max(500, Math.min(3000, Math.floor(Math.sqrt(NEAREST_WORK / columns))));
}

function columnRows(columns: number): number {
  return Math.max(2000, Math.min(MOST_ROWS, Math.floor(2e7 / columns)));
}

/** The score of all columns, and behind it that of each. */
export const shapeMeasure: Measure = {
  scores: [
    {
      name: "shape",
      title: "Columns one by one",
      meaning: "How near each column's distribution comes to the real one, on average; 1 is best.",
    },
  ],
  rows: columnRows,
  byChance: true,
  errorRows: 5000,
  measure: (reference, other) => {
    const { score, columns } = columnShapes(reference, other);
    return [score, ...columns];
  },
};

/** The score of all pairs, and behind it that of each, in the order of columns. */
export const trendMeasure: Measure = {
  scores: [
    {
      name: "trend",
      title: "Pairs of columns",
      meaning: "How near the dependence of each two columns comes to the real one, on average; 1 is best.",
    },
  ],
  rows: pairRows,
  byChance: true,
  errorRows: 2000,
  measure: (reference, other) => {
    const { score, pairs } = columnPairTrends(reference, other);
    return [score, ...pairs.map((pair) => pair.score)];
  },
};

/** All scores that need no classifier, in the order of a report. */
export const measures: readonly Measure[] = [
  shapeMeasure,
  trendMeasure,
  {
    scores: [
      {
        name: "nmi",
        title: "Dependent pairs",
        meaning: "How near the mutual information of pairs comes to the real one, dependent pairs first; 1 is best.",
      },
    ],
    rows: pairRows,
    byChance: true,
    errorRows: 2000,
    measure: (reference, other) => [reference.length > 1 ? weightedMutualInformation(reference, other) : NaN],
  },
  {
    scores: [
      {
        name: "alpha-precision",
        title: "Typical rows",
        meaning: "How evenly synthetic rows fill the region of the real ones (α-precision); 1 is best.",
      },
      {
        name: "beta-recall",
        title: "Variety of rows",
        meaning: "How many real rows have a synthetic row beside them (β-recall); fresh real rows have about ½.",
      },
    ],
    rows: nearestRows,
    byChance: false,
    errorRows: 750,
    measure: (reference, other) => {
      const { alphaPrecision, betaRecall } = precisionRecall(reference, other);
      return [alphaPrecision, betaRecall];
    },
  },
  {
    scores: [
      {
        name: "coverage",
        title: "Coverage",
        meaning:
          "The share of real rows that have a synthetic row among their neighbors; fresh real rows have about 0.97.",
      },
    ],
    rows: nearestRows,
    byChance: false,
    errorRows: 750,
    measure: (reference, other) => [reference[0].values.length > 5 ? tableCoverage(reference, other) : NaN],
  },
  {
    scores: [
      {
        name: "validity",
        title: "Validity",
        meaning:
          "The share of cells within the real ranges and levels, and of rows that keep the relations of columns; 1 is best.",
      },
    ],
    rows: columnRows,
    byChance: false,
    errorRows: 5000,
    measure: (reference, other, relations) => [validityOf(reference, other, relations)],
  },
  {
    scores: [
      {
        name: "missing",
        title: "Missing cells",
        meaning: "How near each column's share of missing cells comes to the real one, on average; 1 is best.",
      },
    ],
    rows: columnRows,
    byChance: true,
    errorRows: 5000,
    measure: (reference, other) => [
      hasGaps(reference) || hasGaps(other) ? missingSimilarity(reference, other).score : NaN,
    ],
  },
];

/** The mean of columns that stay within the real ones, and of dependencies and relations that are kept. */
function validityOf(reference: Columns, other: Columns, relations: readonly Relation[]): number {
  const { columns } = tableValidity(reference, other);
  const { dependencies } = functionalDependencies(reference, other);
  const shares = [
    ...columns.map(({ adherence }) => adherence),
    ...dependencies.map(({ kept }) => kept),
    ...relations.map(({ share }) => share(reference, other)),
  ];
  const defined = shares.filter((share) => !Number.isNaN(share));
  return defined.reduce((sum, share) => sum + share, 0) / defined.length;
}

function hasGaps(columns: Columns): boolean {
  return columns.some(({ values }) => Array.prototype.some.call(values, Number.isNaN));
}
