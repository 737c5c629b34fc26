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
