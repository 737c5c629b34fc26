export { autocorrelation, type AutocorrelationOptions } from "./chains/autocorrelation.ts";
export type { ChainsOptions } from "./chains/draws.ts";
export { effectiveSampleSize, type EffectiveSampleSizeOptions, type EffectiveSizeOf } from "./chains/effective-size.ts";
export { splitRhat } from "./chains/split-rhat.ts";
export { summarizeChains, type ColumnSummary } from "./chains/summary.ts";
export { coverage, type CoverageOptions } from "./coverage.ts";
export { energyDistance, type EnergyDistanceOptions } from "./energy.ts";
export { nearestDistances, type NearestOptions } from "./nearest.ts";
export type { RowMetric } from "../numerics/row-distance.ts";
export { slicedWasserstein, type SlicedWassersteinOptions } from "./sliced-wasserstein.ts";
export { wasserstein, type WassersteinOptions } from "./wasserstein.ts";
export type { Importance } from "./tables/booster/importance.ts";
export { rareCombinations } from "./tables/rare-combinations.ts";
export { closestRecord, recordDistances, type RecordDistances } from "./tables/record-distances.ts";
export type { TableColumn } from "./tables/column.ts";
export { exactCopies, type ExactCopies, type ExactCopiesOptions } from "./tables/copies.ts";
export {
  functionalDependencies,
  type FunctionalDependencies,
  type FunctionalDependency,
} from "./tables/functional-dependencies.ts";
export { missingSimilarity, type MissingSimilarity } from "./tables/missing.ts";
export { weightedMutualInformation } from "./tables/mutual-information.ts";
export { precisionRecall, type PrecisionRecall } from "./tables/precision-recall.ts";
export { sampleRows, type NearestRowsOptions, type SampleRowsOptions } from "./tables/row-draws.ts";
export { samplingNoise } from "./tables/sampling-noise.ts";
export { columnShapes, type ColumnShapes } from "./tables/shape.ts";
export { standardError, type StandardErrorOptions } from "./tables/standard-error.ts";
export { tableCoverage, type TableCoverageOptions } from "./tables/table-coverage.ts";
export { columnPairTrends, type ColumnPairTrends, type PairTrend, type PairTrendsOptions } from "./tables/trend.ts";
export { tableValidity, type ColumnValidity, type TableValidity } from "./tables/validity.ts";
export { classifierTwoSampleTest, type TwoSampleTest, type TwoSampleTestOptions } from "./tables/two-sample-test.ts";
export { usefulness, type LearnedColumn, type TableUsefulness, type UsefulnessOptions } from "./tables/usefulness.ts";
export {
  attributeInference,
  type AttributeInferenceOptions,
  type AttributeRisk,
} from "./tables/attribute-inference.ts";
export { membershipInference, type MembershipInferenceOptions } from "./tables/membership/membership-inference.ts";
export type { MembershipAttack } from "./tables/membership/judge-attacks.ts";
export { rocCurve, type RocCurve } from "./tables/roc-curve.ts";
