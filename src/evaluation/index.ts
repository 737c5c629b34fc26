export { evaluateTable, type EvaluationRun } from "./evaluate-table.ts";
export type { EvaluationProgress } from "./evaluate.ts";
export type { EvaluateTableOptions } from "./evaluation-options.ts";
export type {
  Attack,
  ColumnComparison,
  Giveaway,
  PairComparison,
  PrivacyComparison,
  Score,
  TableEvaluation,
  Usefulness,
  ValidityComparison,
} from "./table-evaluation.ts";
export { type ReportOptions, writeReport } from "./report/write-report.ts";
