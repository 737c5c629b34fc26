export { autocorrelation, type AutocorrelationOptions } from "./chains/autocorrelation.ts";
export type { ChainsOptions } from "./chains/draws.ts";
export { effectiveSampleSize, type EffectiveSampleSizeOptions, type EffectiveSizeOf } from "./chains/effective-size.ts";
export { splitRhat } from "./chains/split-rhat.ts";
export { summarizeChains, type ColumnSummary } from "./chains/summary.ts";
export type { LevelCoverage } from "./calibration/levels.ts";
export { calibrationRanks, type CalibrationRanksOptions, type ColumnRanks } from "./calibration/ranks.ts";
export { crps, type CrpsOptions } from "./calibration/crps.ts";
export { energyScore, type EnergyScoreOptions } from "./calibration/energy-score.ts";
export {
  expectedCoverage,
  type ColumnCoverage,
  type ExpectedCoverageOptions,
} from "./calibration/expected-coverage.ts";
export type { ProperScore } from "./calibration/proper-score.ts";
export { tarpCoverage, type TarpCoverage, type TarpCoverageOptions } from "./calibration/tarp.ts";
export { copyingTest, type CopyingTest, type CopyingTestOptions } from "./copying.ts";
export { coverage, type CoverageOptions } from "./coverage.ts";
export { energyDistance, type EnergyDistanceOptions } from "./energy.ts";
export { nearestDistances, type NearestOptions } from "./nearest.ts";
export type { RowMetric } from "../numerics/row-distance.ts";
export { slicedWasserstein, type SlicedWassersteinOptions } from "./sliced-wasserstein.ts";
export { kernelSteinDiscrepancy, type KernelSteinDiscrepancy, type KernelSteinOptions } from "./stein.ts";
export { c2st, type C2st, type C2stOptions } from "./two-sample/c2st.ts";
export { permutationTest, type PermutationTest, type PermutationTestOptions } from "./two-sample/permutation-test.ts";
export { uniformityTest, type UniformityTest } from "./uniformity.ts";
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
