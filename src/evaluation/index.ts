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
